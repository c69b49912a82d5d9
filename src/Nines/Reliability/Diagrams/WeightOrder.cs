using Nines.Reliability.Circuits;

namespace Nines.Reliability.Diagrams;

/// <summary>
/// Dynamic weights (Minato): weight 1 flows from the root and splits evenly; the heaviest variable is taken, removed, and the
/// weights are assigned again. Quadratic, so only for shapes where that is affordable.
/// </summary>
internal static class WeightOrder
{
    private const long MaxWork = 40_000_000;

    public static int[]? Find(Shape shape)
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
