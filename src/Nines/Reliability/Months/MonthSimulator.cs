using System.Collections.Immutable;
using Nines.Reliability.Structure;

namespace Nines.Reliability.Months;

/// <summary>
/// Simulates months of 730 hours: every event fails and is repaired in turn, independently, with exponential times that its
/// unavailability and mean down time fix, and each month starts from the steady state. The months are independent of each other.
/// </summary>
public static class MonthSimulator
{
    /// <summary>Maximum expected number of failures and repairs in a run: some minutes of work.</summary>
    public const double MaxExpectedChanges = 1e10;

    private const int MonthsInBatch = 1000;

    /// <summary>Failures and repairs that one month is expected to have; the work grows with it.</summary>
    /// <exception cref="ArgumentException">An event's mean down time is not known.</exception>
    public static double ExpectedChangesPerMonth(StructureFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new RenewalRates(new StructureWiring(function)).ChangesPerHour * Downtime.SecondsPerMonth / 3600;
    }

    /// <summary>Names an event whose mean down time is needed and not known; null when the function can be simulated.</summary>
    public static string? EventWithoutMeanDownTime(StructureFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new StructureWiring(function).UsedEvents.Select(e => function.Events[e])
            .FirstOrDefault(e => e.Unavailability is > 0 and < 1 && !(e.MeanDownTime > TimeSpan.Zero))?.Name;
    }

    /// <summary>Simulates the months and summarizes them. The same function, options and seed give the same result with any number of threads.</summary>
    /// <exception cref="ArgumentException">
    /// An option is out of range, an event's mean down time is not known, or more than <see cref="MaxExpectedChanges"/> are expected.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static MonthOutlook Run(StructureFunction function, MonthSimulationOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(options);
        Check(options);
        var wiring = new StructureWiring(function);
        var rates = new RenewalRates(wiring);
        double expected = rates.ChangesPerHour * Downtime.SecondsPerMonth / 3600 * options.Months;
        if (expected > MaxExpectedChanges)
        {
            throw new ArgumentException(
                $"About {expected:G3} failures and repairs would have to be played; at most {MaxExpectedChanges:G3} are.", nameof(options));
        }

        double[] months = Play(wiring, rates, options, cancellationToken);
        return MonthStatistics.Create(months, options);
    }

    private static double[] Play(
        StructureWiring wiring, RenewalRates rates, MonthSimulationOptions options, CancellationToken cancellationToken)
    {
        // One stream of random numbers per batch, so that the result does not depend on the thread.
        double[] months = new double[options.Months];
        var seeds = Xoshiro256.FromSeed(options.Seed);
        ImmutableArray<Xoshiro256> streams =
            [.. Enumerable.Range(0, (months.Length + MonthsInBatch - 1) / MonthsInBatch).Select(_ => seeds.Split())];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancellationToken };
        Parallel.For(
            0,
            streams.Length,
            parallel,
            () => new MonthSampler(wiring, rates),
            (batch, _, sampler) =>
            {
                int end = Math.Min(months.Length, (batch + 1) * MonthsInBatch);
                for (int month = batch * MonthsInBatch; month < end; month++)
                {
                    months[month] = sampler.Next(streams[batch], cancellationToken);
                }

                return sampler;
            },
            static _ => { });
        return months;
    }

    private static void Check(MonthSimulationOptions options)
    {
        string? fault = options switch
        {
            { Months: < 1 or > MonthSimulationOptions.MaxMonths } => "the months must be 1 to 50 million",
            { Threads: < 1 } => "the threads must be 1 or more",
            { TargetUnavailability: not (>= 0 and <= 1) } => "the target must be 0 to 1",
            _ when !options.Quantiles.All(q => q is > 0 and < 1) => "each quantile must lie between 0 and 1",
            _ when !options.CreditTiers.All(tier => tier is { AvailabilityBelow: >= 0 and <= 1, CreditFraction: >= 0 and <= 1 }) =>
                "each credit tier must have an availability and a credit of 0 to 1",
            _ => null,
        };
        if (fault is not null)
        {
            throw new ArgumentException($"Simulation: {fault}.", nameof(options));
        }
    }
}
