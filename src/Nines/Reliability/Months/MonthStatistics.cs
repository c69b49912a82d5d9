using System.Collections.Immutable;

namespace Nines.Reliability.Months;

/// <summary>
/// Sums up independent months. All intervals are for 95 %. Where it can be had the interval is exact (Clopper and Pearson for
/// shares, order statistics for quantiles), so that a rare outcome that was never seen is not reported as impossible.
/// </summary>
internal static class MonthStatistics
{
    private const double Miss = 0.05;
    private const double NormalQuantile = 1.959963984540054;

    /// <summary>With fewer months than this that have any downtime, the normal approximation of the mean is not to be trusted.</summary>
    private const int EnoughForNormal = 30;

    /// <param name="months">The unavailability of each month; sorted by this call.</param>
    /// <param name="options">What was asked.</param>
    public static MonthOutlook Of(double[] months, MonthSimulationOptions options)
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
    /// By the central limit theorem. When hardly any month had downtime, only what is sure is said: the mean is at most the
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

    /// <summary>How many values are at most the limit; the values are ascending.</summary>
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
