using Nines.Reliability.Structure;

namespace Nines.Reliability.Circuits;

/// <summary>Turns a structure function into a small equivalent circuit. Loops over indexes only, so depth does not matter.</summary>
internal static class Simplifier
{
    private const int MaxPasses = 8;

    // Wider gates are not searched for absorbed arguments: the work would not stay linear.
    private const int MaxAbsorbedWidth = 64;

    public static Circuit Simplify(StructureFunction function, Effort effort)
    {
        return Simplify(Read(function), effort);
    }

    /// <summary>Replaces nodes that turned out to be constant by that constant.</summary>
    /// <param name="circuit">The circuit.</param>
    /// <param name="constants">The literal, false or true, of each constant node.</param>
    /// <param name="effort">Counts the work against the limits.</param>
    public static Circuit Replace(Circuit circuit, IReadOnlyDictionary<int, int> constants, Effort effort)
    {
        CircuitBuilder builder = new();
        int[] literal = new int[circuit.NodeCount];
        for (int node = 1; node < literal.Length; node++)
        {
            int[] arguments = circuit.Arguments(node).ToArray();
            literal[node] = constants.TryGetValue(node, out int constant) ? constant
                : !circuit.IsGate(node) ? builder.Event(circuit.Value(node))
                : builder.Gate(
                    circuit.Kind(node), circuit.Value(node), Array.ConvertAll(arguments, a => literal[a >> 1] ^ (a & 1)));
        }

        return Simplify(builder.Build(literal[circuit.Top >> 1] ^ (circuit.Top & 1)), effort);
    }

    private static Circuit Simplify(Circuit circuit, Effort effort)
    {
        for (int pass = 0; pass < MaxPasses && !effort.IsSpent(); pass++)
        {
            (int nodes, int arguments) before = (circuit.NodeCount, circuit.ArgumentTotal);
            circuit = Rebuild(circuit);
            if ((circuit.NodeCount, circuit.ArgumentTotal) == before)
            {
                break;
            }
        }

        return circuit;
    }

    private static Circuit Read(StructureFunction function)
    {
        int count = function.Top.Index + 1;
        bool[] needed = new bool[count];
        needed[count - 1] = true;
        for (int i = count - 1; i >= 0; i--)
        {
            if (needed[i])
            {
                foreach (NodeRef argument in function.Arguments(new NodeRef(i)))
                {
                    needed[argument.Index] = true;
                }
            }
        }

        CircuitBuilder builder = new();
        int[] literal = new int[count];
        List<int> arguments = [];
        for (int i = 0; i < count; i++)
        {
            if (!needed[i])
            {
                continue;
            }

            NodeRef node = new(i);
            arguments.Clear();
            foreach (NodeRef argument in function.Arguments(node))
            {
                arguments.Add(literal[argument.Index]);
            }

            literal[i] = function.Kind(node) switch
            {
                NodeKind.Event => builder.Event(function.EventIndex(node)),
                NodeKind.False => Circuit.False,
                NodeKind.True => Circuit.True,
                NodeKind.Not => arguments[0] ^ 1,
                NodeKind kind => builder.Gate(kind, kind == NodeKind.AtLeast ? function.Threshold(node) : 0, [.. arguments]),
            };
        }

        return builder.Build(literal[count - 1]);
    }

    private static Circuit Rebuild(Circuit circuit)
    {
        int[] users = CountUsers(circuit, out int[] onlyUser, out bool[] onlyUserComplements);
        CircuitBuilder builder = new();
        int[] literal = new int[circuit.NodeCount];
        bool[] absorbed = new bool[circuit.NodeCount];
        for (int node = 1; node < circuit.NodeCount; node++)
        {
            absorbed[node] = users[node] == 1 && onlyUser[node] > 0
                && Melts(circuit.Kind(node), onlyUserComplements[node], circuit.Kind(onlyUser[node]));
        }

        List<int> arguments = [];
        Stack<int> pending = new();
        for (int node = 1; node < circuit.NodeCount; node++)
        {
            if (users[node] == 0 || absorbed[node])
            {
                continue;
            }

            if (!circuit.IsGate(node))
            {
                literal[node] = builder.Event(circuit.Value(node));
                continue;
            }

            arguments.Clear();
            pending.Push(node << 1);
            while (pending.TryPop(out int current))
            {
                if (current >> 1 != node && !absorbed[current >> 1])
                {
                    arguments.Add(literal[current >> 1] ^ (current & 1));
                    continue;
                }

                // Pushed backwards so that the written order survives.
                ReadOnlySpan<int> own = circuit.Arguments(current >> 1);
                bool parity = circuit.Kind(current >> 1) == NodeKind.Xor;
                for (int i = own.Length - 1; i >= 0; i--)
                {
                    pending.Push(own[i] ^ (parity ? (i == 0 ? current & 1 : 0) : current & 1));
                }
            }

            NodeKind kind = circuit.Kind(node);
            literal[node] = kind is NodeKind.And or NodeKind.Or
                ? Absorb(builder, kind, arguments)
                : builder.Gate(kind, circuit.Value(node), [.. arguments]);
        }

        return builder.Build(literal[circuit.Top >> 1] ^ (circuit.Top & 1));
    }

    /// <summary>True when a gate can be merged into its only user.</summary>
    private static bool Melts(NodeKind kind, bool complemented, NodeKind user) => user switch
    {
        NodeKind.And => kind == (complemented ? NodeKind.Or : NodeKind.And),
        NodeKind.Or => kind == (complemented ? NodeKind.And : NodeKind.Or),
        NodeKind.Xor => kind == NodeKind.Xor,
        _ => false,
    };

    /// <summary>
    /// x or (x and y) is x; x or (not-x and y) is x or y. Looks one level down, at gates of the other kind.
    /// </summary>
    private static int Absorb(CircuitBuilder builder, NodeKind kind, List<int> arguments)
    {
        int plain = builder.Gate(kind, 0, [.. arguments]);
        if (builder.Kind(plain >> 1) is not (NodeKind.And or NodeKind.Or))
        {
            return plain;
        }

        // The kind of the gate in normal form: conjunctions are compared with disjunctive arguments, and vice versa.
        NodeKind actual = builder.Kind(plain >> 1);
        NodeKind other = actual == NodeKind.And ? NodeKind.Or : NodeKind.And;
        int[] own = builder.Arguments(plain >> 1).ToArray();
        HashSet<int> present = [.. own];
        List<int> kept = new(own.Length);
        bool changed = false;
        foreach (int argument in own)
        {
            int gate = argument >> 1;
            bool complemented = (argument & 1) == 1;
            NodeKind seen = builder.Kind(gate) switch
            {
                NodeKind.And => complemented ? NodeKind.Or : NodeKind.And,
                NodeKind.Or => complemented ? NodeKind.And : NodeKind.Or,
                NodeKind k => k,
            };
            ReadOnlySpan<int> inner = builder.Arguments(gate);
            if (seen != other || inner.Length > MaxAbsorbedWidth)
            {
                kept.Add(argument);
                continue;
            }

            bool drop = false;
            int useless = 0;
            foreach (int literal in inner)
            {
                int effective = literal ^ (argument & 1);
                drop |= present.Contains(effective);
                useless += present.Contains(effective ^ 1) ? 1 : 0;
            }

            changed |= drop || useless > 0;
            if (drop)
            {
                continue;
            }

            if (useless == 0)
            {
                kept.Add(argument);
                continue;
            }

            List<int> rest = [];
            foreach (int literal in inner)
            {
                int effective = literal ^ (argument & 1);
                if (!present.Contains(effective ^ 1))
                {
                    rest.Add(effective);
                }
            }

            kept.Add(builder.Gate(other, 0, [.. rest]));
        }

        return changed ? builder.Gate(actual, 0, [.. kept]) ^ (plain & 1) : plain;
    }

    private static int[] CountUsers(Circuit circuit, out int[] onlyUser, out bool[] onlyUserComplements)
    {
        int[] users = new int[circuit.NodeCount];
        onlyUser = new int[circuit.NodeCount];
        onlyUserComplements = new bool[circuit.NodeCount];
        users[circuit.Top >> 1] = 1;
        for (int node = circuit.NodeCount - 1; node > 0; node--)
        {
            if (users[node] == 0)
            {
                continue;
            }

            foreach (int literal in circuit.Arguments(node))
            {
                users[literal >> 1]++;
                onlyUser[literal >> 1] = node;
                onlyUserComplements[literal >> 1] = (literal & 1) == 1;
            }
        }

        return users;
    }
}
