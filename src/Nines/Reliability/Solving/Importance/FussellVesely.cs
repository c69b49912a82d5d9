using Nines.Reliability.Solving.Bdd;
using Nines.Reliability.Solving.Preprocessing;

namespace Nines.Reliability.Solving.Importance;

/// <summary>
/// P(union of the minimal cut sets that hold an event) / P(top). Along a chain of modules the unions are independent, so that
/// P(union) is the product of what each module needs besides the next one, times the event's own probability.
/// </summary>
internal static class FussellVesely
{
    private const double ShareOfMemory = 0.3;

    /// <summary>Per event: the measure, or null where the budget does not suffice. Coherent functions only.</summary>
    public static double?[] Of(ModuleTree tree, Diagram[] cutSets, ModuleValues values, double top, Effort effort)
    {
        int limit = VertexStore.VerticesIn((long)(effort.MaxBytes * ShareOfMemory));
        double?[] result = new double?[values.Events.Length];
        Array.Fill(result, 0);
        double?[] besides = new double?[tree.Modules.Length];
        besides[^1] = 1;
        Dictionary<int, double?[]?> byClass = [];
        for (int m = tree.Modules.Length - 1; m >= 0; m--)
        {
            Module module = tree.Modules[m];
            if (!byClass.TryGetValue(values.Class[m], out double?[]? own))
            {
                (double[] p, double[] q) = values.Inputs(module);
                own = effort.IsSpent() ? null : CutSetUnions.Of(cutSets[module.Shape.Index], p, q, limit, effort);
                byClass.Add(values.Class[m], own);
            }

            for (int i = 0; i < module.Variables.Length; i++)
            {
                int variable = module.Variables[i];
                double? rest = besides[m] * own?[i];
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
}
