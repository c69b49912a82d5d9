using Nines.Reliability.Circuits;

namespace Nines.Reliability.Diagrams;

/// <summary>
/// Pulls variables that meet in the same gates together (FORCE: Aloul, Markov, Sakallah 2003): every gate sits at the centre
/// of its arguments and users, and everything moves to the centre of the gates it belongs to, until the total span stops shrinking.
/// </summary>
internal static class ForceOrder
{
    public static int[] Improve(Shape shape, int[] start)
    {
        int total = shape.VariableCount + shape.GateCount;
        double[] place = new double[total];
        int[] nodes = new int[total];
        Start(shape, start, place);
        int rounds = 20 + (int)(4 * Math.Log2(total + 1));
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
                double centre = place[node];
                foreach (int literal in arguments)
                {
                    centre += place[literal >> 1];
                }

                centre /= arguments.Length + 1;
                (sum[node], count[node]) = (sum[node] + centre, count[node] + 1);
                foreach (int literal in arguments)
                {
                    (sum[literal >> 1], count[literal >> 1]) = (sum[literal >> 1] + centre, count[literal >> 1] + 1);
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
