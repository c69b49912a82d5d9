using Nines.Reliability.Structure;

namespace Nines.Reliability.Months;

/// <summary>
/// A structure function whose events change one at a time. A change propagates only as far as values change, and each gate
/// is evaluated once per change, in topological order, so that gates which read a node by several paths do not flicker.
/// </summary>
internal sealed class LiveStructure
{
    private readonly StructureWiring _wiring;
    private readonly bool[] _values;
    private readonly int[] _happened;
    private readonly bool[] _isPending;
    private readonly PriorityQueue<int, int> _pending = new();
    private readonly bool[] _isWatched;
    private readonly Queue<int> _changed = new();

    /// <summary>Starts with every event up, except those of unavailability 1 and those that refine reactions.</summary>
    public LiveStructure(StructureWiring wiring)
    {
        _wiring = wiring;
        StructureFunction function = wiring.Function;
        _values = new bool[function.Top.Index + 1];
        _happened = new int[_values.Length];
        _isPending = new bool[_values.Length];
        _isWatched = new bool[_values.Length];
        var isAlwaysTrue = new HashSet<int>();
        foreach (Reaction reaction in function.Reactions)
        {
            _isWatched[reaction.Lost.Index] = true;
            if (reaction.Times is null)
            {
                isAlwaysTrue.Add(reaction.Event);
            }
        }

        for (int i = 0; i < _values.Length; i++)
        {
            var node = new NodeRef(i);
            foreach (NodeRef argument in function.Arguments(node))
            {
                _happened[i] += _values[argument.Index] ? 1 : 0;
            }

            _values[i] = function.Kind(node) switch
            {
                NodeKind.Event => function.Events[function.EventIndex(node)].Unavailability >= 1 || isAlwaysTrue.Contains(function.EventIndex(node)),
                NodeKind.False => false,
                NodeKind.True => true,
                _ => wiring.Truth(i, _happened[i]),
            };
        }
    }

    /// <summary>True while the system is down.</summary>
    public bool IsDown => _values[^1];

    /// <summary>True while a node is true.</summary>
    public bool IsTrue(NodeRef node) => _values[node.Index];

    /// <summary>Takes the next node whose outages cause reactions and that has changed; it may have changed back since.</summary>
    public bool TryTakeChange(out NodeRef node)
    {
        bool isTaken = _changed.TryDequeue(out int index);
        node = new NodeRef(index);
        return isTaken;
    }

    /// <summary>Toggles one event.</summary>
    public void Flip(int eventIndex)
    {
        Turn(_wiring.NodeOf(eventIndex));
        while (_pending.TryDequeue(out int gate, out _))
        {
            _isPending[gate] = false;
            if (_wiring.Truth(gate, _happened[gate]) != _values[gate])
            {
                Turn(gate);
            }
        }
    }

    private void Turn(int node)
    {
        bool value = _values[node] = !_values[node];
        if (_isWatched[node])
        {
            _changed.Enqueue(node);
        }

        foreach (int reader in _wiring.Readers(node))
        {
            _happened[reader] += value ? 1 : -1;
            if (!_isPending[reader] && _wiring.Truth(reader, _happened[reader]) != _values[reader])
            {
                _isPending[reader] = true;
                _pending.Enqueue(reader, reader);
            }
        }
    }
}
