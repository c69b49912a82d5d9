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
