using System.Collections.Immutable;
using Nines.Reliability.Circuits;
using Nines.Reliability.Diagrams;

namespace Nines.Reliability.CutSets;

/// <summary>Counts minimal cut sets by order without listing them; a module counts as its number of sets.</summary>
internal static class CutSetCounter
{
    private const int BytesPerCell = 16;
    private const int CellsPerStep = 8;

    /// <summary>The counts of the last module; null when they do not fit the limits.</summary>
    public static OrderCounts? Count(ModuleTree tree, Diagram[] cutSets, Effort effort)
    {
        SequenceTable classes = new();
        List<OrderCounts> byClass = [];
        int[] classOf = new int[tree.Modules.Length];
        for (int m = 0; m < tree.Modules.Length; m++)
        {
            Module module = tree.Modules[m];
            long[] key = new long[module.Variables.Length + 1];
            for (int i = 0; i < module.Variables.Length; i++)
            {
                key[i] = module.Variables[i] >= 0 ? -1 : classOf[~module.Variables[i]];
            }

            key[^1] = module.Shape.Index;
            classOf[m] = classes.NumberOf(key, out bool isNew);
            if (isNew)
            {
                OrderCounts[] variables =
                    [.. module.Variables.Select(v => v >= 0 ? OrderCounts.SingleEvent : byClass[classOf[~v]])];
                if (Count(cutSets[module.Shape.Index], variables, effort) is not { } counts)
                {
                    return null;
                }

                byClass.Add(counts);
            }
        }

        return byClass[classOf[^1]];
    }

    /// <summary>
    /// An upper bound that needs no cut sets: with only its own events happened, each minimal cut set is one path of the diagram to true,
    /// and two of them are never the same path.
    /// </summary>
    /// <returns>Null without all diagrams, or when there are more paths than 128 bits count.</returns>
    public static UInt128? MostByPaths(ModuleTree tree, Diagram?[] bdds, Effort effort)
    {
        UInt128[] ofModule = new UInt128[tree.Modules.Length];
        for (int m = 0; m < ofModule.Length; m++)
        {
            Module module = tree.Modules[m];
            if (bdds[module.Shape.Index] is not { } bdd)
            {
                return null;
            }

            effort.Spend(1 + (bdd.Vertices.Length / CellsPerStep));
            UInt128[] paths = new UInt128[bdd.Vertices.Length];
            paths[Diagram.One] = 1;
            for (int i = 2; i < paths.Length; i++)
            {
                Vertex v = bdd.Vertices[i];
                int variable = module.Variables[bdd.VariableAt[v.Level]];
                UInt128 high = variable >= 0 ? paths[v.High] : OrderCounts.Multiply(ofModule[~variable], paths[v.High]);
                paths[i] = OrderCounts.Add(paths[v.Low], high);
            }

            ofModule[m] = paths[bdd.Root];
        }

        return tree.TopIsComplemented || ofModule[^1] == UInt128.MaxValue ? null : ofModule[^1];
    }

    /// <param name="counts">Known cut sets by order.</param>
    /// <param name="completeTo">Only up to this order are all known; int.MaxValue when all are.</param>
    /// <param name="most">Upper bound on the number of all; null when none is known.</param>
    public static CutSetSummary Summary(OrderCounts counts, int completeTo, UInt128? most)
    {
        UInt128 total = counts.Total;
        ImmutableArray<UInt128>.Builder byOrder = ImmutableArray.CreateBuilder<UInt128>();
        for (int i = 0; i < counts.LowestOrder && counts.Counts.Length > 0; i++)
        {
            byOrder.Add(0);
        }

        // Orders from the first one that passes 128 bits upwards are not known.
        byOrder.AddRange(counts.Counts.TakeWhile(c => c != UInt128.MaxValue));
        if (completeTo == int.MaxValue)
        {
            return new CutSetSummary(total == UInt128.MaxValue ? null : total, IsComplete: true, total, total == UInt128.MaxValue ? null : total, byOrder.ToImmutable());
        }

        // Incomplete counts of higher orders would read as complete ones.
        while (byOrder.Count <= completeTo)
        {
            byOrder.Add(0);
        }

        byOrder.Count = completeTo + 1;
        return new CutSetSummary(null, IsComplete: false, total, most, byOrder.ToImmutable());
    }

    private static OrderCounts? Count(Diagram cutSets, OrderCounts[] variables, Effort effort)
    {
        int[] users = new int[cutSets.Vertices.Length];
        foreach (Vertex v in cutSets.Vertices.AsSpan(2))
        {
            users[v.Low]++;
            users[v.High]++;
        }

        users[cutSets.Root]++;
        OrderCounts[] counts = new OrderCounts[cutSets.Vertices.Length];
        (counts[Diagram.Zero], counts[Diagram.One]) = (OrderCounts.None, OrderCounts.EmptySet);
        long cells = 0;
        for (int i = 2; i < counts.Length; i++)
        {
            Vertex v = cutSets.Vertices[i];
            OrderCounts sum = counts[v.Low] + (counts[v.High] * variables[cutSets.VariableAt[v.Level]]);
            counts[i] = sum;
            cells += sum.Counts.Length;
            bool isSpent = effort.Spend(1 + (sum.Counts.Length / CellsPerStep));
            if (cells * BytesPerCell > effort.MaxBytes / 4 || isSpent)
            {
                return null;
            }

            Release(v.Low);
            Release(v.High);
        }

        return counts[cutSets.Root];

        void Release(int vertex)
        {
            if (--users[vertex] == 0 && vertex >= 2)
            {
                cells -= counts[vertex].Counts.Length;
                counts[vertex] = default;
            }
        }
    }
}

/// <summary>
/// Number of sets of each order, as a polynomial with saturating 128-bit coefficients: a coefficient at the maximum
/// means that the count passed 128 bits. The empty polynomial counts no sets at all.
/// </summary>
internal readonly record struct OrderCounts(int LowestOrder, UInt128[] Counts)
{
    public static readonly OrderCounts None = new(0, []);
    public static readonly OrderCounts EmptySet = new(0, [1]);
    public static readonly OrderCounts SingleEvent = new(1, [1]);

    public UInt128 Total
    {
        get
        {
            UInt128 sum = 0;
            foreach (UInt128 count in Counts)
            {
                sum = Add(sum, count);
            }

            return sum;
        }
    }

    public static OrderCounts operator +(OrderCounts a, OrderCounts b)
    {
        if (a.Counts.Length == 0 || b.Counts.Length == 0)
        {
            return a.Counts.Length == 0 ? b : a;
        }

        int low = Math.Min(a.LowestOrder, b.LowestOrder);
        int high = Math.Max(a.LowestOrder + a.Counts.Length, b.LowestOrder + b.Counts.Length);
        UInt128[] sum = new UInt128[high - low];
        a.Counts.CopyTo(sum, a.LowestOrder - low);
        for (int i = 0; i < b.Counts.Length; i++)
        {
            ref UInt128 cell = ref sum[b.LowestOrder - low + i];
            cell = Add(cell, b.Counts[i]);
        }

        return new OrderCounts(low, sum);
    }

    public static OrderCounts operator *(OrderCounts a, OrderCounts b)
    {
        if (a.Counts.Length == 0 || b.Counts.Length == 0)
        {
            return None;
        }

        if (b.Counts.Length == 1 && b.Counts[0] == UInt128.One)
        {
            return a with { LowestOrder = a.LowestOrder + b.LowestOrder };
        }

        UInt128[] product = new UInt128[a.Counts.Length + b.Counts.Length - 1];
        for (int i = 0; i < a.Counts.Length; i++)
        {
            if (a.Counts[i] == 0)
            {
                continue;
            }

            for (int j = 0; j < b.Counts.Length; j++)
            {
                product[i + j] = Add(product[i + j], Multiply(a.Counts[i], b.Counts[j]));
            }
        }

        return new OrderCounts(a.LowestOrder + b.LowestOrder, product);
    }

    public static UInt128 Add(UInt128 a, UInt128 b)
    {
        UInt128 sum = a + b;
        return sum < a ? UInt128.MaxValue : sum;
    }

    public static UInt128 Multiply(UInt128 a, UInt128 b)
    {
        if (a <= ulong.MaxValue && b <= ulong.MaxValue)
        {
            ulong high = Math.BigMul((ulong)a, (ulong)b, out ulong low);
            return new UInt128(high, low);
        }

        return a == 0 || b == 0 ? 0 : a > UInt128.MaxValue / b ? UInt128.MaxValue : a * b;
    }
}
