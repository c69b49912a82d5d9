using System.Collections.Immutable;
using Nines.Clusters;
using Nines.Scheduling;

namespace Nines.Testing;

/// <summary>Repeats placements of the simulator.</summary>
public static class PlacementTrials
{
    /// <summary>Repeats a placement with different seeds and returns the distribution of a number.</summary>
    /// <param name="simulator">Places the pods.</param>
    /// <param name="pods">In the order in which the scheduler gets them.</param>
    /// <param name="trials">1 or more.</param>
    /// <param name="seed">The same seed gives the same distribution.</param>
    /// <param name="statistic">Computes the number from each run; see <see cref="RunStatistic"/>.</param>
    /// <param name="cancellation">Stops between two pods.</param>
    public static Distribution Trials(
        this Simulator simulator, IReadOnlyList<Pod> pods, int trials, ulong seed, Func<PlacementRun, int> statistic, CancellationToken cancellation)
    {
        // Any seeds that differ: the simulator mixes their bits.
        IEnumerable<int> values = Enumerable.Range(0, trials)
            .Select(trial => statistic(simulator.Place(pods, (seed * 1_000_003) + (ulong)trial, cancellation)));
        return new Distribution(trials, values.CountBy(value => value).ToImmutableSortedDictionary());
    }

    extension(Distribution distribution)
    {
        public double Mean => distribution.Counts.Sum(pair => (double)pair.Key * pair.Value) / distribution.Trials;

        public int Min => distribution.Counts.Keys.First();

        public int Max => distribution.Counts.Keys.Last();

        /// <summary>Share of the runs with this value.</summary>
        public double Share(int value) => (double)distribution.Counts.GetValueOrDefault(value) / distribution.Trials;
    }
}

/// <summary>Numbers of a run.</summary>
public static class RunStatistic
{
    /// <summary>Number of domains that the placed pods are in.</summary>
    public static Func<PlacementRun, int> Domains(string labelKey) => run => CountBy(run, labelKey).Count();

    /// <summary>Number of placed pods in the fullest domain: the maximum loss with one domain. 0 when no pod is in a domain.</summary>
    public static Func<PlacementRun, int> MaxInOneDomain(string labelKey) =>
        run => CountBy(run, labelKey).Select(pair => pair.Value).DefaultIfEmpty().Max();

    private static IEnumerable<KeyValuePair<string, int>> CountBy(PlacementRun run, string labelKey) =>
        run.Outcomes.Where(outcome => outcome.Node?.Labels.ContainsKey(labelKey) == true).CountBy(outcome => outcome.Node!.Labels[labelKey]);
}
