using System.Collections.Immutable;

namespace Nines.Reliability.Structure;

/// <summary>
/// A structure function in failure logic: true means down. An immutable graph with shared nodes (repeated events and gates),
/// stored in arrays in topological order: the arguments of a node always come before it.
/// </summary>
public sealed class StructureFunction
{
    private readonly NodeKind[] _kinds;
    private readonly int[] _values;      // event index of an event, k of an at-least gate, else 0
    private readonly int[] _firstArgument; // offsets into _arguments, one more entry than nodes
    private readonly NodeRef[] _arguments;

    internal StructureFunction(
        ImmutableArray<BasicEvent> events, NodeKind[] kinds, int[] values, int[] firstArgument, NodeRef[] arguments, NodeRef top)
    {
        Events = events;
        _kinds = kinds;
        _values = values;
        _firstArgument = firstArgument;
        _arguments = arguments;
        Top = top;
    }

    /// <summary>The basic events, in the order in which they were first named.</summary>
    public ImmutableArray<BasicEvent> Events { get; }

    /// <summary>The events that are unfinished reactions to outages, a later stage after the stages before it.</summary>
    public ImmutableArray<Reaction> Reactions { get; init; } = [];

    /// <summary>The top event: true when the system is down.</summary>
    public NodeRef Top { get; }

    /// <summary>Number of nodes, events and house events included.</summary>
    public int NodeCount => _kinds.Length;

    public NodeKind Kind(NodeRef node) => _kinds[node.Index];

    /// <summary>The index into <see cref="Events"/> of an event node.</summary>
    public int EventIndex(NodeRef node) => _values[node.Index];

    /// <summary>The k of an at-least-k gate.</summary>
    public int Threshold(NodeRef node) => _values[node.Index];

    public ReadOnlySpan<NodeRef> Arguments(NodeRef node) =>
        _arguments.AsSpan(_firstArgument[node.Index], _firstArgument[node.Index + 1] - _firstArgument[node.Index]);

    /// <summary>Evaluates the top event in one state of the basic events: true when the system is down. Linear in the size of the function.</summary>
    /// <param name="down">One entry per event of <see cref="Events"/>, true when that event has happened.</param>
    public bool Evaluate(ReadOnlySpan<bool> down) => Evaluate(down, new bool[NodeCount]);

    /// <inheritdoc cref="Evaluate(ReadOnlySpan{bool})"/>
    /// <param name="down">One entry per event, true when it has happened.</param>
    /// <param name="scratch">At least <see cref="NodeCount"/> entries, overwritten; lets a loop run without allocating.</param>
    public bool Evaluate(ReadOnlySpan<bool> down, Span<bool> scratch)
    {
        if (down.Length != Events.Length)
        {
            throw new ArgumentException($"Got {down.Length} states for {Events.Length} events.", nameof(down));
        }

        for (int i = 0; i <= Top.Index; i++)
        {
            scratch[i] = EvaluateNode(new NodeRef(i), down, scratch);
        }

        return scratch[Top.Index];
    }

    private bool EvaluateNode(NodeRef node, ReadOnlySpan<bool> down, ReadOnlySpan<bool> values)
    {
        switch (_kinds[node.Index])
        {
            case NodeKind.Event: return down[_values[node.Index]];
            case NodeKind.False: return false;
            case NodeKind.True: return true;
        }

        int happened = 0;
        ReadOnlySpan<NodeRef> arguments = Arguments(node);
        foreach (NodeRef argument in arguments)
        {
            happened += values[argument.Index] ? 1 : 0;
        }

        return _kinds[node.Index] switch
        {
            NodeKind.And => happened == arguments.Length,
            NodeKind.Or => happened > 0,
            NodeKind.AtLeast => happened >= _values[node.Index],
            NodeKind.Xor => (happened & 1) == 1,
            _ => happened == 0,
        };
    }
}

/// <summary>A basic event: one independent cause of being down.</summary>
/// <param name="Name">Unique within its structure function.</param>
/// <param name="Unavailability">Steady-state probability of being down, 0 to 1. Unavailability is stored, never availability.</param>
/// <param name="MeanDownTime">Mean length of one down state (IEC 60050-192 MDT), or null when unknown.</param>
public sealed record BasicEvent(string Name, double Unavailability, TimeSpan? MeanDownTime = null)
{
    /// <summary>
    /// Weight of the event in the failure frequency of a system, per hour: w = sum of Birnbaum x this. U / MDT by default, the frequency at
    /// which the event itself happens; null when the mean down time is unknown. A <see cref="Reaction"/> starts with the outage that it answers,
    /// not by itself, and has a weight of its own.
    /// </summary>
    public double? FailuresPerHour
    {
        get => field ?? (Unavailability == 0 ? 0 : MeanDownTime is { } down && down > TimeSpan.Zero ? Unavailability / down.TotalHours : null);
        init;
    }
}

/// <summary>Kind of a node of a structure function. Gate names follow IEC 61025.</summary>
public enum NodeKind
{
    /// <summary>A basic event: true when the component is down.</summary>
    Event,

    /// <summary>A house event that never happens.</summary>
    False,

    /// <summary>A house event that always happens.</summary>
    True,

    /// <summary>True when every argument is true.</summary>
    And,

    /// <summary>True when any argument is true.</summary>
    Or,

    /// <summary>True when at least k arguments are true.</summary>
    AtLeast,

    /// <summary>True when an odd number of arguments is true.</summary>
    Xor,

    /// <summary>True when its one argument is false.</summary>
    Not,
}

/// <summary>
/// A node of one <see cref="StructureFunction"/>: an event, a house event or a gate.
/// Children always have smaller indexes than their parents, so a loop over indexes is a bottom-up pass without recursion.
/// </summary>
/// <param name="Index">Position in the function's node table, from 0.</param>
public readonly record struct NodeRef(int Index);
