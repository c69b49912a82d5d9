using System.Collections.Frozen;

namespace Nines.Reliability.OpenPsa;

/// <summary>Computes a value from the values of the arguments; not a number where it is not defined.</summary>
internal delegate double MefFunction(ReadOnlySpan<double> arguments);

/// <param name="Least">The fewest arguments.</param>
/// <param name="Most">The most arguments.</param>
/// <param name="Compute">From values to value.</param>
internal sealed record MefOperation(int Least, int Most, MefFunction Compute)
{
    /// <summary>A <c>case</c> and a <c>bin</c> hand both their values on to the element around them.</summary>
    public bool IsPair => Compute == MefOperations.Pair;
}

/// <summary>
/// The operations of the stochastic layer. Random deviates stand for their means, as the format has it for a point value.
/// Times are in hours.
/// </summary>
internal static class MefOperations
{
    private const int Any = int.MaxValue;
    private const double MaxTests = 1e6;

    /// <summary>Marks operations that only group two values.</summary>
    public static readonly MefFunction Pair = static _ => double.NaN;

    public static readonly FrozenDictionary<string, MefOperation> All = new Dictionary<string, MefOperation>(StringComparer.Ordinal)
    {
        ["neg"] = new(1, 1, static x => -x[0]),
        ["add"] = new(1, Any, static x => Fold(x, static (a, b) => a + b)),
        ["sub"] = new(1, Any, static x => Fold(x, static (a, b) => a - b)),
        ["mul"] = new(1, Any, static x => Fold(x, static (a, b) => a * b)),
        ["div"] = new(1, Any, static x => Fold(x, static (a, b) => a / b)),
        ["pow"] = new(2, 2, static x => Math.Pow(x[0], x[1])),
        ["mod"] = new(2, 2, static x => x[0] % x[1]),
        ["abs"] = new(1, 1, static x => Math.Abs(x[0])),
        ["exp"] = new(1, 1, static x => Math.Exp(x[0])),
        ["log"] = new(1, 1, static x => Math.Log(x[0])),
        ["log10"] = new(1, 1, static x => Math.Log10(x[0])),
        ["sqrt"] = new(1, 1, static x => Math.Sqrt(x[0])),
        ["sin"] = new(1, 1, static x => Math.Sin(x[0])),
        ["cos"] = new(1, 1, static x => Math.Cos(x[0])),
        ["tan"] = new(1, 1, static x => Math.Tan(x[0])),
        ["asin"] = new(1, 1, static x => Math.Asin(x[0])),
        ["acos"] = new(1, 1, static x => Math.Acos(x[0])),
        ["atan"] = new(1, 1, static x => Math.Atan(x[0])),
        ["sinh"] = new(1, 1, static x => Math.Sinh(x[0])),
        ["cosh"] = new(1, 1, static x => Math.Cosh(x[0])),
        ["tanh"] = new(1, 1, static x => Math.Tanh(x[0])),
        ["ceil"] = new(1, 1, static x => Math.Ceiling(x[0])),
        ["floor"] = new(1, 1, static x => Math.Floor(x[0])),
        ["min"] = new(1, Any, static x => Fold(x, Math.Min)),
        ["max"] = new(1, Any, static x => Fold(x, Math.Max)),
        ["mean"] = new(1, Any, static x => Fold(x, static (a, b) => a + b) / x.Length),
        ["not"] = new(1, 1, static x => Truth(x[0] == 0)),
        ["and"] = new(1, Any, static x => Fold(x, static (a, b) => Truth(a != 0 && b != 0))),
        ["or"] = new(1, Any, static x => Fold(x, static (a, b) => Truth(a != 0 || b != 0))),
        ["eq"] = new(2, 2, static x => Truth(x[0].Equals(x[1]))),
        ["df"] = new(2, 2, static x => Truth(!x[0].Equals(x[1]))),
        ["lt"] = new(2, 2, static x => Truth(x[0] < x[1])),
        ["gt"] = new(2, 2, static x => Truth(x[0] > x[1])),
        ["leq"] = new(2, 2, static x => Truth(x[0] <= x[1])),
        ["geq"] = new(2, 2, static x => Truth(x[0] >= x[1])),
        ["ite"] = new(3, 3, static x => x[0] != 0 ? x[1] : x[2]),
        ["switch"] = new(1, Any, Switch),
        ["case"] = new(2, 2, Pair),
        ["exponential"] = new(2, 2, static x => x[0] >= 0 && x[1] >= 0 ? Accurate.OneMinusExp(x[0] * x[1]) : double.NaN),
        ["GLM"] = new(4, 4, static x => Repairable(x[0], x[1], x[2], x[3])),
        ["Weibull"] = new(3, 4, static x => x.Length == 3 ? Weibull(x[0], x[1], 0, x[2]) : Weibull(x[0], x[1], x[2], x[3])),
        ["periodic-test"] = new(4, 5, static x => x.Length == 4
            ? InstantRepair(x[0], x[1], x[2], x[3])
            : InstantTest(x[0], x[1], x[2], x[3], x[4])),
        ["uniform-deviate"] = new(2, 2, static x => (x[0] + x[1]) / 2),
        ["normal-deviate"] = new(2, 2, static x => x[0]),
        ["lognormal-deviate"] = new(2, 3, static x => x.Length == 3 ? x[0] : Math.Exp(x[0] + (x[1] * x[1] / 2))),
        ["gamma-deviate"] = new(2, 2, static x => x[0] * x[1]),
        ["beta-deviate"] = new(2, 2, static x => x[0] / (x[0] + x[1])),
        ["histogram"] = new(2, Any, Histogram),
        ["bin"] = new(2, 2, Pair),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static double Truth(bool value) => value ? 1 : 0;

    private static double Fold(ReadOnlySpan<double> values, Func<double, double, double> combine)
    {
        double result = values[0];
        foreach (double value in values[1..])
        {
            result = combine(result, value);
        }

        return result;
    }

    /// <summary>Pairs of condition and value, and a last value for when no condition holds.</summary>
    private static double Switch(ReadOnlySpan<double> values)
    {
        for (int i = 0; i + 2 < values.Length; i += 2)
        {
            if (values[i] != 0)
            {
                return values[i + 1];
            }
        }

        return values[^1];
    }

    /// <summary>The mean of a histogram: a lower bound, then pairs of upper bound and weight; the weights are scaled to add up to 1.</summary>
    private static double Histogram(ReadOnlySpan<double> values)
    {
        double weights = 0;
        double sum = 0;
        double lower = values[0];
        for (int i = 1; i + 1 < values.Length; i += 2)
        {
            sum += (lower + values[i]) / 2 * values[i + 1];
            weights += values[i + 1];
            lower = values[i];
        }

        return sum / weights;
    }

    /// <summary>Fails to start with probability gamma, fails at rate lambda, is repaired at rate mu.</summary>
    private static double Repairable(double gamma, double lambda, double mu, double time)
    {
        double rate = lambda + mu;
        return !(lambda >= 0 && mu >= 0 && time >= 0) ? double.NaN
            : rate == 0 ? gamma
            : (lambda / rate * Accurate.OneMinusExp(rate * time)) + (gamma * Math.Exp(-rate * time));
    }

    private static double Weibull(double scale, double shape, double start, double time) =>
        !(scale > 0 && shape > 0) ? double.NaN : time <= start ? 0 : Accurate.OneMinusExp(Math.Pow((time - start) / scale, shape));

    /// <summary>
    /// As new after every test, the first at theta and then one every tau. At the moment of a test the value is that just before.
    /// </summary>
    private static double InstantRepair(double lambda, double tau, double theta, double time)
    {
        if (!(lambda >= 0 && tau > 0 && theta >= 0 && time >= 0))
        {
            return double.NaN;
        }

        double since = time <= theta ? time : (time - theta) % tau;
        return Accurate.OneMinusExp(lambda * (since == 0 && time > theta ? tau : since));
    }

    /// <summary>
    /// A test takes no time and finds every failure; the repair then takes a time of rate mu, after which the component works
    /// again and fails unnoticed until the next test.
    /// </summary>
    private static double InstantTest(double lambda, double mu, double tau, double theta, double time)
    {
        if (!(lambda >= 0 && mu >= 0 && tau > 0 && theta >= 0 && time >= 0) || (time - theta) / tau > MaxTests)
        {
            return double.NaN;
        }

        if (time <= theta)
        {
            return Accurate.OneMinusExp(lambda * time);
        }

        double down = Accurate.OneMinusExp(lambda * theta);
        double left = time - theta;
        for (; left > tau; left -= tau)
        {
            down = After(tau, down);
        }

        return After(left, down);

        double After(double elapsed, double downAtTest) =>
            (downAtTest * (1 - Repaired(elapsed))) + ((1 - downAtTest) * Accurate.OneMinusExp(lambda * elapsed));

        // P(repaired and still working): the integral of mu exp(-mu s) exp(-lambda (t - s)) over s.
        double Repaired(double elapsed) => mu == lambda
            ? mu * elapsed * Math.Exp(-mu * elapsed)
            : mu / (mu - lambda) * (Math.Exp(-lambda * elapsed) - Math.Exp(-mu * elapsed));
    }
}
