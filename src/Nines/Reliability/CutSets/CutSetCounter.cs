using System.Collections.Immutable;
using Nines.Reliability.Circuits;
using Nines.Reliability.Diagrams;

namespace Nines.Reliability.CutSets;

/// <summary>Counts minimal cut sets by order without listing them; a module weighs as many sets as it has.</summary>
internal static class CutSetCounter
{
    private const int BytesPerCell = 16;

    /// <summary>The counts of the last module; null when they do not fit the budget.</summary>
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

    /// <param name="counts">How many are known.</param>
    /// <param name="completeTo">Only up to this order are all known; int.MaxValue when all are.</param>
    public static CutSetSummary Summary(OrderCounts counts, int completeTo)
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
            return new CutSetSummary(total == UInt128.MaxValue ? null : total, IsComplete: true, byOrder.ToImmutable());
        }

        // What is known beyond would read as if it were all there is.
        while (byOrder.Count <= completeTo)
        {
            byOrder.Add(0);
        }

        byOrder.Count = completeTo + 1;
        return new CutSetSummary(null, IsComplete: false, byOrder.ToImmutable());
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
            if (cells * BytesPerCell > effort.MaxBytes / 4 || ((i & 255) == 0 && effort.IsSpent()))
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
