using System.Runtime.InteropServices;
using Nines.Reliability.Redundancy;

namespace Nines.Reliability.Structure;

/// <summary>
/// Builds a <see cref="StructureFunction"/> bottom-up. Equal gates over equal arguments become one node.
/// Not thread-safe; <see cref="Build"/> may be called several times, for several tops over the same events.
/// </summary>
public sealed class StructureFunctionBuilder
{
    private readonly List<BasicEvent> _events = [];
    private readonly Dictionary<string, NodeRef> _eventNodes = new(StringComparer.Ordinal);
    private readonly List<NodeKind> _kinds = [];
    private readonly List<int> _values = [];
    private readonly List<int> _firstArgument = [0];
    private readonly List<NodeRef> _arguments = [];
    private readonly Dictionary<ulong, List<NodeRef>> _gatesByHash = [];
    private readonly List<Reaction> _reactions = [];
    private NodeRef? _false;
    private NodeRef? _true;

    /// <summary>The events named so far.</summary>
    public IReadOnlyList<BasicEvent> Events => _events;

    /// <summary>Names a basic event. Naming an equal event again returns the same node: that is a repeated event.</summary>
    /// <exception cref="ArgumentException">The name stands for a different event, or the unavailability is not in 0..1.</exception>
    public NodeRef Event(BasicEvent basicEvent)
    {
        ArgumentNullException.ThrowIfNull(basicEvent);
        if (!(basicEvent.Unavailability is >= 0 and <= 1))
        {
            throw new ArgumentException(
                $"The unavailability of event '{basicEvent.Name}' is {basicEvent.Unavailability}; expected 0 to 1.", nameof(basicEvent));
        }

        if (_eventNodes.TryGetValue(basicEvent.Name, out NodeRef known))
        {
            BasicEvent before = _events[_values[known.Index]];
            return before == basicEvent
                ? known
                : throw new ArgumentException($"Event '{basicEvent.Name}' is already named, with other values.", nameof(basicEvent));
        }

        NodeRef node = Add(NodeKind.Event, _events.Count, []);
        _events.Add(basicEvent);
        _eventNodes.Add(basicEvent.Name, node);
        return node;
    }

    /// <inheritdoc cref="Event(BasicEvent)"/>
    public NodeRef Event(string name, double unavailability, TimeSpan? meanDownTime = null) =>
        Event(new BasicEvent(name, unavailability, meanDownTime));

    /// <summary>Declares that an event is a reaction to an outage.</summary>
    /// <param name="reaction">The event; its unavailability is the probability that the reaction is unfinished, given the outage.</param>
    /// <param name="lost">True during the outage.</param>
    /// <param name="times">Times of the reaction; null for an event that only refines the joint probability of other reactions.</param>
    /// <param name="share">Probability that an outage needs this reaction, 0 to 1.</param>
    /// <param name="after">The stage before it, declared earlier; null for the first.</param>
    public void React(NodeRef reaction, NodeRef lost, FailoverTimes? times, double share, NodeRef? after) => _reactions.Add(new Reaction(
        _values[reaction.Index], lost, times, share, after is { } before ? _values[before.Index] : null));

    /// <summary>A house event: a constant, for conditions that are assumed.</summary>
    public NodeRef House(bool happens) => happens
        ? _true ??= Add(NodeKind.True, 0, [])
        : _false ??= Add(NodeKind.False, 0, []);

    /// <summary>True when every argument is true; of no arguments, true.</summary>
    public NodeRef And(params ReadOnlySpan<NodeRef> arguments) => arguments.Length switch
    {
        0 => House(true),
        1 => arguments[0],
        _ => Gate(NodeKind.And, 0, arguments),
    };

    /// <summary>True when any argument is true; of no arguments, false.</summary>
    public NodeRef Or(params ReadOnlySpan<NodeRef> arguments) => arguments.Length switch
    {
        0 => House(false),
        1 => arguments[0],
        _ => Gate(NodeKind.Or, 0, arguments),
    };

    /// <summary>True when an odd number of arguments is true; of no arguments, false.</summary>
    public NodeRef Xor(params ReadOnlySpan<NodeRef> arguments) => arguments.Length switch
    {
        0 => House(false),
        1 => arguments[0],
        _ => Gate(NodeKind.Xor, 0, arguments),
    };

    public NodeRef Not(NodeRef argument) => Gate(NodeKind.Not, 0, [argument]);

    /// <summary>True when at least <paramref name="threshold"/> arguments are true. An argument may be repeated and then counts again.</summary>
    /// <param name="threshold">0 or less is always true, more than there are arguments is never true.</param>
    /// <param name="arguments">Any nodes; identical or not.</param>
    public NodeRef AtLeast(int threshold, params ReadOnlySpan<NodeRef> arguments)
    {
        if (threshold <= 0)
        {
            return House(true);
        }

        if (threshold > arguments.Length)
        {
            return House(false);
        }

        return threshold == 1 ? Or(arguments)
            : threshold == arguments.Length ? And(arguments)
            : Gate(NodeKind.AtLeast, threshold, arguments);
    }

    /// <summary>Freezes the function whose top is <paramref name="top"/>. All events named so far belong to it.</summary>
    public StructureFunction Build(NodeRef top)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(top.Index, _kinds.Count, nameof(top));
        return new StructureFunction(
            [.. _events], [.. _kinds], [.. _values], [.. _firstArgument], [.. _arguments], top) { Reactions = [.. _reactions] };
    }

    private NodeRef Gate(NodeKind kind, int value, ReadOnlySpan<NodeRef> arguments)
    {
        ulong hash = ((ulong)kind * 0x9E3779B97F4A7C15UL) ^ (uint)value;
        foreach (NodeRef argument in arguments)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(argument.Index, _kinds.Count, nameof(arguments));
            hash = (hash ^ (uint)argument.Index) * 0xFF51AFD7ED558CCDUL;
            hash ^= hash >> 32;
        }

        ref List<NodeRef>? bucket = ref CollectionsMarshal.GetValueRefOrAddDefault(_gatesByHash, hash, out _);
        bucket ??= [];
        foreach (NodeRef candidate in bucket)
        {
            if (_kinds[candidate.Index] == kind && _values[candidate.Index] == value && ArgumentsOf(candidate).SequenceEqual(arguments))
            {
                return candidate;
            }
        }

        NodeRef gate = Add(kind, value, arguments);
        bucket.Add(gate);
        return gate;
    }

    private ReadOnlySpan<NodeRef> ArgumentsOf(NodeRef node) => CollectionsMarshal.AsSpan(_arguments)
        [_firstArgument[node.Index].._firstArgument[node.Index + 1]];

    private NodeRef Add(NodeKind kind, int value, ReadOnlySpan<NodeRef> arguments)
    {
        _kinds.Add(kind);
        _values.Add(value);
        _arguments.AddRange(arguments);
        _firstArgument.Add(_arguments.Count);
        return new NodeRef(_kinds.Count - 1);
    }
}
