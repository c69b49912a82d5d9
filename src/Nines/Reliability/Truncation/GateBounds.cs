using Nines.Reliability.Circuits;
using Nines.Reliability.Structure;

namespace Nines.Reliability.Truncation;

/// <summary>
/// Bounds from one pass over the gates. They hold for any dependence between the arguments (Frechet); where no complement
/// occurs, arguments are positively associated and the independent product is a bound on one side (Esary and Proschan).
/// </summary>
internal static class GateBounds
{
    public static Interval Compute(Shape shape, ReadOnlySpan<Interval> inputs)
    {
        if (shape.Root < 0)
        {
            return Interval.At(shape.Root + 2);
        }

        bool associated = shape.IsNaturallyCoherent;
        Interval[] at = new Interval[shape.VariableCount + shape.GateCount];
        inputs.CopyTo(at);
        for (int gate = 0; gate < shape.GateCount; gate++)
        {
            List<Interval> arguments = [];
            foreach (int literal in shape.Arguments(gate))
            {
                arguments.Add((literal & 1) == 0 ? at[literal >> 1] : at[literal >> 1].Not);
            }

            at[shape.VariableCount + gate] = shape.Kind(gate) switch
            {
                NodeKind.And => And(arguments, associated),
                NodeKind.Or => Or(arguments, associated),
                NodeKind.AtLeast => AtLeast(arguments, shape.Threshold(gate)),
                _ => Xor(arguments),
            };
        }

        Interval root = at[shape.Root >> 1];
        return ((shape.Root & 1) == 0 ? root : root.Not).Widened();
    }

    private static Interval And(List<Interval> arguments, bool associated)
    {
        (double product, double sum, double least) = (1, 0, 1);
        foreach (Interval a in arguments)
        {
            product *= a.Low;
            sum += 1 - a.Low;
            least = Math.Min(least, a.High);
        }

        return new Interval(associated ? product : Math.Max(0, 1 - sum), least);
    }

    private static Interval Or(List<Interval> arguments, bool associated)
    {
        (double none, double sum, double most) = (1, 0, 0);
        foreach (Interval a in arguments)
        {
            none *= 1 - a.High;
            sum += a.High;
            most = Math.Max(most, a.Low);
        }

        // 1 - none loses small sums to rounding; the sum itself is a bound too.
        return new Interval(most, Math.Min(sum, associated ? (1 - none) + 1e-15 : 1));
    }

    /// <summary>At least k needs k of the arguments: Markov's inequality above; below, any k together.</summary>
    private static Interval AtLeast(List<Interval> arguments, int k)
    {
        double expected = 0;
        List<double> lows = [];
        foreach (Interval a in arguments)
        {
            expected += a.High;
            lows.Add(a.Low);
        }

        lows.Sort();
        double missing = 0;
        for (int i = lows.Count - k; i < lows.Count; i++)
        {
            missing += 1 - lows[i];
        }

        return new Interval(Math.Max(0, 1 - missing), Math.Min(1, expected / k));
    }

    private static Interval Xor(List<Interval> arguments)
    {
        Interval result = Interval.At(0);
        foreach (Interval a in arguments)
        {
            // P(a xor b) lies between |P(a) - P(b)| and min(P(a) + P(b), 2 - P(a) - P(b)).
            double apart = Math.Max(0, Math.Max(a.Low - result.High, result.Low - a.High));
            double low = a.Low + result.Low;
            double high = a.High + result.High;
            result = new Interval(apart, low > 1 ? 2 - low : high < 1 ? high : 1);
        }

        return result;
    }
}
