using Nines.Reliability.Circuits;
using Nines.Reliability.Diagrams;

namespace Nines.Reliability.CutSets;

/// <summary>
/// Replacement where a shape has too many minimal cut sets to build: those of the lowest orders, and the most probable ones where
/// there is a BDD. Every set is a minimal cut set; some are missing.
/// </summary>
internal static class PartialCutSets
{
    /// <param name="tree">The modules.</param>
    /// <param name="complete">The cut sets per shape, null where they did not fit.</param>
    /// <param name="bdds">The BDD per shape, null where it did not fit.</param>
    /// <param name="values">Probabilities of the events.</param>
    /// <param name="effort">Counts the work against the limits.</param>
    /// <param name="completeTo">Up to this order all cut sets are known; int.MaxValue when all are.</param>
    public static Diagram[] Fill(
        ModuleTree tree, Diagram?[] complete, Diagram?[] bdds, ModuleValues values, Effort effort, out int completeTo)
    {
        completeTo = int.MaxValue;
        double[]? rarity = null;
        Diagram[] filled = new Diagram[complete.Length];
        bool[] isDone = new bool[complete.Length];
        double[] best = new double[tree.Modules.Length];
        for (int m = 0; m < tree.Modules.Length; m++)
        {
            // Smaller modules come first, so that how rare a module is at best is known when it is needed.
            Module module = tree.Modules[m];
            int s = module.Shape.Index;
            rarity = [.. module.Variables.Select(v => v >= 0 ? -Math.Log(values.Events[v]) : best[~v])];
            if (!isDone[s])
            {
                isDone[s] = true;
                if (complete[s] is { } all)
                {
                    filled[s] = all;
                }
                else
                {
                    filled[s] = Some(module.Shape, bdds[s], rarity, effort, out int order);
                    completeTo = Math.Min(completeTo, order);
                }
            }

            best[m] = Cheapest(filled[s], rarity);
        }

        return filled;
    }

    private static Diagram Some(Shape shape, Diagram? bdd, double[] rarity, Effort effort, out int completeTo)
    {
        if (!shape.IsNaturallyCoherent || shape.Root < 0)
        {
            completeTo = -1;
            return SetsDiagram.Create([], shape.VariableCount);
        }

        (List<int[]> sets, completeTo) = LowOrders.Find(shape, effort);
        int low = completeTo;
        IEnumerable<int[]> probable = bdd is null ? [] : ProbablePaths.Find(bdd, rarity, effort).Where(set => set.Length > low);
        return SetsDiagram.Create([.. sets, .. probable], shape.VariableCount);
    }

    private static double Cheapest(Diagram sets, double[] rarity)
    {
        double[] cost = new double[sets.Vertices.Length];
        cost[Diagram.Zero] = double.PositiveInfinity;
        for (int i = 2; i < cost.Length; i++)
        {
            Vertex v = sets.Vertices[i];
            cost[i] = Math.Min(cost[v.Low], rarity[sets.VariableAt[v.Level]] + cost[v.High]);
        }

        return cost[sets.Root];
    }
}

/// <summary>A zero-suppressed diagram of sets that are listed one by one.</summary>
internal static class SetsDiagram
{
    /// <param name="sets">Sets of variables, none inside another; repeats are dropped.</param>
    /// <param name="variables">Number of variables; their order is the order of the levels.</param>
    public static Diagram Create(IEnumerable<int[]> sets, int variables)
    {
        // From the last set to the first in dictionary order, so that each branch is finished before the one above it.
        List<int[]> sorted = [.. sets];
        sorted.Sort((a, b) => b.AsSpan().SequenceCompareTo(a));
        VertexStore store = new();
        store.Reset(variables, int.MaxValue);
        List<int> prefix = [];
        List<int> made = [Diagram.Zero];
        foreach (int[] set in sorted)
        {
            int common = 0;
            while (common < Math.Min(prefix.Count, set.Length) && prefix[common] == set[common])
            {
                common++;
            }

            Close(common);
            foreach (int variable in set.AsSpan(common))
            {
                prefix.Add(variable);
                made.Add(Diagram.Zero);
            }

            made[^1] = Diagram.One;
        }

        Close(0);
        return store.Extract(made[0], [.. Enumerable.Range(0, variables)]);

        void Close(int depth)
        {
            while (prefix.Count > depth)
            {
                int high = made[^1];
                made.RemoveAt(made.Count - 1);
                made[^1] = store.Find(prefix[^1], made[^1], high);
                prefix.RemoveAt(prefix.Count - 1);
            }
        }
    }
}
