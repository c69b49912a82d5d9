using Nines.Reliability.Circuits;
using Nines.Reliability.Diagrams;

namespace Nines.Reliability.Truncation;

/// <summary>
/// Certified bounds when some modules could not be compiled: modules that could stay as exact as their inputs, only the hard
/// ones are bounded, with larger and larger diagrams as long as that narrows the bounds.
/// </summary>
internal static class BoundedModules
{
    private const int FirstSize = 1 << 8;
    private const int Growth = 4;
    private const int MaxRounds = 9;

    // A round costs a multiple of the one before. One that leaves more than this of the width was not worth it, and the next will not be.
    private const double Narrower = 0.9;
    private const double ShareOfMemory = 0.12;

    /// <summary>Bounds on the top event.</summary>
    public static Interval Top(ModuleTree tree, Diagram?[] diagrams, double[] unavailabilities, Effort effort)
    {
        long maxVertices = VertexStore.VerticesIn((long)(effort.MaxBytes * ShareOfMemory));
        Interval best = Interval.Unknown;
        Dictionary<int, int[]> orders = [];
        Effort.ReleaseGarbage(effort.MaxBytes);
        for (int round = 0; round < MaxRounds; round++)
        {
            long size = Math.Min(FirstSize * (long)Math.Pow(Growth, round), maxVertices / 8);
            bool last = size == maxVertices / 8 || effort.IsSpent();
            double width = best.Width;
            best = best.And(Once(tree, diagrams, unavailabilities, round == 0 ? 0 : (int)size, maxVertices, orders, effort));
            if (last || effort.IsSpent() || (round > 1 && best.Width > width * Narrower))
            {
                break;
            }
        }

        return tree.TopIsComplemented ? best.Not : best;
    }

    private static Interval Once(
        ModuleTree tree, Diagram?[] diagrams, double[] unavailabilities, int size, long maxVertices, Dictionary<int, int[]> orders, Effort effort)
    {
        Interval[] at = new Interval[tree.Modules.Length];
        SequenceTable classes = new();
        List<Interval> byClass = [];
        for (int m = 0; m < at.Length; m++)
        {
            Module module = tree.Modules[m];
            Interval[] inputs = [.. module.Variables.Select(v => v >= 0 ? Interval.At(unavailabilities[v]) : at[~v])];
            long[] key = [module.Shape.Index, .. inputs.SelectMany(i => new[]
                { BitConverter.DoubleToInt64Bits(i.Low), BitConverter.DoubleToInt64Bits(i.High) })];
            int number = classes.NumberOf(key, out bool isNew);
            if (isNew)
            {
                byClass.Add(diagrams[module.Shape.Index] is { } d
                    ? Interval.Compute(d.Vertices, d.Root, d.VariableAt, inputs).Widened()
                    : Hard(module.Shape, inputs, size, maxVertices, orders, effort));
            }

            at[m] = byClass[number];
        }

        return at[^1];
    }

    private static Interval Hard(
        Shape shape, Interval[] inputs, int size, long maxVertices, Dictionary<int, int[]> orders, Effort effort)
    {
        Interval quick = GateBounds.Compute(shape, inputs);
        if (size == 0 || effort.IsSpent())
        {
            return quick;
        }

        if (orders.TryGetValue(shape.Index, out int[]? order))
        {
            return TruncatingCompiler.Bound(shape, order, inputs, size, maxVertices, effort) is { } b ? quick.And(b) : quick;
        }

        // The order that bounds best while small is kept for the larger rounds.
        double narrowest = double.PositiveInfinity;
        foreach (int[] candidate in OrderPortfolio.Orders(shape, effort))
        {
            if (TruncatingCompiler.Bound(shape, candidate, inputs, size, maxVertices, effort) is { } bound)
            {
                quick = quick.And(bound);
                if (bound.Width < narrowest)
                {
                    narrowest = bound.Width;
                    orders[shape.Index] = candidate;
                }
            }
        }

        return quick;
    }
}
