using System.Collections.Immutable;
using Nines.Clusters;
using Nines.Domains;
using Nines.Reliability.Months;
using Nines.Scheduling;

namespace Nines.Audits.Losses;

/// <summary>Deploys workloads to a cluster in many simulated trials, and reports the distribution of their pods.</summary>
public static class PlaceStudy
{
    private const double Miss = 0.05;
    private const int MaxReasons = 20;

    /// <summary>More pods than this are not placed in one trial.</summary>
    public const int MaxPods = 150_000;

    /// <param name="snapshot">The cluster. What it has of the workloads already is taken away first, as a rollout would in the end.</param>
    /// <param name="workloads">In the order in which they are deployed.</param>
    /// <param name="options">Number of trials, and their seed.</param>
    /// <param name="cancellation">Stops between two pods.</param>
    public static PlaceReport Run(ClusterSnapshot snapshot, IReadOnlyList<Workload> workloads, PlaceOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(workloads);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Trials is < 1 or > PlaceOptions.MaxTrials)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.Trials, $"Expected 1 to {PlaceOptions.MaxTrials} trials.");
        }

        DomainMap map = DomainMapBuilder.Build(snapshot, options.Domains);
        var notes = ImmutableArray.CreateBuilder<string>();
        var index = new WorkloadIndex(snapshot);
        var finder = new RequirementFinder(index);
        List<Placing> placings = [];
        foreach (Workload workload in workloads)
        {
            if (Prepare(workload, snapshot, options, finder) is { } placing)
            {
                placings.Add(placing);
            }
            else
            {
                notes.Add($"{workload} is skipped: only workloads with a number of replicas, and bare pods, are placed.");
            }
        }

        notes.AddRange(finder.Notes);
        Trial(snapshot, map, placings, options, cancellation);
        return new PlaceReport(map, options, [.. placings.Select(placing => placing.Report(map))], notes.ToImmutable());
    }

    private static Placing? Prepare(Workload workload, ClusterSnapshot snapshot, PlaceOptions options, RequirementFinder finder)
    {
        bool isBare = workload.Kind == WorkloadKind.BarePod;
        if (!(workload.IsReplicated || isBare) || workload.AnyTemplate is not { } template)
        {
            return null;
        }

        int replicas = isBare ? 1 : Math.Clamp(options.Replicas ?? workload.Replicas, 0, MaxPods);
        Workload sized = workload with { Replicas = replicas };
        if (finder.Find(sized) is not { } need)
        {
            return null;
        }

        Workload? present = snapshot.Workloads.FirstOrDefault(candidate => candidate.Name == workload.Name);
        if (present?.Pods is [{ Template: var its }, ..] && template.DefaultSpreadSelector is null)
        {
            template = template with { DefaultSpreadSelector = its.DefaultSpreadSelector };
        }

        return new Placing(sized, need, present, [.. Enumerable.Range(0, replicas).Select(i => new Pod($"{workload.Name.Name}-{i}", template))]);
    }

    private static void Trial(ClusterSnapshot snapshot, DomainMap map, List<Placing> placings, PlaceOptions options, CancellationToken cancellation)
    {
        HashSet<ObjectName> replaced = [.. placings.Where(placing => placing.Present is not null).Select(placing => placing.Workload.Name)];
        ClusterSnapshot without = snapshot with { Workloads = [.. snapshot.Workloads.Where(workload => !replaced.Contains(workload.Name))] };
        var simulator = new Simulator(without.ToCluster(), snapshot.Scheduler);
        Pod[] pods = [.. placings.SelectMany(placing => placing.Pods)];
        var seeds = Xoshiro256.FromSeed(options.Seed);
        for (int trial = 0; trial < options.Trials; trial++)
        {
            PlacementRun run = simulator.Place(pods, seeds.Next(), cancellation);
            int at = 0;
            foreach (Placing placing in placings)
            {
                placing.Add(map, run.Seed, run.Outcomes.AsSpan(at, placing.Pods.Length));
                at += placing.Pods.Length;
            }
        }
    }

    /// <summary>One workload while it is tried.</summary>
    private sealed class Placing(Workload workload, Requirement need, Workload? present, Pod[] pods)
    {
        private readonly List<PlaceTrial> _trials = [];
        private readonly Dictionary<string, int> _reasons = new(StringComparer.Ordinal);

        public Workload Workload { get; } = workload;

        public Workload? Present { get; } = present;

        public Pod[] Pods { get; } = pods;

        public void Add(DomainMap map, ulong seed, ReadOnlySpan<PodOutcome> outcomes)
        {
            PodOutcome[] mine = outcomes.ToArray();
            _trials.Add(new PlaceTrial(seed, [.. map.Levels.Select(level => LevelCounts.Count(map, level, mine))], mine.Count(outcome => outcome.Node is null)));
            foreach (string message in mine.Select(outcome => outcome.Message).OfType<string>().Distinct())
            {
                if (_reasons.Count < MaxReasons || _reasons.ContainsKey(message))
                {
                    _reasons[message] = _reasons.GetValueOrDefault(message) + 1;
                }
            }
        }

        public WorkloadPlacement Report(DomainMap map) => new()
        {
            Workload = Workload,
            Requirement = need,
            Pods = Pods.Length,
            Replaces = Present is not null,
            Trials = [.. _trials],
            Levels =
            [
                .. map.Levels.Select((level, index) => new LevelOutcome(
                    level,
                    Distribution(trial => trial.Levels[index].DomainsUsed),
                    Distribution(trial => trial.Levels[index].Left),
                    Binomial.Share(_trials.Count(trial => trial.Levels[index].Left < need.Pods), _trials.Count, Miss))),
            ],
            Unplaced = [.. _reasons.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new UnplacedReason(pair.Key, pair.Value))],
        };

        private Distribution Distribution(Func<PlaceTrial, int> value) =>
            new(_trials.Count, _trials.GroupBy(value).ToImmutableSortedDictionary(group => group.Key, group => group.Count()));
    }
}
