using Nines.Reliability.Solving.Bdd;
using Nines.Reliability.Solving.Preprocessing;

namespace Nines.Reliability.Solving.Ordering;

/// <summary>
/// Tries several variable orders under a growing vertex limit: no order wins everywhere, and a bad one costs a thousandfold.
/// All orders get the same limit, so the result depends on vertex counts, not on the speed of the machine.
/// </summary>
internal static class OrderPortfolio
{
    private const int FirstLimit = 1 << 12;
    private const int Growth = 4;
    private const int TrivialVariables = 3;

    /// <summary>The smallest diagram of those that fit the lowest workable limit; null when none fits the budget.</summary>
    public static Diagram? Solve(BddCompiler compiler, Shape shape, int maxVertices, Effort effort)
    {
        if (shape.VariableCount <= TrivialVariables || shape.GateCount <= 1)
        {
            int[] written = [.. Enumerable.Range(0, shape.VariableCount)];
            return compiler.Compile(shape, written, maxVertices);
        }

        List<int[]> orders = Orders(shape);
        for (long limit = Math.Max(FirstLimit, 8L * shape.VariableCount); ; limit *= Growth)
        {
            Diagram? best = null;
            int bound = (int)Math.Min(limit, maxVertices);
            foreach (int[] order in orders)
            {
                if (effort.IsSpent())
                {
                    return best;
                }

                Diagram? diagram = compiler.Compile(shape, order, bound);
                if (diagram is not null && (best is null || diagram.Size < best.Size))
                {
                    best = diagram;
                }
            }

            if (best is not null || limit >= maxVertices)
            {
                return best;
            }
        }
    }

    public static List<int[]> Orders(Shape shape)
    {
        double[] size = ArgumentOrders.TreeSizes(shape);
        double[] users = ArgumentOrders.Users(shape);
        double[] sharing = ArgumentOrders.Sharing(shape, users, size);
        double[] asWritten = new double[size.Length];
        List<int[]> all =
        [
            ArgumentOrders.Walk(shape, asWritten),
            ArgumentOrders.Walk(shape, size),
            ArgumentOrders.Walk(shape, Negate(size)),
            ArgumentOrders.Walk(shape, Negate(users)),
            ArgumentOrders.Walk(shape, Negate(sharing)),
            ArgumentOrders.Walk(shape, sharing),
        ];
        int[]? weighted = WeightOrder.Find(shape);
        if (weighted is not null)
        {
            all.Add(weighted);
        }

        int walks = all.Count;
        for (int i = 0; i < walks; i++)
        {
            all.Add(ForceOrder.Improve(shape, all[i]));
        }

        List<int[]> distinct = [];
        foreach (int[] order in all)
        {
            if (!distinct.Exists(known => known.AsSpan().SequenceEqual(order)))
            {
                distinct.Add(order);
            }
        }

        return distinct;
    }

    private static double[] Negate(double[] rank) => Array.ConvertAll(rank, r => -r);
}
