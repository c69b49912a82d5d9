using Nines.Reliability.Circuits;
using Nines.Reliability.Diagrams;

namespace Nines.Reliability.Importance;

/// <summary>The probability of a module given that one variable has happened, or not.</summary>
/// <param name="GivenHappened">P(module | x).</param>
/// <param name="NotGivenHappened">P(not module | x).</param>
/// <param name="GivenNot">P(module | not x).</param>
/// <param name="NotGivenNot">P(not module | not x).</param>
/// <param name="Birnbaum">P(module | x) - P(module | not x), summed difference by difference.</param>
internal readonly record struct Conditional(
    double GivenHappened, double NotGivenHappened, double GivenNot, double NotGivenNot, double Birnbaum)
{
    /// <summary>All variables of one BDD in one pass down: the probability of reaching each vertex is pushed to its successors.
    /// Paths that skip a level count through the edge that crosses it. Every sum has positive terms only.</summary>
    public static Conditional[] ForAll(Diagram diagram, ReadOnlySpan<double> p, ReadOnlySpan<double> q)
    {
        DiagramProbability probability = DiagramProbability.Compute(diagram, p, q);
        (double[] happens, double[] doesNot) = (probability.Happens, probability.DoesNot);
        int levels = diagram.Levels;
        double[] reach = new double[diagram.Vertices.Length];
        RangeSums crossing = new(levels);
        RangeSums crossingNot = new(levels);
        Conditional[] at = new Conditional[levels];
        bool[] decides = new bool[levels];

        void Pass(int from, int target, double mass)
        {
            reach[target] += mass;
            int to = diagram.Vertices[target].Level;
            if (from < to)
            {
                crossing.Add(from, to, mass * happens[target]);
                crossingNot.Add(from, to, mass * doesNot[target]);
            }
        }

        Pass(0, diagram.Root, 1);
        for (int i = diagram.Vertices.Length - 1; i >= 2; i--)
        {
            Vertex v = diagram.Vertices[i];
            int variable = diagram.VariableAt[v.Level];
            double mass = reach[i];
            Conditional sum = at[v.Level];
            decides[v.Level] = true;
            at[v.Level] = new Conditional(
                sum.GivenHappened + (mass * happens[v.High]),
                sum.NotGivenHappened + (mass * doesNot[v.High]),
                sum.GivenNot + (mass * happens[v.Low]),
                sum.NotGivenNot + (mass * doesNot[v.Low]),
                sum.Birnbaum + (mass * Difference(happens, doesNot, v)));
            Pass(v.Level + 1, v.High, mass * p[variable]);
            Pass(v.Level + 1, v.Low, mass * q[variable]);
        }

        Conditional[] result = new Conditional[levels];
        (double whole, double not) = (happens[diagram.Root], doesNot[diagram.Root]);
        for (int level = 0; level < levels; level++)
        {
            // A variable that decides nowhere is irrelevant; say so without rounding.
            Conditional c = at[level];
            (double skipped, double skippedNot) = decides[level] ? (crossing.At(level), crossingNot.At(level)) : (whole, not);
            result[diagram.VariableAt[level]] = new Conditional(
                c.GivenHappened + skipped, c.NotGivenHappened + skippedNot, c.GivenNot + skipped, c.NotGivenNot + skippedNot, c.Birnbaum);
        }

        return result;
    }

    /// <summary>P(high) - P(low), taken on the side where the numbers are smaller and lose less.</summary>
    private static double Difference(double[] happens, double[] doesNot, Vertex v) =>
        happens[v.High] + happens[v.Low] <= 1 ? happens[v.High] - happens[v.Low] : doesNot[v.Low] - doesNot[v.High];
}

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
            // Linear in what is already built: only a cancellation stops it, not a limit.
            effort.ThrowIfCancelled();
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

/// <summary>A segment tree that adds a value to a range and reads a point. It only adds positive values, so nothing cancels.</summary>
internal sealed class RangeSums(int length)
{
    private readonly double[] _tree = new double[2 * length];

    /// <summary>Adds to every place from <paramref name="from"/> up to, not including, <paramref name="to"/>.</summary>
    public void Add(int from, int to, double value)
    {
        int left = from + length;
        int right = to + length;
        for (; left < right; left >>= 1, right >>= 1)
        {
            if ((left & 1) == 1)
            {
                _tree[left++] += value;
            }

            if ((right & 1) == 1)
            {
                _tree[--right] += value;
            }
        }
    }

    public double At(int place)
    {
        double sum = 0;
        for (int i = place + length; i > 0; i >>= 1)
        {
            sum += _tree[i];
        }

        return sum;
    }
}
