using Nines.Reliability.Circuits;

namespace Nines.Reliability.Diagrams;

/// <summary>The probabilities of all modules for one set of numbers. Modules of equal shape and equal numbers form a class and are computed once.</summary>
internal sealed class ModuleValues
{
    private ModuleValues(double[] unavailabilities, int modules)
    {
        Events = unavailabilities;
        Happens = new double[modules];
        DoesNot = new double[modules];
        Class = new int[modules];
    }

    /// <summary>Probability per event.</summary>
    public double[] Events { get; }

    /// <summary>Probability per module that it happens.</summary>
    public double[] Happens { get; }

    /// <summary>Probability per module that it does not, as accurate as the other.</summary>
    public double[] DoesNot { get; }

    /// <summary>Equal for modules with equal shape and equal numbers.</summary>
    public int[] Class { get; }

    /// <summary>The events alone, for when not every module has a diagram; every module is a class of its own.</summary>
    public static ModuleValues OfEvents(ModuleTree tree, double[] unavailabilities)
    {
        ModuleValues values = new(unavailabilities, tree.Modules.Length);
        for (int m = 0; m < values.Class.Length; m++)
        {
            values.Class[m] = m;
        }

        return values;
    }

    public static ModuleValues Compute(ModuleTree tree, Diagram[] diagrams, ReadOnlySpan<double> unavailabilities, Effort effort)
    {
        ModuleValues values = new([.. unavailabilities], tree.Modules.Length);
        SequenceTable classes = new();
        List<int> representative = [];
        for (int m = 0; m < tree.Modules.Length; m++)
        {
            // Linear in what is already built: only a cancellation stops it, not a limit.
            effort.ThrowIfCancelled();
            Module module = tree.Modules[m];
            (double[] p, double[] q) = values.Inputs(module);
            long[] key = new long[(2 * p.Length) + 1];
            key[^1] = module.Shape.Index;
            for (int i = 0; i < p.Length; i++)
            {
                key[2 * i] = BitConverter.DoubleToInt64Bits(p[i]);
                key[(2 * i) + 1] = BitConverter.DoubleToInt64Bits(q[i]);
            }

            values.Class[m] = classes.NumberOf(key, out bool isNew);
            if (isNew)
            {
                Diagram diagram = diagrams[module.Shape.Index];
                DiagramProbability probability = DiagramProbability.Compute(diagram, p, q);
                (values.Happens[m], values.DoesNot[m]) = (probability.Happens[diagram.Root], probability.DoesNot[diagram.Root]);
                representative.Add(m);
            }
            else
            {
                int same = representative[values.Class[m]];
                (values.Happens[m], values.DoesNot[m]) = (values.Happens[same], values.DoesNot[same]);
            }
        }

        return values;
    }

    /// <summary>The probabilities of a module's variables, and of their complements.</summary>
    public (double[] P, double[] Q) Inputs(Module module)
    {
        double[] p = new double[module.Variables.Length];
        double[] q = new double[module.Variables.Length];
        for (int i = 0; i < p.Length; i++)
        {
            int variable = module.Variables[i];
            p[i] = variable >= 0 ? Events[variable] : Happens[~variable];
            q[i] = variable >= 0 ? 1 - p[i] : DoesNot[~variable];
        }

        return (p, q);
    }
}

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
