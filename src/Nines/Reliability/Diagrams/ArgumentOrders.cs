using Nines.Reliability.Circuits;

namespace Nines.Reliability.Diagrams;

/// <summary>Orders read off a depth-first walk that visits the arguments of each gate by some preference.</summary>
internal static class ArgumentOrders
{
    /// <summary>Walks depth-first; the lower <paramref name="rank"/> goes first, equal ranks as written.</summary>
    public static int[] Walk(Shape shape, ReadOnlySpan<double> rank)
    {
        List<int> order = new(shape.VariableCount);
        bool[] seen = new bool[shape.VariableCount + shape.GateCount];
        Stack<int> pending = new();
        pending.Push(shape.Root >> 1);
        List<(double Rank, int Position, int Node)> next = [];
        while (pending.TryPop(out int node))
        {
            if (seen[node])
            {
                continue;
            }

            seen[node] = true;
            if (!shape.IsGate(node))
            {
                order.Add(node);
                continue;
            }

            next.Clear();
            foreach (int literal in shape.ArgumentsOfNode(node))
            {
                next.Add((rank[literal >> 1], next.Count, literal >> 1));
            }

            next.Sort();
            for (int i = next.Count - 1; i >= 0; i--)
            {
                pending.Push(next[i].Node);
            }
        }

        return [.. order];
    }

    /// <summary>Size of what lies below each node, as if it were a tree.</summary>
    public static double[] TreeSizes(Shape shape)
    {
        double[] size = new double[shape.VariableCount + shape.GateCount];
        Array.Fill(size, 1);
        for (int gate = 0; gate < shape.GateCount; gate++)
        {
            double sum = 1;
            foreach (int literal in shape.Arguments(gate))
            {
                sum += size[literal >> 1];
            }

            size[shape.VariableCount + gate] = Math.Min(sum, 1e300);
        }

        return size;
    }

    /// <summary>How many gates use each node.</summary>
    public static double[] Users(Shape shape)
    {
        double[] users = new double[shape.VariableCount + shape.GateCount];
        for (int gate = 0; gate < shape.GateCount; gate++)
        {
            foreach (int literal in shape.Arguments(gate))
            {
                users[literal >> 1]++;
            }
        }

        return users;
    }

    /// <summary>How often the repeated variables below each node are repeated, on average over what lies below.</summary>
    public static double[] Sharing(Shape shape, double[] users, double[] sizes)
    {
        double[] sharing = new double[users.Length];
        for (int i = 0; i < shape.VariableCount; i++)
        {
            sharing[i] = users[i];
        }

        for (int gate = 0; gate < shape.GateCount; gate++)
        {
            double sum = 0;
            double weight = 0;
            foreach (int literal in shape.Arguments(gate))
            {
                sum += sharing[literal >> 1] * sizes[literal >> 1];
                weight += sizes[literal >> 1];
            }

            sharing[shape.VariableCount + gate] = users[shape.VariableCount + gate] - 1 + (sum / weight);
        }

        return sharing;
    }
}
