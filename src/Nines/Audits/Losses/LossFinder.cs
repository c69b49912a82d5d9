using System.Collections.Immutable;
using Nines.Clusters;
using Nines.Domains;

namespace Nines.Audits.Losses;

/// <summary>Finds the effect on a workload of losing one domain, or two, for every level.</summary>
internal sealed class LossFinder
{
    private readonly DomainIndex _table;
    private readonly UsableDomainsCache _usable;
    private readonly int[][] _counts;
    private readonly List<int> _touched = [];

    public LossFinder(DomainIndex table, UsableDomainsCache usable)
    {
        _table = table;
        _usable = usable;
        _counts = [.. Enumerable.Range(0, table.Levels.Length).Select(level => new int[table.Count(level)])];
    }

    /// <summary>One for each level.</summary>
    /// <param name="serving">The pods that serve; each is on a node of the table.</param>
    /// <param name="need">Number of pods required.</param>
    public ImmutableArray<LevelLoss> Find(IReadOnlyList<Pod> serving, int need)
    {
        int[] nodes = [.. serving.Select(pod => _table.Node(pod.Node!))];
        List<(UsableDomains Usable, int Pods)> kinds = Kinds(serving);
        ImmutableArray<LevelLoss>.Builder losses = ImmutableArray.CreateBuilder<LevelLoss>(_table.Levels.Length);
        for (int level = 0; level < _table.Levels.Length; level++)
        {
            losses.Add(Find(level, nodes, need, kinds));
        }

        return losses.MoveToImmutable();
    }

    private LevelLoss Find(int level, int[] nodes, int need, List<(UsableDomains Usable, int Pods)> kinds)
    {
        ImmutableArray<DomainLoss> losses = Count(level, nodes, out int unknown);
        List<PodGroup> groups = [.. kinds.Select(kind => new PodGroup(kind.Usable.In(level), kind.Pods))];
        bool isExposed = !losses.IsEmpty && losses[0].Left < need;
        return new LevelLoss
        {
            Level = _table.Levels[level],
            Losses = losses,
            UnknownPods = unknown,
            WorstPair = losses.Length < 2 ? null
                : new PairLoss(losses[0].Domain, losses[1].Domain, losses[0].Lost + losses[1].Lost, nodes.Length - losses[0].Lost - losses[1].Lost),
            IsExposed = isExposed,
            CanBeClosed = EvenPlacement.IsPossible(groups, nodes.Length - need),
            UsableDomains = groups.Count == 1 ? groups[0].Domains.Length : groups.SelectMany(group => group.Domains).Distinct().Count(),
        };
    }

    private ImmutableArray<DomainLoss> Count(int level, int[] nodes, out int unknown)
    {
        int[] counts = _counts[level];
        ReadOnlySpan<int> domainOf = _table.DomainOf(level);
        unknown = 0;
        foreach (int node in nodes)
        {
            int domain = node < 0 ? -1 : domainOf[node];
            if (domain < 0)
            {
                unknown++;
            }
            else if (counts[domain]++ == 0)
            {
                _touched.Add(domain);
            }
        }

        // Domains are numbered in the order of their ids.
        _touched.Sort((left, right) => counts[left] != counts[right] ? counts[right].CompareTo(counts[left]) : left.CompareTo(right));
        ImmutableArray<DomainLoss>.Builder losses = ImmutableArray.CreateBuilder<DomainLoss>(_touched.Count);
        foreach (int domain in _touched)
        {
            losses.Add(new DomainLoss(_table.Domain(level, domain), counts[domain], nodes.Length - counts[domain]));
            counts[domain] = 0;
        }

        _touched.Clear();
        return losses.MoveToImmutable();
    }

    private List<(UsableDomains Usable, int Pods)> Kinds(IReadOnlyList<Pod> serving)
    {
        var kinds = new List<(UsableDomains Usable, int Pods)>(1);
        var places = new Dictionary<UsableDomains, int>(ReferenceEqualityComparer.Instance);
        foreach (Pod pod in serving)
        {
            UsableDomains usable = _usable.For(pod.Template);
            if (places.TryGetValue(usable, out int place))
            {
                kinds[place] = (usable, kinds[place].Pods + 1);
            }
            else
            {
                places.Add(usable, kinds.Count);
                kinds.Add((usable, 1));
            }
        }

        return kinds;
    }
}

/// <summary>
/// Decides which pods serve. Where no pod of the cluster is ready, the file has no readiness (manifests, dumps without
/// status), and those that have a node are assumed to serve.
/// </summary>
internal sealed class ServingPods(ClusterSnapshot snapshot)
{
    /// <summary>True if the readiness of pods is known.</summary>
    public bool AreKnown { get; } = snapshot.Workloads.Any(workload => workload.Pods.Any(pod => pod.IsReady))
        || !snapshot.Workloads.Any(workload => workload.Pods.Any(pod => pod.Node is not null));

    public bool Serves(Pod pod) => AreKnown ? pod.Serves : pod.Node is not null && !pod.IsTerminating;

    public List<Pod> Find(Workload workload) => workload.Pods.IsDefaultOrEmpty ? [] : [.. workload.Pods.Where(Serves)];
}

/// <summary>Pods that a workload loses with one domain, at once, before any is recreated.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Lost">Serving pods in it.</param>
/// <param name="Left">Serving pods elsewhere, those on nodes of unknown domain included.</param>
public sealed record DomainLoss(FailureDomain Domain, int Lost, int Left);

/// <summary>Pods that a workload loses with two domains of one level.</summary>
public sealed record PairLoss(FailureDomain First, FailureDomain Second, int Lost, int Left);

/// <summary>Effect on one workload of losing single domains of one level.</summary>
public sealed record LevelLoss
{
    public required DomainLevel Level { get; init; }

    /// <summary>Every domain that holds a serving pod of it, the greatest loss first.</summary>
    public ImmutableArray<DomainLoss> Losses { get; init; } = [];

    /// <summary>Serving pods on nodes whose domain is unknown: they are not counted as shared with anything.</summary>
    public int UnknownPods { get; init; }

    /// <summary>The two domains whose loss leaves the least; null when there are fewer than two.</summary>
    public PairLoss? WorstPair { get; init; }

    /// <summary>The greatest loss; null when no pod is in a known domain.</summary>
    public DomainLoss? Worst => Losses.IsDefaultOrEmpty ? null : Losses[0];

    /// <summary>True if the loss of one domain leaves fewer pods than required.</summary>
    public required bool IsExposed { get; init; }

    /// <summary>
    /// True if the cluster as it is could place the same number of pods so that no single loss exposes it: with one zone it cannot, and
    /// then that is a gap of the cluster and no fault of the workload.
    /// </summary>
    public required bool CanBeClosed { get; init; }

    /// <summary>Number of known domains of the cluster that the pods may use, by node selectors, taints and volumes.</summary>
    public int UsableDomains { get; init; }
}
