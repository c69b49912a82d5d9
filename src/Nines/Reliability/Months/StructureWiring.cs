using System.Collections.Immutable;
using Nines.Reliability.Structure;

namespace Nines.Reliability.Months;

/// <summary>The gates that read each node below the top. Immutable and shared by threads.</summary>
internal sealed class StructureWiring
{
    private readonly int[] _firstReader;
    private readonly int[] _readers;
    private readonly int[] _eventNode;

    public StructureWiring(StructureFunction function)
    {
        Function = function;
        int nodes = function.Top.Index + 1;
        bool[] isUsed = new bool[nodes];
        isUsed[^1] = true;
        _firstReader = new int[nodes + 1];
        _eventNode = new int[function.Events.Length];
        Array.Fill(_eventNode, -1);
        for (int i = nodes - 1; i >= 0; i--)
        {
            if (!isUsed[i])
            {
                continue;
            }

            var node = new NodeRef(i);
            if (function.Kind(node) == NodeKind.Event)
            {
                _eventNode[function.EventIndex(node)] = i;
            }

            foreach (NodeRef argument in function.Arguments(node))
            {
                isUsed[argument.Index] = true;
                _firstReader[argument.Index + 1]++;
            }
        }

        for (int i = 0; i < nodes; i++)
        {
            _firstReader[i + 1] += _firstReader[i];
        }

        int[] next = _firstReader[..^1];
        _readers = new int[_firstReader[^1]];
        for (int i = 0; i < nodes; i++)
        {
            if (isUsed[i])
            {
                foreach (NodeRef argument in function.Arguments(new NodeRef(i)))
                {
                    _readers[next[argument.Index]++] = i;
                }
            }
        }

        UsedEvents = [.. Enumerable.Range(0, _eventNode.Length).Where(e => _eventNode[e] >= 0)];
    }

    public StructureFunction Function { get; }

    /// <summary>The events that the top depends on, ascending.</summary>
    public ImmutableArray<int> UsedEvents { get; }

    public int NodeOf(int eventIndex) => _eventNode[eventIndex];

    /// <summary>The gates that read a node; a gate that reads it twice is listed twice.</summary>
    public ReadOnlySpan<int> Readers(int node) => _readers.AsSpan(_firstReader[node].._firstReader[node + 1]);

    /// <summary>The value of a gate of which <paramref name="happened"/> arguments are true.</summary>
    public bool Truth(int gate, int happened)
    {
        var node = new NodeRef(gate);
        return Function.Kind(node) switch
        {
            NodeKind.And => happened == Function.Arguments(node).Length,
            NodeKind.Or => happened > 0,
            NodeKind.AtLeast => happened >= Function.Threshold(node),
            NodeKind.Xor => (happened & 1) == 1,
            _ => happened == 0,
        };
    }
}
