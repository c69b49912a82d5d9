using Nines.Reliability.Diagrams;

namespace Nines.Reliability.Truncation;

/// <summary>A probability that lies between two certified ends.</summary>
internal readonly record struct Interval(double Low, double High)
{
    // Sums and products of a few million roundings stay far inside this.
    private const double Rounding = 1e-10;

    public static readonly Interval Unknown = new(0, 1);

    public Interval Not => new(1 - High, 1 - Low);

    public double Width => High - Low;

    public static Interval At(double value) => new(value, value);

    /// <summary>Widened by more than floating point can have lost.</summary>
    public Interval Widened() => new(Math.Max(0, Low * (1 - Rounding)), Math.Min(1, High * (1 + Rounding)));

    /// <summary>Both hold, so their common part does.</summary>
    public Interval And(Interval other) => new(Math.Max(Low, other.Low), Math.Min(High, other.High));

    /// <summary>
    /// The probability of a BDD whose variables are only known as intervals. A vertex is linear in its variable, so its
    /// extremes lie at the ends; for a coherent function this is exact.
    /// </summary>
    public static Interval Compute(ReadOnlySpan<Vertex> vertices, int root, ReadOnlySpan<int> variableAt, ReadOnlySpan<Interval> inputs)
    {
        Interval[] at = new Interval[vertices.Length];
        at[Diagram.One] = At(1);
        for (int i = 2; i <= root; i++)
        {
            Vertex v = vertices[i];
            Interval p = inputs[variableAt[v.Level]];
            (Interval low, Interval high) = (at[v.Low], at[v.High]);
            at[i] = new Interval(
                Mix(high.Low >= low.Low ? p.Low : p.High, high.Low, low.Low),
                Mix(high.High >= low.High ? p.High : p.Low, high.High, low.High));
        }

        return at[root];
    }

    private static double Mix(double p, double high, double low) => (p * high) + ((1 - p) * low);
}
