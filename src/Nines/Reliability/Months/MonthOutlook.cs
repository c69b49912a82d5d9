using System.Collections.Immutable;

namespace Nines.Reliability.Months;

/// <summary>An estimate with its 95 % confidence interval.</summary>
public readonly record struct Estimate(double Value, double Lower, double Upper);

/// <param name="Probability">0 to 1: the share of months that are at most this bad.</param>
/// <param name="Unavailability">The month's unavailability at that quantile, with its interval.</param>
public readonly record struct MonthQuantile(double Probability, Estimate Unavailability);

/// <summary>What single months look like: a month is not a year.</summary>
/// <param name="Months">How many months were simulated.</param>
/// <param name="Seed">The seed that repeats them.</param>
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
