using Nines.Reliability.Structure;

namespace Nines.Reliability.Circuits;

/// <summary>
/// Creates modules from parts of wide gates: arguments that share events with each other, but with nothing else, become a gate
/// of their own. The next search for modules then finds it.
/// </summary>
internal static class ArgumentGrouping
{
    /// <summary>Regroups arguments; returns the same circuit when there is nothing to gain.</summary>
    public static Circuit Group(Circuit circuit, Effort effort)
    {
        ModuleFinder modules = new(circuit);
        CircuitBuilder builder = new();
        int[] literal = new int[circuit.NodeCount];
        int[] seenBy = new int[circuit.NodeCount];
        int[] owner = new int[circuit.NodeCount];
        bool changed = false;

        // Every gate walks the nodes below it down to the next modules; the allowance keeps the total linear in practice.
        long allowance = 64L * (circuit.ArgumentTotal + circuit.NodeCount) + 1_000_000;
        for (int node = 1; node < circuit.NodeCount; node++)
        {
            if (!modules.IsReached(node))
            {
                continue;
            }

            if (!circuit.IsGate(node))
            {
                literal[node] = builder.Event(circuit.Value(node));
                continue;
            }

            int[] arguments = circuit.Arguments(node).ToArray();
            List<List<int>>? groups = null;
            if (circuit.Kind(node) != NodeKind.AtLeast && arguments.Length > 2 && allowance > 0 && !effort.IsSpent())
            {
                groups = Components(circuit, modules, node, seenBy, owner, ref allowance);
            }

            literal[node] = Build(builder, circuit, node, arguments, groups, literal, ref changed);
        }

        return changed ? builder.Build(literal[circuit.Top >> 1] ^ (circuit.Top & 1)) : circuit;
    }

    private static int Build(
        CircuitBuilder builder, Circuit circuit, int node, int[] arguments, List<List<int>>? groups, int[] literal, ref bool changed)
    {
        NodeKind kind = circuit.Kind(node);
        int Map(int old) => literal[old >> 1] ^ (old & 1);
        if (groups is null)
        {
            return builder.Gate(kind, circuit.Value(node), [.. arguments.Select(Map)]);
        }

        // The first group holds what is shared with the outside and stays as it is.
        List<int> closed = [];
        foreach (List<int> group in groups.Skip(1))
        {
            changed |= group.Count > 1;
            closed.Add(builder.Gate(kind, 0, [.. group.Select(Map)]));
        }

        List<int> open = [.. groups[0].Select(Map)];
        if (open.Count > 0 && closed.Count > 1)
        {
            changed = true;
            closed = [builder.Gate(kind, 0, [.. closed])];
        }

        return builder.Gate(kind, 0, [.. open, .. closed]);
    }

    /// <summary>The arguments that share events with the outside, then the closed groups; null when all arguments are connected.</summary>
    private static List<List<int>>? Components(
        Circuit circuit, ModuleFinder modules, int gate, int[] seenBy, int[] owner, ref long allowance)
    {
        ReadOnlySpan<int> arguments = circuit.Arguments(gate);
        int[] parent = [.. Enumerable.Range(0, arguments.Length + 1)];
        int open = arguments.Length;
        Stack<int> pending = new();
        for (int i = 0; i < arguments.Length; i++)
        {
            if (!modules.IsPrivate(arguments[i] >> 1, gate))
            {
                Join(parent, i, open);
            }

            pending.Push(arguments[i] >> 1);
            while (pending.TryPop(out int node))
            {
                allowance--;
                if (seenBy[node] == gate)
                {
                    Join(parent, i, owner[node]);
                    continue;
                }

                (seenBy[node], owner[node]) = (gate, i);
                if (modules.IsModule(node))
                {
                    continue;
                }

                foreach (int literal in circuit.Arguments(node))
                {
                    pending.Push(literal >> 1);
                }
            }
        }

        Dictionary<int, int> index = new() { [Find(parent, open)] = 0 };
        List<List<int>> groups = [[]];
        for (int i = 0; i < arguments.Length; i++)
        {
            int root = Find(parent, i);
            if (!index.TryGetValue(root, out int at))
            {
                index.Add(root, at = groups.Count);
                groups.Add([]);
            }

            groups[at].Add(arguments[i]);
        }

        return groups.Count == 1 || (groups[0].Count == 0 && groups.Count == 2) ? null : groups;
    }

    private static void Join(int[] parent, int a, int b) => parent[Find(parent, a)] = Find(parent, b);

    private static int Find(int[] parent, int a)
    {
        while (parent[a] != a)
        {
            a = parent[a] = parent[parent[a]];
        }

        return a;
    }
}
