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
internal sealed record TrialRun(ImmutableArray<PlacedPod> Placed, ImmutableArray<LevelCounts> Levels, int Unplaced);

/// <summary>Many runs of the same.</summary>
/// <param name="Runs">One or more.</param>
internal sealed record TrialRuns(ImmutableArray<TrialRun> Runs)
{
    private const double Miss = 0.05;

    public bool AllPlaced => Runs.All(run => run.Unplaced == 0);

    /// <summary>How many pods stay after the worst loss on a level.</summary>
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
        ImmutableArray<PlacedPod> present = Present(workload);
        foreach (PlacedPod pod in present)
        {
            simulator.Remove(pod);
        }

        try
        {
            var seeds = Xoshiro256.FromSeed(seed);
            ImmutableArray<TrialRun>.Builder runs = ImmutableArray.CreateBuilder<TrialRun>(trials);
            for (int trial = 0; trial < trials; trial++)
            {
                runs.Add(Of(simulator.Place(pods, seeds.Next(), cancellation)));
            }

            return new TrialRuns(runs.MoveToImmutable());
        }
        finally
        {
            foreach (PlacedPod pod in present)
            {
                simulator.Add(pod);
            }
        }
    }

    /// <summary>The workload's pods as the scheduler has them.</summary>
    public static ImmutableArray<PlacedPod> Present(Workload workload) =>
    [
        .. workload.Pods.Where(pod => pod.Node is not null)
            .Select(pod => new PlacedPod(new Pod(pod.Name, pod.Definition.Placement), pod.Node!, pod.IsTerminating)),
    ];

    private TrialRun Of(PlacementRun run) => new(
        [.. run.Outcomes.Where(outcome => outcome.Node is not null).Select(outcome => new PlacedPod(outcome.Pod, outcome.Node!.Name))],
        [.. levels.Select(level => LevelCounts.Count(map, level, run.Outcomes))],
        run.Unplaced);
}

/// <summary>
/// What the scheduler does with a workload before and after its patch, on the cluster as it is, over many seeded runs: how many pods
/// stay when the worst single domain of a level is lost.
/// </summary>
/// <param name="Level">The kind of domain.</param>
/// <param name="Trials">How many runs of each.</param>
/// <param name="Seed">Repeats them.</param>
/// <param name="RequirementBefore">How many pods were needed.</param>
/// <param name="RequirementAfter">How many will be.</param>
/// <param name="LeftBefore">Pods that stay, as it was.</param>
/// <param name="LeftAfter">Pods that stay, with the patch.</param>
/// <param name="ExposedBefore">How often fewer stay than are needed, with its 95 % interval.</param>
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

/// <summary>What the patch does while a domain is out and its nodes are still registered.</summary>
/// <param name="Outages">How many losses of one domain were tried.</param>
/// <param name="Stuck">How many pods in all could not come back because of the patch's constraints, and could have without them.</param>
public sealed record RecoveryProof(int Outages, int Stuck);
