namespace Nines.Tests.Oracle;

/// <summary>A value from a simulation with half of its 99 % confidence interval.</summary>
internal readonly record struct Measured(double Value, double Half);

/// <summary>What a simulation found: figures from the means of batches of months.</summary>
internal sealed class Estimates
{
    private const int Batches = 40;

    // Student's t for 39 degrees of freedom, two-sided 99 %.
    private const double T = 2.708;
    private const double Tail = 0.005;

    private readonly double[] _months;

    public Estimates(Observation observed)
    {
        int size = observed.DownHours.Length / Batches;
        double hours = size * Observation.MonthHours;
        double[] down = [.. Enumerable.Range(0, Batches).Select(batch => observed.DownHours.AsSpan(batch * size, size).ToArray().Sum())];
        double[] failures = [.. Enumerable.Range(0, Batches).Select(batch => (double)observed.Failures.AsSpan(batch * size, size).ToArray().Sum())];
        Failures = (int)failures.Sum();
        Unavailability = Mean([.. down.Select(each => each / hours)]);
        PerHour = Mean([.. failures.Select(each => each / hours)]);
        MeanDownHours = Ratio(down, failures);
        _months = [.. observed.DownHours.Select(each => each / Observation.MonthHours).Order()];
    }

    /// <summary>Failures that were seen.</summary>
    public int Failures { get; }

    public Measured Unavailability { get; }

    public Measured PerHour { get; }

    public Measured MeanDownHours { get; }

    /// <summary>
    /// Compares with a quantile that another simulation found: the share of these months that are worse, and whether it is plausible at 99 %. Where many
    /// months are equal, the share is the one that is nearest to the expected.
    /// </summary>
    /// <param name="probability">The quantile's probability.</param>
    /// <param name="quantile">Its unavailability of a month.</param>
    /// <param name="months">Number of months of the other simulation.</param>
    public (double Worse, bool IsPlausible) Worse(double probability, double quantile, int months)
    {
        int worse = _months.Count(month => month > quantile * (1 + 1e-9)), asBad = _months.Count(month => month >= quantile * (1 - 1e-9));

        // The share of worse months is a beta variable of the quantile's rank, so their number among others is beta-binomial.
        int rank = (int)Math.Ceiling(probability * months);
        double[] atMost = BetaBinomial(_months.Length, months - rank + 1, rank);
        double below = atMost[asBad], above = 1 - (worse == 0 ? 0 : atMost[worse - 1]);
        return (Math.Clamp(1 - probability, worse / (double)_months.Length, asBad / (double)_months.Length), below >= Tail && above >= Tail);
    }

    /// <summary>P(at most k hits) for each k.</summary>
    private static double[] BetaBinomial(int trials, double hits, double misses)
    {
        double[] sum = new double[trials + 1];
        double log = Enumerable.Range(0, trials).Sum(i => Math.Log((misses + i) / (hits + misses + i)));
        for (int k = 0; k <= trials; k++)
        {
            sum[k] = Math.Exp(log) + (k == 0 ? 0 : sum[k - 1]);
            log += Math.Log((trials - k) * (hits + k) / ((k + 1) * (misses + trials - k - 1)));
        }

        return sum;
    }

    /// <summary>Months that can be divided into batches, and about as long as wanted.</summary>
    public static int Months(double wanted) => Batches * Math.Max(2, (int)(wanted / Batches));

    private static Measured Mean(double[] batches)
    {
        double mean = batches.Average();
        double variance = batches.Sum(batch => (batch - mean) * (batch - mean)) / (Batches - 1);
        return new Measured(mean, T * Math.Sqrt(variance / Batches));
    }

    private static Measured Ratio(double[] over, double[] under)
    {
        double ratio = over.Sum() / under.Sum();
        Measured residual = Mean([.. over.Zip(under, (above, below) => above - (ratio * below))]);
        return new Measured(ratio, residual.Half / under.Average());
    }
}
