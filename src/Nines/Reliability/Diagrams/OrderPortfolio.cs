using Nines.Reliability.Circuits;

namespace Nines.Reliability.Diagrams;

/// <summary>
/// Tries several variable orders under a growing vertex limit: no order is best for all shapes, and a bad one can be a thousand times larger.
/// All orders get the same limit, so the result depends on vertex counts, not on the speed of the machine.
/// </summary>
internal static class OrderPortfolio
{
    private const int FirstLimit = 1 << 12;
    private const int Growth = 4;
    private const int TrivialVariables = 3;
    private const int PruneFrom = 1 << 14;
    private const int SingleFrom = 1 << 20;
    private const int ClearFrom = 1 << 18;
    private const double ClearLead = 1.5;
    private const int ContestLimit = 1 << 17;

    /// <summary>The smallest diagram of those that fit the lowest workable limit; null when none fits the budget.</summary>
    public static Diagram? Solve(BddCompiler compiler, Shape shape, int maxVertices, Effort effort)
    {
        if (shape.VariableCount <= TrivialVariables || shape.GateCount <= 1)
        {
            int[] written = [.. Enumerable.Range(0, shape.VariableCount)];
            return compiler.Compile(shape, written, maxVertices);
        }

        List<int[]> orders = Orders(shape, effort);
        for (long limit = Math.Max(FirstLimit, 8L * shape.VariableCount); ; limit *= Growth)
        {
            Diagram? best = null;
            List<(int Progress, int Place)> standing = [];
            for (int i = 0; i < orders.Count && !effort.IsSpent(); i++)
            {
                // Once one order has succeeded, another is of use only with fewer vertices.
                int bound = (int)Math.Min(limit, maxVertices);
                bound = best is null ? bound : Math.Min(bound, Math.Max(FirstLimit, best.Size * 2));
                Diagram? diagram = compiler.Compile(shape, orders[i], bound);
                standing.Add((-compiler.Progress, i));
                if (diagram is not null && (best is null || diagram.Size < best.Size))
                {
                    best = diagram;
                }

                if (best is not null && limit > ContestLimit)
                {
                    return best;
                }
            }

            if (best is not null || limit >= maxVertices || effort.IsSpent())
            {
                return best;
            }

            orders = Survivors(orders, standing, limit);
            limit = orders.Count == 1 ? maxVertices / Growth * 2 : limit;
        }
    }

    /// <summary>The orders to keep for the next, more expensive round: those that compiled the most gates, in descending order.</summary>
    private static List<int[]> Survivors(List<int[]> orders, List<(int Progress, int Place)> standing, long limit)
    {
        int keep = limit < PruneFrom ? orders.Count : limit >= SingleFrom ? 1 : Math.Max(2, (orders.Count + 1) / 2);
        standing.Sort();

        // With such a lead over the next order, no other order is tried again.
        keep = limit >= ClearFrom && standing.Count > 1 && standing[0].Progress < standing[1].Progress * ClearLead ? 1 : keep;
        return [.. standing.Take(keep).Select(s => orders[s.Place])];
    }

    /// <summary>Candidate orders; those that are smallest most often come first. Finding them counts as work.</summary>
    public static List<int[]> Orders(Shape shape, Effort effort)
    {
        double[] size = ArgumentOrders.TreeSizes(shape);
        double[] users = ArgumentOrders.Users(shape);
        double[] sharing = ArgumentOrders.Sharing(shape, users, size);
        double[] asWritten = new double[size.Length];
        List<int[]> all =
        [
            ArgumentOrders.Walk(shape, Negate(users)),
            ArgumentOrders.Walk(shape, asWritten),
            ArgumentOrders.Walk(shape, Negate(size)),
            ArgumentOrders.Walk(shape, Negate(sharing)),
            ArgumentOrders.Walk(shape, size),
        ];
        if (WeightOrder.Find(shape, effort) is { } weighted)
        {
            all.Insert(0, weighted);
        }

        all.Add(ForceOrder.Improve(shape, all[0], effort));
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
