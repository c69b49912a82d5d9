using Nines.Reliability.Structure;

namespace Nines.Tests.Reliability.Solving;

/// <summary>Small random structure functions with everything in them: repeats, houses, nested complements, extreme numbers.</summary>
internal sealed class RandomFunctions(uint seed)
{
    private ulong _state = (seed * 0x9E3779B97F4A7C15UL) + 0x1234567;

    public int Next(int below)
    {
        _state = (_state * 6364136223846793005UL) + 1442695040888963407UL;
        return (int)((_state >> 33) % (ulong)below);
    }

    /// <param name="maxEvents">At most so many events, few enough to enumerate.</param>
    /// <param name="maxGates">At most so many gates.</param>
    /// <param name="coherent">Only and, or, at-least and houses.</param>
    public StructureFunction Make(int maxEvents, int maxGates, bool coherent)
    {
        StructureFunctionBuilder builder = new();
        List<NodeRef> nodes = [];
        int events = 1 + Next(maxEvents);
        for (int i = 0; i < events; i++)
        {
            nodes.Add(builder.Event($"e{i}", Probability(), TimeSpan.FromHours(1 + Next(20))));
        }

        if (Next(4) == 0)
        {
            nodes.Add(builder.House(true));
            nodes.Add(builder.House(false));
        }

        int gates = Next(maxGates + 1);
        for (int i = 0; i < gates; i++)
        {
            nodes.Add(Gate(builder, nodes, coherent));
        }

        return builder.Build(nodes[^1]);
    }

    private NodeRef Gate(StructureFunctionBuilder builder, List<NodeRef> nodes, bool coherent)
    {
        NodeRef[] arguments = new NodeRef[1 + Next(5)];
        for (int i = 0; i < arguments.Length; i++)
        {
            // Lately made gates are preferred so that the function grows deep.
            int back = Next(2) == 0 ? Next(Math.Min(4, nodes.Count)) : Next(nodes.Count);
            arguments[i] = nodes[nodes.Count - 1 - back];
        }

        return Next(coherent ? 5 : 8) switch
        {
            0 or 1 => builder.And(arguments),
            2 or 3 => builder.Or(arguments),
            4 => builder.AtLeast(1 + Next(arguments.Length), arguments),
            5 => builder.Xor(arguments),
            6 => builder.Not(arguments[0]),
            _ => builder.And([builder.Not(arguments[0]), .. arguments[1..]]),
        };
    }

    private double Probability() => Next(12) switch
    {
        0 => 0,
        1 => 1,
        2 => 1e-12,
        3 => 1 - 1e-9,
        4 => 1e-6,
        5 => 0.5,
        _ => (1 + Next(999)) / 1000.0,
    };
}
