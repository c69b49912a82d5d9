namespace Nines.Reliability.Diagrams;

/// <summary>
/// P(v) = p P(high) + q P(low), bottom-up, and the same for the complement. Both are sums of positive terms, so that a tiny
/// probability keeps its relative accuracy on either side; 1 - (1 - x) never happens.
/// </summary>
internal sealed class DiagramProbability
{
    private DiagramProbability(double[] happens, double[] fails)
    {
        Happens = happens;
        DoesNot = fails;
    }

    /// <summary>Per vertex: the probability of one.</summary>
    public double[] Happens { get; }

    /// <summary>Per vertex: the probability of zero.</summary>
    public double[] DoesNot { get; }

    /// <param name="diagram">A BDD.</param>
    /// <param name="p">Probability of each variable.</param>
    /// <param name="q">Probability of the complement of each variable.</param>
    public static DiagramProbability Compute(Diagram diagram, ReadOnlySpan<double> p, ReadOnlySpan<double> q)
    {
        double[] happens = new double[diagram.Vertices.Length];
        double[] doesNot = new double[diagram.Vertices.Length];
        happens[Diagram.One] = doesNot[Diagram.Zero] = 1;
        for (int i = 2; i < happens.Length; i++)
        {
            Vertex v = diagram.Vertices[i];
            int variable = diagram.VariableAt[v.Level];
            happens[i] = (p[variable] * happens[v.High]) + (q[variable] * happens[v.Low]);
            doesNot[i] = (p[variable] * doesNot[v.High]) + (q[variable] * doesNot[v.Low]);
        }

        return new DiagramProbability(happens, doesNot);
    }
}
