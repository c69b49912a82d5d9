using System.Collections.Frozen;
using System.Collections.Immutable;
using Nines.Audits.Losses;
using Nines.Clusters;
using Nines.Domains;
using Nines.Reliability.Months;
using Nines.Scheduling;

namespace Nines.Audits.Fixes;

/// <summary>One way in which pods may come to lie.</summary>
/// <param name="Placed">Pods with the names of their nodes.</param>
/// <param name="Levels">In the order of the levels that were asked for.</param>
/// <param name="Unplaced">Pods that found no node.</param>
internal sealed record TrialRun(ImmutableArray<Pod> Placed, ImmutableArray<LevelCounts> Levels, int Unplaced);

/// <summary>Many runs of the same.</summary>
/// <param name="Runs">One or more.</param>
internal sealed record TrialRuns(ImmutableArray<TrialRun> Runs)
{
    private const double Miss = 0.05;

    /// <summary>Distribution of the pods that remain after the worst loss on a level.</summary>
    public Distribution Left(int level) => new(Runs.Length, Runs
        .GroupBy(run => run.Levels[level].Left)
        .ToImmutableSortedDictionary(group => group.Key, group => group.Count()));

    public int Exposed(int level, int need) => Runs.Count(run => run.Levels[level].Left < need);

    public Estimate Share(int hits) => Binomial.Share(hits, Runs.Length, Miss);
}

/// <summary>Takes a workload's pods off a cluster, lets the scheduler place them again and again, and puts them back.</summary>
/// <param name="simulator">Of the cluster as it is.</param>
/// <param name="map">Its domains.</param>
/// <param name="levels">Those to count by.</param>
internal sealed class Replacer(Simulator simulator, DomainMap map, ImmutableArray<DomainLevel> levels)
{
    public TrialRuns Run(Workload workload, IReadOnlyList<Pod> pods, int trials, ulong seed, CancellationToken cancellation)
    {
        ImmutableArray<Pod> present = [.. workload.PlacedPods];
        foreach (Pod pod in present)
        {
            simulator.Remove(pod);
        }

        try
        {
            var seeds = Xoshiro256.FromSeed(seed);
            ImmutableArray<TrialRun>.Builder runs = ImmutableArray.CreateBuilder<TrialRun>(trials);
            for (int trial = 0; trial < trials; trial++)
            {
                runs.Add(ToTrialRun(simulator.Place(pods, seeds.Next(), cancellation)));
            }

            return new TrialRuns(runs.MoveToImmutable());
        }
        finally
        {
            foreach (Pod pod in present)
            {
                simulator.Add(pod);
            }
        }
    }

    private TrialRun ToTrialRun(PlacementRun run) => new(
        [.. run.Outcomes.Where(outcome => outcome.Node is not null).Select(outcome => outcome.Pod with { Node = outcome.Node!.Name })],
        [.. levels.Select(level => LevelCounts.Count(map, level, run.Outcomes))],
        run.Unplaced);
}

/// <summary>
/// Placements of a workload before and after its patch, on the cluster as it is, over many seeded runs: the number of pods that
/// remain after the loss of the worst single domain of a level.
/// </summary>
/// <param name="Level">The kind of domain.</param>
/// <param name="Trials">Number of runs before and after.</param>
/// <param name="Seed">Repeats them.</param>
/// <param name="RequirementBefore">Number of pods required before.</param>
/// <param name="RequirementAfter">Number of pods required after.</param>
/// <param name="LeftBefore">Pods that stay, as it was.</param>
/// <param name="LeftAfter">Pods that stay, with the patch.</param>
/// <param name="ExposedBefore">Share of runs in which fewer pods remain than required, with its 95 % interval.</param>
/// <param name="ExposedAfter">The same with the patch.</param>
public sealed record FixProof(
    DomainLevel Level,
    int Trials,
    ulong Seed,
    int RequirementBefore,
    int RequirementAfter,
    Distribution LeftBefore,
    Distribution LeftAfter,
    Estimate ExposedBefore,
    Estimate ExposedAfter);

/// <summary>Effect of the patch during the outage of a domain whose nodes are still registered.</summary>
/// <param name="Outages">Number of simulated losses of one domain.</param>
/// <param name="Stuck">Total number of pods that could not be rescheduled because of the patch's constraints, and could have been without them.</param>
public sealed record RecoveryProof(int Outages, int Stuck);

/// <summary>A workload in one of the ways it may be spread, to be tried in outages.</summary>
/// <param name="Workload">The workload.</param>
/// <param name="Run">Placement of its pods before the outage.</param>
internal sealed record OutageCase(Workload Workload, TrialRun Run)
{
    /// <summary>Pods that did not come back although they would have without constraints on how they are spread.</summary>
    public int Stuck { get; set; }

    /// <summary>In how many outages it lost pods.</summary>
    public int Outages { get; set; }
}

/// <summary>
/// Loses one domain after another, with its nodes still registered, and looks whether the pods come back. One simulator is made for each
/// domain, for all workloads, since that is what costs.
/// </summary>
/// <param name="cluster">Before.</param>
/// <param name="profile">Version of the scheduler's rules.</param>
internal sealed class OutageTrials(Cluster cluster, SchedulerProfile profile)
{
    /// <summary>More domains than these are not lost one by one.</summary>
    private const int MaxDomains = 64;

    private readonly Dictionary<PodTemplate, PodTemplate> _withoutSpread = new(ReferenceEqualityComparer.Instance);

    public void Run(IEnumerable<DomainNodes> domains, IReadOnlyList<OutageCase> cases, ulong seed, CancellationToken cancellation)
    {
        foreach (DomainNodes domain in domains.Take(MaxDomains))
        {
            var lost = domain.Nodes.ToFrozenSet(StringComparer.Ordinal);
            OutageCase[] hit = [.. cases.Where(each => each.Run.Placed.Any(pod => lost.Contains(pod.Node!)))];
            if (hit.Length == 0)
            {
                continue;
            }

            var simulator = new Simulator(NodeLoss.Unreachable(cluster, lost), profile);
            foreach (OutageCase each in hit)
            {
                cancellation.ThrowIfCancellationRequested();
                each.Outages++;
                each.Stuck += Stuck(simulator, each, lost, seed, cancellation);
            }
        }
    }

    private int Stuck(Simulator simulator, OutageCase each, FrozenSet<string> lost, ulong seed, CancellationToken cancellation)
    {
        // As the outage has marked them.
        ImmutableArray<Pod> present =
        [
            .. each.Workload.PlacedPods.Select(pod => pod with
            {
                IsTerminating = pod.IsTerminating || (lost.Contains(pod.Node!) && pod.Template.Recreation != Recreation.WithNode),
            }),
        ];
        ImmutableArray<Pod> instead = [.. each.Run.Placed.Select(pod => pod with { IsTerminating = lost.Contains(pod.Node!) })];
        Pod[] again = [.. instead.Where(pod => pod.IsTerminating)];
        Change(simulator, present, instead);
        try
        {
            int unplaced = simulator.Place(again, seed, cancellation).Unplaced;
            return unplaced == 0 ? 0 : unplaced - Math.Min(unplaced, simulator.Place([.. again.Select(WithoutSpread)], seed, cancellation).Unplaced);
        }
        finally
        {
            Change(simulator, instead, present);
        }
    }

    private Pod WithoutSpread(Pod pod)
    {
        if (!_withoutSpread.TryGetValue(pod.Template, out PodTemplate? template))
        {
            template = pod.Template with { Spread = [], DefaultSpreadSelector = null };
            _withoutSpread.Add(pod.Template, template);
        }

        return pod with { Template = template };
    }

    private static void Change(Simulator simulator, ImmutableArray<Pod> from, ImmutableArray<Pod> to)
    {
        foreach (Pod pod in from)
        {
            simulator.Remove(pod);
        }

        foreach (Pod pod in to)
        {
            simulator.Add(pod);
        }
    }
}
