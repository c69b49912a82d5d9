using System.Collections.Immutable;
using System.Globalization;
using Nines.Clusters;
using Nines.Domains;
using Nines.Scheduling;

namespace Nines.Audits.Losses;

/// <summary>
/// Loses each domain in turn and lets the rest of the cluster take its pods. Nodes that are still registered are tried besides nodes that
/// are gone for pods whose rules look at them: hard spread constraints and required affinity; that is reported of only where it is worse.
/// </summary>
internal sealed class CapacityFinder
{
    private readonly DomainIndex _table;
    private readonly UsableDomainsCache _usable;
    private readonly ImmutableArray<WorkloadAudit> _audits;
    private readonly LossTrials _trials;
    private readonly Dictionary<Pod, Owner> _owners = new(ReferenceEqualityComparer.Instance);
    private readonly ImmutableArray<Node> _nodes;

    public CapacityFinder(ClusterSnapshot snapshot, DomainIndex table, UsableDomainsCache usable, ImmutableArray<WorkloadAudit> audits)
    {
        _table = table;
        _usable = usable;
        _audits = audits;
        _nodes = snapshot.Nodes;
        var numbers = new Dictionary<ObjectName, int>();
        for (int number = 0; number < audits.Length; number++)
        {
            numbers.TryAdd(audits[number].Workload.Name, number);
        }

        var serving = new ServingPods(snapshot);
        ImmutableArray<Pod>.Builder pods = ImmutableArray.CreateBuilder<Pod>();
        foreach (Workload workload in snapshot.Workloads)
        {
            foreach (Pod pod in workload.Pods.IsDefaultOrEmpty ? [] : workload.Pods)
            {
                if (pod.Node is { } node && table.Node(node) >= 0)
                {
                    pods.Add(pod);
                    _owners.Add(pod, new Owner(workload.Name, numbers.GetValueOrDefault(workload.Name, -1), serving.Serves(pod)));
                }
            }
        }

        _trials = new LossTrials(
            new Cluster { Nodes = snapshot.Nodes, Pods = pods.ToImmutable(), Namespaces = snapshot.Namespaces }, snapshot.Scheduler);
    }

    /// <summary>In the order of levels and of the ids of domains.</summary>
    /// <param name="seed">Random seed, for reproducible results.</param>
    /// <param name="notes">Receives notes about omissions.</param>
    /// <param name="cancellation">Stops between two pods.</param>
    public ImmutableArray<CapacityLoss> Find(ulong seed, List<string> notes, CancellationToken cancellation)
    {
        ImmutableArray<CapacityLoss>.Builder losses = ImmutableArray.CreateBuilder<CapacityLoss>();
        int room = CapacityLimits.MaxPods;
        for (int level = 0; level < _table.Levels.Length; level++)
        {
            ImmutableArray<int> candidates = CapacityLimits.Candidates(_table, level, _nodes, node => _trials.PodsOn(node).Count);
            int tried = 0;
            foreach (int domain in candidates)
            {
                ImmutableArray<string> nodes = _table.NodesIn(level, domain);
                int pods = nodes.Sum(node => _trials.PodsOn(node).Count);
                if (pods > room)
                {
                    continue;
                }

                room -= pods;
                tried++;
                losses.AddRange(Lose(level, domain, nodes, seed, cancellation));
            }

            int all = _table.Levels[level].Kind == DomainKind.Node ? candidates.Length : CapacityLimits.Worthwhile(_table, level);
            if (tried < all)
            {
                notes.Add(string.Create(CultureInfo.InvariantCulture,
                    $"Whether their pods fit elsewhere was simulated for the fullest {tried} of {all} {_table.Levels[level].Title}s, to limit the run time."));
            }
        }

        return [.. losses.OrderBy(loss => _table.Levels.IndexOf(loss.Level)).ThenBy(loss => loss.Domain.Id, StringComparer.Ordinal).ThenByDescending(loss => loss.Kind)];
    }

    private IEnumerable<CapacityLoss> Lose(int level, int domain, ImmutableArray<string> nodes, ulong seed, CancellationToken cancellation)
    {
        LossTrial gone = _trials.Lose(nodes, LossKind.Deleted, seed, static _ => true, cancellation);
        CapacityLoss deleted = Loss(level, domain, nodes, LossKind.Deleted, gone.Replaced.Outcomes);
        yield return deleted;
        if (!gone.Hit.Any(placed => LooksAtLostNodes(placed.Template)))
        {
            yield break;
        }

        // For the others it makes no difference whether the nodes are still registered.
        LossTrial registered = _trials.Lose(nodes, LossKind.Unreachable, seed, LooksAtLostNodes, cancellation);
        CapacityLoss unreachable = Loss(level, domain, nodes, LossKind.Unreachable,
            [.. registered.Replaced.Outcomes, .. gone.Replaced.Outcomes.Where(outcome => ComesBack(outcome) && !LooksAtLostNodes(outcome.Pod.Template))]);
        if (registered.Replaced.Unplaced > gone.Replaced.Outcomes.Count(outcome => outcome.Node is null && ComesBack(outcome) && LooksAtLostNodes(outcome.Pod.Template)))
        {
            yield return unreachable;
        }
    }

    private static bool ComesBack(PodOutcome outcome) => outcome.Pod.Template.Recreation.ComesBack(LossKind.Unreachable);

    /// <summary>Returns true for pods whose rules depend on lost nodes: hard spread constraints, and required terms over domains wider than a node.</summary>
    private static bool LooksAtLostNodes(PodTemplate template) =>
        template.Spread.Any(constraint => constraint.IsHard)
        || template.PodAffinity.Required.Concat(template.PodAffinity.RequiredAnti).Any(term => term.TopologyKey != Node.HostnameLabel);

    private CapacityLoss Loss(int level, int domain, ImmutableArray<string> nodes, LossKind kind, ImmutableArray<PodOutcome> outcomes)
    {
        ulong[] lost = new ulong[(_table.NodeCount + 63) / 64];
        foreach (string name in nodes)
        {
            int node = _table.Node(name);
            lost[node >> 6] |= 1UL << (node & 63);
        }

        var hit = new Dictionary<int, (int Serving, int Elsewhere, int Stranded)>();
        foreach (Pod placed in nodes.SelectMany(_trials.PodsOn))
        {
            Owner owner = _owners[placed];
            if (owner.Number >= 0 && _audits[owner.Number].Requirement is not null)
            {
                (int serving, _, _) = hit.GetValueOrDefault(owner.Number);
                hit[owner.Number] = (serving + (owner.Serves ? 1 : 0), 0, 0);
            }
        }

        var stranded = new Dictionary<(ObjectName Workload, bool IsPinned), (int Pods, string Reason)>();
        foreach (PodOutcome outcome in outcomes)
        {
            Owner owner = _owners[outcome.Pod];
            bool isStranded = outcome.Node is null;
            if (isStranded)
            {
                bool isPinned = !_usable.For(outcome.Pod.Template).HasOther(lost);
                (int pods, string? reason) = stranded.GetValueOrDefault((owner.Workload, isPinned));
                stranded[(owner.Workload, isPinned)] = (pods + 1, reason ?? outcome.Message!);
            }

            if (hit.TryGetValue(owner.Number, out (int Serving, int Elsewhere, int Stranded) counts))
            {
                hit[owner.Number] = isStranded ? (counts.Serving, counts.Elsewhere, counts.Stranded + 1) : (counts.Serving, counts.Elsewhere + 1, counts.Stranded);
            }
        }

        return new CapacityLoss(_table.Levels[level], _table.Domain(level, domain), kind, nodes.Length, outcomes.Length,
            [.. stranded.Select(one => new Stranded(one.Key.Workload, one.Value.Pods, one.Value.Reason, one.Key.IsPinned)).OrderByDescending(one => one.Pods).ThenBy(one => one.Workload)])
        {
            Recoveries =
            [
                .. hit.Select(one => new Recovery(
                        _audits[one.Key].Workload.Name, _audits[one.Key].Serving, _audits[one.Key].Serving - one.Value.Serving, one.Value.Elsewhere, one.Value.Stranded))
                    .OrderBy(recovery => recovery.Workload),
            ],
        };
    }

    private readonly record struct Owner(ObjectName Workload, int Number, bool Serves);
}

/// <summary>Pods of one workload that find no node.</summary>
/// <param name="Workload">The workload.</param>
/// <param name="Pods">Number of pods.</param>
/// <param name="Reason">The scheduler's message for one of them.</param>
/// <param name="IsPinned">True if no other node is possible, however much room it has: because of volumes, node selectors or taints.</param>
public sealed record Stranded(ObjectName Workload, int Pods, string Reason, bool IsPinned = false);

/// <summary>Pods of a workload after a loss, once its controllers have recreated those that fit.</summary>
/// <param name="Workload">The workload.</param>
/// <param name="Serving">Serving pods before.</param>
/// <param name="AtOnce">Those that are left right after.</param>
/// <param name="Elsewhere">Lost ones that find a node elsewhere.</param>
/// <param name="Stranded">Lost ones that find none.</param>
public sealed record Recovery(ObjectName Workload, int Serving, int AtOnce, int Elsewhere, int Stranded)
{
    /// <summary>Number of pods in the end.</summary>
    public int Left => AtOnce + Elsewhere;
}

/// <summary>Capacity of the rest of the cluster for the pods of a lost domain, by the scheduler's own rules.</summary>
/// <param name="Level">The kind of domain.</param>
/// <param name="Domain">The one that is lost.</param>
/// <param name="Kind">State of the lost nodes.</param>
/// <param name="LostNodes">Number of its nodes.</param>
/// <param name="Displaced">Pods that their controllers recreate.</param>
/// <param name="Stranded">Those that find no node, by workload.</param>
public sealed record CapacityLoss(DomainLevel Level, FailureDomain Domain, LossKind Kind, int LostNodes, int Displaced, ImmutableArray<Stranded> Stranded)
{
    /// <summary>Every workload that has a need and loses a pod, in the order of their names.</summary>
    public ImmutableArray<Recovery> Recoveries { get; init; } = [];

    /// <summary>Pods that would fit if there were more room elsewhere.</summary>
    public int WithoutRoom => Stranded.Sum(stranded => stranded.IsPinned ? 0 : stranded.Pods);
}

/// <summary>Selects the losses to simulate: all domains of a level with few, the fullest of a level with many.</summary>
internal static class CapacityLimits
{
    /// <summary>Pods that are moved in all trials together.</summary>
    public const int MaxPods = 300_000;

    private const int MaxDomains = 40;
    private const int MaxNodes = 6;

    /// <summary>Returns the number of domains of a level that are worth losing: none where no other node would remain.</summary>
    public static int Worthwhile(DomainIndex table, int level) => table.Levels[level].Kind == DomainKind.NodePool || table.Count(level) < 2 ? 0 : table.Count(level);

    /// <summary>The numbers of the domains to lose, the fullest first. Of nodes, the fullest of each size.</summary>
    public static ImmutableArray<int> Candidates(DomainIndex table, int level, ImmutableArray<Node> nodes, Func<string, int> podsOn)
    {
        IEnumerable<int> all = Enumerable.Range(0, Worthwhile(table, level));
        bool isNodes = table.Levels[level].Kind == DomainKind.Node;
        if (isNodes)
        {
            Dictionary<string, Node> byName = nodes.ToDictionary(node => node.Name, StringComparer.Ordinal);
            all = all
                .GroupBy(domain => Size(byName[table.NodesIn(level, domain)[0]]))
                .Select(alike => alike.MaxBy(domain => podsOn(table.NodesIn(level, domain)[0])));
        }

        return
        [
            .. all.OrderByDescending(domain => table.NodesIn(level, domain).Sum(podsOn)).ThenBy(domain => domain).Take(isNodes ? MaxNodes : MaxDomains),
        ];
    }

    private static (long Cpu, long Memory, string Pool) Size(Node node) => (
        node.Allocatable.MilliCpu,
        node.Allocatable.Memory,
        string.Join(',', DomainKinds.Labels(DomainKinds.NodePool).Select(label => node.Labels.GetValueOrDefault(label))));
}
