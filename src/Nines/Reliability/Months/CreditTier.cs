using System.Collections.Immutable;

namespace Nines.Reliability.Months;

/// <summary>One line of a service level agreement: what the customer gets back for a bad month.</summary>
/// <param name="AvailabilityBelow">The tier applies when the month's availability is below this, 0 to 1.</param>
/// <param name="CreditFraction">The credit, as a fraction of the monthly bill, 0 to 1. Of the tiers that apply, the lowest one counts.</param>
public readonly record struct CreditTier(double AvailabilityBelow, double CreditFraction);

/// <summary>What to simulate and what to ask of the months.</summary>
public sealed record MonthSimulationOptions
{
    /// <summary>The most months in one run: each keeps 8 bytes.</summary>
    public const int MaxMonths = 50_000_000;

    /// <summary>How many independent months, 1 to <see cref="MaxMonths"/>. A rare outcome needs many: n months show 1 in n / 100 well.</summary>
    public int Months { get; init; } = 100_000;

    /// <summary>Repeats the run exactly, with any number of threads.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>A month misses the target when its unavailability is above this; 0 to 1.</summary>
    public double TargetUnavailability { get; init; } = 1e-3;

    /// <summary>In any order; empty when credits are of no interest.</summary>
    public ImmutableArray<CreditTier> CreditTiers { get; init; } = [];

    /// <summary>Which quantiles of the month's unavailability to report, each strictly between 0 and 1.</summary>
    public ImmutableArray<double> Quantiles { get; init; } = [0.5, 0.9, 0.95, 0.99, 0.999];

    /// <summary>Threads to use, 1 or more.</summary>
    public int Threads { get; init; } = 1;
}
