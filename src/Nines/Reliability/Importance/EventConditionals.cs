using Nines.Reliability.Circuits;
using Nines.Reliability.Diagrams;

namespace Nines.Reliability.Importance;

/// <summary>Carries conditionals from the top event down through the modules to the events.</summary>
internal static class EventConditionals
{
    /// <summary>One entry per event: the top event given the event, and given its absence. Null for events the top does not depend on.</summary>
    public static Conditional?[] Compute(ModuleTree tree, Diagram[] diagrams, ModuleValues values, Effort effort)
    {
        Conditional?[] events = new Conditional?[values.Events.Length];
        Conditional[] above = new Conditional[tree.Modules.Length];
        above[^1] = tree.TopIsComplemented ? new Conditional(0, 1, 1, 0, -1) : new Conditional(1, 0, 0, 1, 1);
        Dictionary<int, Conditional[]> byClass = [];
        int[] lastUse = LastUse(values.Class);
        for (int m = tree.Modules.Length - 1; m >= 0; m--)
        {
            // Linear in what is already built: only a cancellation stops it, not the clock.
            _ = (m & 63) == 0 && effort.IsSpent();
            Module module = tree.Modules[m];
            if (!byClass.TryGetValue(values.Class[m], out Conditional[]? own))
            {
                (double[] p, double[] q) = values.Inputs(module);
                own = Conditional.ForAll(diagrams[module.Shape.Index], p, q);
                byClass.Add(values.Class[m], own);
            }

            if (lastUse[values.Class[m]] == m)
            {
                byClass.Remove(values.Class[m]);
            }

            for (int i = 0; i < own.Length; i++)
            {
                Conditional whole = Chain(above[m], own[i]);
                if (module.Variables[i] < 0)
                {
                    above[~module.Variables[i]] = whole;
                }
                else
                {
                    events[module.Variables[i]] = whole;
                }
            }
        }

        return events;
    }

    /// <summary>P(top | x) = P(top | m) P(m | x) + P(top | not m) P(not m | x), and so on.</summary>
    private static Conditional Chain(Conditional top, Conditional module) => new(
        (top.GivenHappened * module.GivenHappened) + (top.GivenNot * module.NotGivenHappened),
        (top.NotGivenHappened * module.GivenHappened) + (top.NotGivenNot * module.NotGivenHappened),
        (top.GivenHappened * module.GivenNot) + (top.GivenNot * module.NotGivenNot),
        (top.NotGivenHappened * module.GivenNot) + (top.NotGivenNot * module.NotGivenNot),
        top.Birnbaum * module.Birnbaum);

    private static int[] LastUse(int[] classes)
    {
        int[] last = new int[classes.Length];
        for (int m = classes.Length - 1; m >= 0; m--)
        {
            last[classes[m]] = m;
        }

        return last;
    }
}
