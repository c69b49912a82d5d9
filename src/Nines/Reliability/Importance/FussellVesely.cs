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

    // Small models get complete results, however little work compiling them took.
    private const long MinSteps = 10_000_000;

    // No single module may take more than this part of what is left.
    private const int ShareOfOne = 2;

    /// <summary>Per event: the measure, or null where the steps do not suffice. Coherent functions only.</summary>
    /// <param name="tree">The modules.</param>
    /// <param name="diagrams">The BDD of every shape.</param>
    /// <param name="cutSets">The minimal cut sets of every shape.</param>
    /// <param name="values">Probabilities and classes.</param>
    /// <param name="top">P(top).</param>
    /// <param name="effort">Counts the work against the limits, which knows how much work the diagrams were: all measures together get no more.</param>
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
                    effort.Spend(unions.Visits + sets.Vertices.Length);
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

/// <summary>
/// Finds interchangeable variables: equal probabilities, and swapping the two maps the shape onto itself. Results of
/// one hold for the other, so that fifty equal nodes of a zone are computed once.
/// </summary>
internal sealed class Interchangeable
{
    private const long MaxWork = 20_000_000;
    private const int MaxKinds = 8;

    private readonly Shape _shape;
    private readonly SequenceTable _gates = new();
    private readonly int[] _image;

    private Interchangeable(Shape shape)
    {
        _shape = shape;
        _image = new int[shape.VariableCount + shape.GateCount];
        for (int i = 0; i < _image.Length; i++)
        {
            _image[i] = i;
        }

        for (int gate = 0; gate < shape.GateCount; gate++)
        {
            _gates.NumberOf(Key(gate), out _);
        }
    }

    /// <summary>Per variable: the first one that it can be swapped with, or itself.</summary>
    public static int[] Representatives(Shape shape, double[] p, double[] q)
    {
        int[] first = [.. Enumerable.Range(0, p.Length)];
        long size = shape.Key.Length;
        if (shape.Root < 0 || size * p.Length * 2 > MaxWork)
        {
            return first;
        }

        Interchangeable swaps = new(shape);
        Dictionary<(double, double), List<int>> kinds = [];
        for (int i = 0; i < first.Length; i++)
        {
            if (!kinds.TryGetValue((p[i], q[i]), out List<int>? known))
            {
                kinds.Add((p[i], q[i]), known = []);
            }

            int same = known.FindIndex(k => swaps.MapsOntoItself(k, i));
            if (same >= 0)
            {
                first[i] = known[same];
            }
            else if (known.Count < MaxKinds)
            {
                known.Add(i);
            }
        }

        return first;
    }

    private bool MapsOntoItself(int a, int b)
    {
        (_image[a], _image[b]) = (b, a);
        bool holds = true;
        int done = 0;
        for (; done < _shape.GateCount && holds; done++)
        {
            int node = _shape.VariableCount + done;
            _image[node] = node;
            if (IsMoved(done))
            {
                int number = _gates.NumberOf(Key(done), out bool isNew);
                holds = !isNew && number < _shape.GateCount;
                _image[node] = _shape.VariableCount + number;
            }
        }

        holds &= _image[_shape.Root >> 1] == _shape.Root >> 1;
        (_image[a], _image[b]) = (a, b);
        for (int gate = 0; gate < done; gate++)
        {
            _image[_shape.VariableCount + gate] = _shape.VariableCount + gate;
        }

        return holds;
    }

    private bool IsMoved(int gate)
    {
        foreach (int literal in _shape.Arguments(gate))
        {
            if (_image[literal >> 1] != literal >> 1)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A gate as its image: kind, threshold, arguments in order of number.</summary>
    private long[] Key(int gate)
    {
        ReadOnlySpan<int> arguments = _shape.Arguments(gate);
        long[] key = new long[arguments.Length + 2];
        for (int i = 0; i < arguments.Length; i++)
        {
            key[i + 2] = ((long)_image[arguments[i] >> 1] << 1) | (uint)(arguments[i] & 1);
        }

        Array.Sort(key, 2, arguments.Length);
        (key[0], key[1]) = ((int)_shape.Kind(gate), _shape.Threshold(gate));
        return key;
    }
}
