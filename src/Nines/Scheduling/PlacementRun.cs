using System.Collections.Immutable;
using System.Globalization;
using Nines.Clusters;
using Nines.Reliability.Months;
using Nines.Scheduling.State;

namespace Nines.Scheduling;

/// <summary>What became of one pod.</summary>
/// <param name="Pod">The pod.</param>
/// <param name="Node">Where it went; null when no node could take it.</param>
/// <param name="NodesInCluster">How many nodes there are.</param>
/// <param name="Reasons">Why nodes were ruled out, sorted as the scheduler prints them; empty when it was placed. A node may give several.</param>
public sealed record PodOutcome(Pod Pod, Node? Node, int NodesInCluster, ImmutableArray<ReasonCount> Reasons)
{
    /// <summary>
    /// What the scheduler would say: <c>0/3 nodes are available: 1 Insufficient cpu, 2 node(s) were unschedulable.</c> Without the part
    /// on preemption, which is not simulated. Null when the pod was placed.
    /// </summary>
    public string? Message =>
        Node is not null ? null
        : NodesInCluster == 0 ? "no nodes available to schedule pods"
        : string.Create(CultureInfo.InvariantCulture, $"0/{NodesInCluster} nodes are available: {string.Join(", ", Reasons)}.");
}

/// <summary>What became of some pods that were placed one after the other.</summary>
/// <param name="Seed">Repeats it.</param>
/// <param name="Outcomes">In the order in which they were placed.</param>
public sealed record PlacementRun(ulong Seed, ImmutableArray<PodOutcome> Outcomes)
{
    /// <summary>How many pods found no node.</summary>
    public int Unplaced => Outcomes.Count(outcome => outcome.Node is null);

    /// <summary>How many of the placed pods are in each domain; pods on nodes without the label are omitted.</summary>
    /// <param name="labelKey">The node label that names the domains.</param>
    public ImmutableSortedDictionary<string, int> CountBy(string labelKey)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (PodOutcome outcome in Outcomes)
        {
            if (outcome.Node is { } node && node.Labels.TryGetValue(labelKey, out string? domain))
            {
                counts[domain] = counts.GetValueOrDefault(domain) + 1;
            }
        }

        return counts.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }
}

/// <summary>Numbers to ask of a run.</summary>
public static class RunStatistic
{
    /// <summary>In how many domains the placed pods are.</summary>
    public static Func<PlacementRun, int> Domains(string labelKey) => run => run.CountBy(labelKey).Count;

    /// <summary>How many of the placed pods the fullest domain has: what is lost at most with one domain. 0 when none is in a domain.</summary>
    public static Func<PlacementRun, int> MaxInOneDomain(string labelKey) => run => run.CountBy(labelKey).Values.DefaultIfEmpty().Max();

    /// <summary>How many pods found no node.</summary>
    public static Func<PlacementRun, int> Unplaced { get; } = run => run.Unplaced;
}

/// <summary>How often each value of a statistic came up.</summary>
/// <param name="Trials">How many runs, 1 or more.</param>
/// <param name="Counts">By value, ascending; the counts add up to <paramref name="Trials"/>.</param>
public sealed record Distribution(int Trials, ImmutableSortedDictionary<int, int> Counts)
{
    private const double Miss = 0.05;

    public double Mean => Counts.Sum(pair => (double)pair.Key * pair.Value) / Trials;

    public int Least => Counts.Keys.First();

    public int Greatest => Counts.Keys.Last();

    /// <summary>The probability that a value is one of some, with its exact 95 % interval.</summary>
    public Estimate Probability(Func<int, bool> isOne) =>
        Binomial.Share(Counts.Where(pair => isOne(pair.Key)).Sum(pair => pair.Value), Trials, Miss);
}
