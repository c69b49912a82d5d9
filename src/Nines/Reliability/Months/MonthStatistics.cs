using System.Collections.Immutable;

namespace Nines.Reliability.Months;

/// <summary>
/// Summarizes independent months. All intervals are for 95 %. Where possible the interval is exact (Clopper and Pearson for
/// shares, order statistics for quantiles), so that a rare outcome that was not observed is not reported as impossible.
/// </summary>
internal static class MonthStatistics
{
    private const double Miss = 0.05;
    private const double NormalQuantile = 1.959963984540054;

    /// <summary>Minimum number of months with downtime for the normal approximation of the mean.</summary>
    private const int EnoughForNormal = 30;

    /// <param name="months">The unavailability of each month; sorted by this call.</param>
    /// <param name="options">Options of the simulation.</param>
    public static MonthOutlook Create(double[] months, MonthSimulationOptions options)
    {
        Array.Sort(months);
        return new MonthOutlook(
            months.Length,
            options.Seed,
            ShareAbove(months, options.TargetUnavailability, Miss),
            options.CreditTiers.IsEmpty ? null : Credit(months, options.CreditTiers),
            Mean(months),
            [.. options.Quantiles.Order().Select(probability => Quantile(months, probability))]);
    }

    private static Estimate ShareAbove(double[] sorted, double limit, double miss)
    {
        int above = sorted.Length - CountUpTo(sorted, limit);
        return Binomial.Share(above, sorted.Length, miss);
    }

    /// <summary>
    /// The credit rises by steps, so its mean is the sum of each step times the share of months that reach it. The intervals of
    /// the shares are widened until they hold all at once (Bonferroni), and then their sum holds too.
    /// </summary>
    private static Estimate Credit(double[] sorted, ImmutableArray<CreditTier> tiers)
    {
        double value = 0;
        double lower = 0;
        double upper = 0;
        double before = 0;
        foreach (CreditTier tier in tiers.OrderByDescending(tier => tier.AvailabilityBelow))
        {
            double step = tier.CreditFraction - before;
            before = tier.CreditFraction;
            Estimate share = ShareAbove(sorted, 1 - tier.AvailabilityBelow, Miss / tiers.Length);
            value += step * share.Value;
            lower += step * (step >= 0 ? share.Lower : share.Upper);
            upper += step * (step >= 0 ? share.Upper : share.Lower);
        }

        return new Estimate(value, Math.Clamp(lower, 0, 1), Math.Clamp(upper, 0, 1));
    }

    /// <summary>
    /// By the central limit theorem. When few months had downtime, the interval is the certain one: the mean is at most the
    /// share of months with any downtime, since a month has at most all of itself.
    /// </summary>
    private static Estimate Mean(double[] sorted)
    {
        int n = sorted.Length;
        double mean = sorted.Sum() / n;
        int withDowntime = n - CountUpTo(sorted, 0);
        if (withDowntime < EnoughForNormal)
        {
            return new Estimate(mean, 0, Binomial.Share(withDowntime, n, Miss).Upper);
        }

        double squares = sorted.Sum(month => (month - mean) * (month - mean));
        double half = NormalQuantile * Math.Sqrt(squares / Math.Max(1, n - 1) / n);
        return new Estimate(mean, Math.Max(0, mean - half), Math.Min(1, mean + half));
    }

    /// <summary>The interval runs between two order statistics; beyond the worst month that was seen it ends at 1.</summary>
    private static MonthQuantile Quantile(double[] sorted, double probability)
    {
        int n = sorted.Length;
        int rank = Math.Clamp((int)Math.Ceiling(probability * n), 1, n);
        (int first, int last) = Binomial.Ranks(n, probability, Miss);
        return new MonthQuantile(
            probability,
            new Estimate(sorted[rank - 1], first < 1 ? 0 : sorted[first - 1], last > n ? 1 : sorted[last - 1]));
    }

    /// <summary>Number of values that are at most the limit; the values are ascending.</summary>
    private static int CountUpTo(double[] sorted, double limit)
    {
        int low = 0;
        int high = sorted.Length;
        while (low < high)
        {
            int middle = low + ((high - low) / 2);
            (low, high) = sorted[middle] <= limit ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}

/// <summary>An estimate with its 95 % confidence interval.</summary>
public readonly record struct Estimate(double Value, double Lower, double Upper);

/// <param name="Probability">Share of months that are at most this bad, 0 to 1.</param>
/// <param name="Unavailability">The month's unavailability at that quantile, with its interval.</param>
public readonly record struct MonthQuantile(double Probability, Estimate Unavailability);

/// <summary>Distribution of the downtime of single months, which differs from that of a year.</summary>
/// <param name="Months">Number of simulated months.</param>
/// <param name="Seed">Random seed of the simulation.</param>
/// <param name="MissesTarget">P(a month's unavailability exceeds the target).</param>
/// <param name="ExpectedCredit">Expected service credit, as a fraction of the monthly bill; null when no credit tiers were given.</param>
/// <param name="MeanUnavailability">The mean over the months; compare with the exact value.</param>
/// <param name="Quantiles">Ascending by probability.</param>
public sealed record MonthOutlook(
    int Months,
    ulong Seed,
    Estimate MissesTarget,
    Estimate? ExpectedCredit,
    Estimate MeanUnavailability,
    ImmutableArray<MonthQuantile> Quantiles);

/// <summary>One tier of a service level agreement: the credit for a bad month.</summary>
/// <param name="AvailabilityBelow">Availability of the month below which the tier applies, 0 to 1.</param>
/// <param name="CreditFraction">The credit, as a fraction of the monthly bill, 0 to 1. Of the tiers that apply, the lowest one counts.</param>
public readonly record struct CreditTier(double AvailabilityBelow, double CreditFraction);

/// <summary>Options of a simulation of months.</summary>
public sealed record MonthSimulationOptions
{
    /// <summary>Maximum number of months in one run: each takes 8 bytes.</summary>
    public const int MaxMonths = 50_000_000;

    /// <summary>Number of independent months, 1 to <see cref="MaxMonths"/>. An outcome of probability p needs about 100 / p months.</summary>
    public int Months { get; init; } = 100_000;

    /// <summary>Random seed. The same seed gives the same result with any number of threads.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>A month misses the target when its unavailability is above this; 0 to 1.</summary>
    public double TargetUnavailability { get; init; } = 1e-3;

    /// <summary>In any order; empty when credits are of no interest.</summary>
    public ImmutableArray<CreditTier> CreditTiers { get; init; } = [];

    /// <summary>Quantiles of the month's unavailability to report, each strictly between 0 and 1.</summary>
    public ImmutableArray<double> Quantiles { get; init; } = [0.5, 0.9, 0.95, 0.99, 0.999];

    /// <summary>Threads to use, 1 or more.</summary>
    public int Threads { get; init; } = 1;
}
