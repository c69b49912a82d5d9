using System.Collections.Immutable;
using Nines.Clusters;
using Nines.Domains;
using Nines.Reliability;
using Nines.Reliability.Redundancy;
using Nines.Reliability.Solving;

namespace Nines.Audits.Losses;

/// <summary>
/// Computes the expected time with fewer pods than required, with pods where they are. A pod is down when one of its domains is, or its
/// node, or the pod itself; these fail independently, and pods share what they share. A loss that the rest of the cluster takes up lasts as
/// long as recreating pods takes; one that pods cannot get away from (bare pods, volumes, no room) lasts until the domain is back.
/// Domains of which nothing is known at all are omitted; a node with an unknown domain of a known kind has one of its own.
/// </summary>
internal sealed class DowntimeFinder
{
    private readonly DomainIndex _table;
    private readonly UsableDomainsCache _usable;
    private readonly DomainRates _rates;
    private readonly HashSet<(int Level, int Domain, ObjectName Workload)> _stranded = [];
    private readonly Dictionary<(string Pattern, int Down), (BoundedProbability Probability, ImmutableArray<DowntimeCause> Causes)?> _solved = [];
    private readonly PatternSolver _solver = new();
    private readonly double[][] _unavailability;

    public DowntimeFinder(DomainIndex table, UsableDomainsCache usable, DomainRates rates, ImmutableArray<CapacityLoss> capacity)
    {
        _table = table;
        _usable = usable;
        _rates = rates;
        _unavailability = [.. table.Levels.Select(level => (double[])[rates.Unavailability(level.Key, isElsewhere: false), rates.Unavailability(level.Key, isElsewhere: true)])];
        foreach (CapacityLoss loss in capacity.Where(loss => !loss.Stranded.IsEmpty))
        {
            int level = table.Levels.IndexOf(loss.Level);
            int domain = Enumerable.Range(0, table.Count(level)).First(number => table.Domain(level, number).Id == loss.Domain.Id);
            foreach (Stranded stranded in loss.Stranded)
            {
                _stranded.Add((level, domain, stranded.Workload));
            }
        }
    }

    /// <summary>Number of workloads without a result because they were too complex.</summary>
    public int Unsolved { get; private set; }

    /// <summary>Null when it has fewer serving pods than it needs now, or too intricate a placement.</summary>
    public ExpectedDowntime? Find(WorkloadAudit audit, IReadOnlyList<Pod> serving, CancellationToken cancellation)
    {
        if (audit.Requirement is not { } need || serving.Count == 0 || serving.Count < need.Pods || serving.Count > GroupLosses.MaxUnits)
        {
            return null;
        }

        PodPattern pattern = PodPattern.Create(serving.Count, Losses(audit.Workload, serving));
        int down = serving.Count - need.Pods + 1;
        if (!_solved.TryGetValue((pattern.Key, down), out (BoundedProbability Probability, ImmutableArray<DowntimeCause> Causes)? solved))
        {
            solved = _solver.Solve(pattern, down, [.. _table.Levels.Select(level => level.Key), DomainRates.Pod], cancellation);
            _solved.Add((pattern.Key, down), solved);
        }

        if (solved is not { } answer)
        {
            Unsolved++;
            return null;
        }

        bool? meets = Objective.Read(audit.Workload) is { } allowed ? answer.Probability.Value <= allowed : null;
        return new ExpectedDowntime(answer.Probability, Downtime.PerYear(answer.Probability.Value), answer.Causes, meets);
    }

    /// <summary>Returns the losses that affect the pods. A loss that some pods can escape and some cannot is two: its beginning, and the rest for the latter.</summary>
    private List<GroupLoss> Losses(Workload workload, IReadOnlyList<Pod> serving)
    {
        List<GroupLoss> losses = [];
        var members = new Dictionary<int, List<(int Pod, bool CanMove)>>();
        for (int level = 0; level < _table.Levels.Length; level++)
        {
            double whole = _unavailability[level][0];
            if (whole <= 0)
            {
                continue;
            }

            members.Clear();
            ReadOnlySpan<int> domainOf = _table.DomainOf(level);
            for (int pod = 0; pod < serving.Count; pod++)
            {
                int node = _table.Node(serving[pod].Node!);
                int domain = node < 0 ? -1 : domainOf[node];

                // Below zero: one for each node of unknown domain, which pods on the node share and no others.
                int shared = domain >= 0 ? domain : -2 - Math.Max(node, -1);
                if (!members.TryGetValue(shared, out List<(int Pod, bool CanMove)>? own))
                {
                    own = [];
                    members.Add(shared, own);
                }

                own.Add((pod, CanMove(workload, serving[pod], level, domain)));
            }

            double brief = Math.Min(whole, _unavailability[level][1]);
            foreach (List<(int Pod, bool CanMove)> own in members.Values)
            {
                ImmutableArray<int> stuck = [.. own.Where(one => !one.CanMove).Select(one => one.Pod)];
                ImmutableArray<int> all = [.. own.Select(one => one.Pod)];
                if (stuck.Length == all.Length)
                {
                    losses.Add(new GroupLoss(all, whole, level));
                    continue;
                }

                losses.Add(new GroupLoss(all, brief, level));
                if (!stuck.IsEmpty && whole > brief)
                {
                    losses.Add(new GroupLoss(stuck, (whole - brief) / (1 - brief), level));
                }
            }
        }

        double alone = _rates.Unavailability(DomainRates.Pod, isElsewhere: false);
        losses.AddRange(Enumerable.Range(0, alone > 0 ? serving.Count : 0).Select(pod => new GroupLoss([pod], alone, _table.Levels.Length)));
        return losses;
    }

    private bool CanMove(Workload workload, Pod pod, int level, int domain) =>
        pod.Template.Recreation is Recreation.Elsewhere or Recreation.AfterIt
        && _usable.For(pod.Template).In(level).Length > 1
        && !_stranded.Contains((level, domain, workload.Name));
}
