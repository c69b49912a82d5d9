using Nines.Reliability.Structure;

namespace Nines.Reliability.Circuits;

/// <summary>
/// A structure function with complemented edges. A literal is 2 x node + 1 when complemented. Node 0 is the constant false,
/// so literal 0 is false and literal 1 is true. Nodes are events, and, or, at-least and xor gates, arguments before users.
/// </summary>
internal sealed class Circuit(NodeKind[] kinds, int[] values, int[] first, int[] arguments, int top)
{
    public const int False = 0;
    public const int True = 1;

    public int NodeCount => kinds.Length;

    /// <summary>The literal of the top event.</summary>
    public int Top => top;

    public int ArgumentTotal => arguments.Length;

    public NodeKind Kind(int node) => kinds[node];

    /// <summary>The event index of an event, the k of an at-least gate.</summary>
    public int Value(int node) => values[node];

    public bool IsGate(int node) => first[node + 1] > first[node];

    public ReadOnlySpan<int> Arguments(int node) => arguments.AsSpan(first[node], first[node + 1] - first[node]);

    /// <summary>The value of every node when no event has happened.</summary>
    public bool[] ValuesWhenNothingHappened()
    {
        bool[] value = new bool[NodeCount];
        for (int node = 0; node < NodeCount; node++)
        {
            if (!IsGate(node))
            {
                continue;
            }

            int happened = 0;
            ReadOnlySpan<int> own = Arguments(node);
            foreach (int literal in own)
            {
                happened += value[literal >> 1] ^ ((literal & 1) == 1) ? 1 : 0;
            }

            value[node] = Holds(kinds[node], values[node], happened, own.Length);
        }

        return value;
    }

    /// <summary>True when a gate with this many true arguments is true.</summary>
    public static bool Holds(NodeKind kind, int threshold, int happened, int arguments) => kind switch
    {
        NodeKind.And => happened == arguments,
        NodeKind.Or => happened > 0,
        NodeKind.AtLeast => happened >= threshold,
        NodeKind.Xor => (happened & 1) == 1,
        _ => false,
    };
}
