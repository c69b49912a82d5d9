using Nines.Reliability.Circuits;

namespace Nines.Reliability.Diagrams;

/// <summary>Variable orders from a depth-first walk that visits the arguments of each gate by rank.</summary>
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

    /// <summary>Number of gates that use each node.</summary>
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

    /// <summary>Mean number of users of the variables below each node, weighted by tree size.</summary>
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

/// <summary>
/// Dynamic weights (Minato): weight 1 flows from the root and splits evenly; the heaviest variable is taken, removed, and the
/// weights are assigned again. Quadratic, so only for shapes where that is affordable.
/// </summary>
internal static class WeightOrder
{
    private const long MaxWork = 40_000_000;
    private const int WorkPerStep = 32;

    public static int[]? Find(Shape shape, Effort effort)
    {
        int total = shape.VariableCount + shape.GateCount;
        long edges = total;
        for (int gate = 0; gate < shape.GateCount; gate++)
        {
            edges += shape.Arguments(gate).Length;
        }

        if (edges * shape.VariableCount > MaxWork)
        {
            return null;
        }

        effort.Spend(edges * shape.VariableCount / WorkPerStep);
        bool[] gone = new bool[total];
        double[] weight = new double[total];
        int[] alive = new int[total];
        int[] order = new int[shape.VariableCount];
        for (int position = 0; position < order.Length; position++)
        {
            Assign(shape, gone, alive, weight);
            int best = -1;
            for (int i = 0; i < shape.VariableCount; i++)
            {
                if (!gone[i] && (best < 0 || weight[i] > weight[best] * (1 + 1e-12)))
                {
                    best = i;
                }
            }

            order[position] = best;
            gone[best] = true;
        }

        return order;
    }

    private static void Assign(Shape shape, bool[] gone, int[] alive, double[] weight)
    {
        Array.Clear(weight);
        for (int gate = 0; gate < shape.GateCount; gate++)
        {
            int node = shape.VariableCount + gate;
            alive[node] = 0;
            foreach (int literal in shape.Arguments(gate))
            {
                alive[node] += gone[literal >> 1] ? 0 : 1;
            }

            gone[node] = alive[node] == 0;
        }

        weight[shape.Root >> 1] = 1;
        for (int gate = shape.GateCount - 1; gate >= 0; gate--)
        {
            int node = shape.VariableCount + gate;
            if (gone[node])
            {
                continue;
            }

            double share = weight[node] / alive[node];
            foreach (int literal in shape.Arguments(gate))
            {
                weight[literal >> 1] += gone[literal >> 1] ? 0 : share;
            }
        }
    }
}

/// <summary>
/// Places variables of the same gates close to each other (FORCE: Aloul, Markov, Sakallah 2003): every gate sits at the center
/// of its arguments and users, and every node moves to the mean center of its gates, until the total span stops shrinking.
/// </summary>
internal static class ForceOrder
{
    public static int[] Improve(Shape shape, int[] start, Effort effort)
    {
        int total = shape.VariableCount + shape.GateCount;
        double[] place = new double[total];
        int[] nodes = new int[total];
        Start(shape, start, place);
        int rounds = 20 + (int)(4 * Math.Log2(total + 1));
        effort.Spend((long)rounds * total);
        double bestSpan = double.MaxValue;
        int[] best = start;
        double[] sum = new double[total];
        double[] count = new double[total];
        for (int round = 0; round < rounds; round++)
        {
            Array.Clear(sum);
            Array.Clear(count);
            for (int gate = 0; gate < shape.GateCount; gate++)
            {
                ReadOnlySpan<int> arguments = shape.Arguments(gate);
                int node = shape.VariableCount + gate;
                double center = place[node];
                foreach (int literal in arguments)
                {
                    center += place[literal >> 1];
                }

                center /= arguments.Length + 1;
                (sum[node], count[node]) = (sum[node] + center, count[node] + 1);
                foreach (int literal in arguments)
                {
                    (sum[literal >> 1], count[literal >> 1]) = (sum[literal >> 1] + center, count[literal >> 1] + 1);
                }
            }

            for (int i = 0; i < total; i++)
            {
                nodes[i] = i;
                sum[i] = count[i] > 0 ? sum[i] / count[i] : place[i];
            }

            Array.Sort(nodes, (a, b) => sum[a] != sum[b] ? sum[a].CompareTo(sum[b]) : a.CompareTo(b));
            for (int i = 0; i < total; i++)
            {
                place[nodes[i]] = i;
            }

            double span = Span(shape, place);
            if (span < bestSpan)
            {
                bestSpan = span;
                best = [.. nodes.Where(n => n < shape.VariableCount)];
            }
        }

        return best;
    }

    private static void Start(Shape shape, int[] start, double[] place)
    {
        for (int i = 0; i < start.Length; i++)
        {
            place[start[i]] = i;
        }

        for (int gate = 0; gate < shape.GateCount; gate++)
        {
            double sum = 0;
            foreach (int literal in shape.Arguments(gate))
            {
                sum += place[literal >> 1];
            }

            place[shape.VariableCount + gate] = sum / shape.Arguments(gate).Length;
        }
    }

    private static double Span(Shape shape, double[] place)
    {
        double span = 0;
        for (int gate = 0; gate < shape.GateCount; gate++)
        {
            double low = place[shape.VariableCount + gate];
            double high = low;
            foreach (int literal in shape.Arguments(gate))
            {
                low = Math.Min(low, place[literal >> 1]);
                high = Math.Max(high, place[literal >> 1]);
            }

            span += high - low;
        }

        return span;
    }
}
