using Nines.Reliability.Circuits;
using Nines.Reliability.Diagrams;

namespace Nines.Reliability.Importance;

/// <summary>
/// P(union of the minimal cut sets that hold an event) / P(top). Along a chain of modules the unions are independent, so that
/// P(union) is the product of what each module needs besides the next one, times the event's own probability.
/// </summary>
internal static class FussellVesely
{
    private const double ShareOfMemory = 0.3;

    // Small models are answered in full whatever building them took.
    private const long MinSteps = 10_000_000;

    // No single module may take more than this part of what is left.
    private const int ShareOfOne = 2;

    /// <summary>Per event: the measure, or null where the steps do not suffice. Coherent functions only.</summary>
    /// <param name="tree">The modules.</param>
    /// <param name="diagrams">The BDD of every shape.</param>
    /// <param name="cutSets">The minimal cut sets of every shape.</param>
    /// <param name="values">Probabilities and classes.</param>
    /// <param name="top">P(top).</param>
    /// <param name="effort">The budget, which knows how much work the diagrams were: all measures together get no more.</param>
    public static double?[] Compute(
        ModuleTree tree, Diagram[] diagrams, Diagram[] cutSets, ModuleValues values, double top, Effort effort)
    {
        int limit = VertexStore.VerticesIn((long)(effort.MaxBytes * ShareOfMemory));
        long steps = Math.Max(MinSteps, effort.StepsOfBuilding);
        double?[] result = new double?[values.Events.Length];
        Array.Fill(result, 0);
        double?[] besides = new double?[tree.Modules.Length];
        besides[^1] = 1;
        Dictionary<int, double?[]> byClass = [];
        for (int m = tree.Modules.Length - 1; m >= 0; m--)
        {
            Module module = tree.Modules[m];
            if (!byClass.TryGetValue(values.Class[m], out double?[]? own))
            {
                (double[] p, double[] q) = values.Inputs(module);
                own = new double?[p.Length];
                if (!effort.IsSpent() && besides[m] is not null && steps > 0)
                {
                    Diagram sets = cutSets[module.Shape.Index];
                    int[] first = Interchangeable.Representatives(module.Shape, p, q);
                    int[] byWeight = [.. ByWeight(diagrams[module.Shape.Index], p, q).Where(i => first[i] == i)];
                    CutSetUnions unions = new(sets, p, q, limit, effort);
                    double?[] distinct = unions.Compute(byWeight, Math.Max(MinSteps / 2, steps / ShareOfOne));
                    own = Array.ConvertAll(first, i => distinct[i]);
                    steps -= unions.Spent + sets.Vertices.Length;
                }

                byClass.Add(values.Class[m], own);
            }

            for (int i = 0; i < module.Variables.Length; i++)
            {
                int variable = module.Variables[i];
                double? rest = besides[m] * own[i];
                if (variable < 0)
                {
                    besides[~variable] = rest;
                }
                else
                {
                    result[variable] = top > 0 ? rest * values.Events[variable] / top : 0;
                }
            }
        }

        return result;
    }

    /// <summary>The variables of a module by criticality, highest first: they are answered first.</summary>
    private static int[] ByWeight(Diagram diagram, double[] p, double[] q)
    {
        Conditional[] conditionals = Conditional.ForAll(diagram, p, q);
        int[] order = [.. Enumerable.Range(0, p.Length)];
        double[] weight = [.. order.Select(i => -p[i] * conditionals[i].Birnbaum)];
        return [.. order.OrderBy(i => weight[i]).ThenBy(i => i)];
    }
}
