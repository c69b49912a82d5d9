using System.Collections.Immutable;
using Nines.Clusters;
using Nines.Domains;

namespace Nines.Audits.Losses;

/// <summary>What the loss of one domain, or of two, takes from a workload, for every level.</summary>
internal sealed class LossFinder
{
    private readonly DomainTable _table;
    private readonly UsableDomainsCache _usable;
    private readonly int[][] _counts;
    private readonly List<int> _touched = [];

    public LossFinder(DomainTable table, UsableDomainsCache usable)
    {
        _table = table;
        _usable = usable;
        _counts = [.. Enumerable.Range(0, table.Levels.Length).Select(level => new int[table.Count(level)])];
    }

    /// <summary>One for each level.</summary>
    /// <param name="serving">The pods that serve; each is on a node of the table.</param>
    /// <param name="need">How many are needed.</param>
    public ImmutableArray<LevelLoss> Find(IReadOnlyList<ClusterPod> serving, int need)
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

    private List<(UsableDomains Usable, int Pods)> Kinds(IReadOnlyList<ClusterPod> serving)
    {
        var kinds = new List<(UsableDomains Usable, int Pods)>(1);
        var places = new Dictionary<UsableDomains, int>(ReferenceEqualityComparer.Instance);
        foreach (ClusterPod pod in serving)
        {
            UsableDomains usable = _usable.For(pod.Definition.Placement);
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
/// Which pods can be counted on. Where no pod of the whole cluster is ready, the file does not say who is (manifests, dumps without
/// status), and those that have a node are taken to serve.
/// </summary>
internal sealed class ServingPods(ClusterSnapshot snapshot)
{
    /// <summary>Whether anything says which pods are ready.</summary>
    public bool AreKnown { get; } = snapshot.Workloads.Any(workload => workload.Pods.Any(pod => pod.IsReady))
        || !snapshot.Workloads.Any(workload => workload.Pods.Any(pod => pod.Node is not null));

    public bool Serves(ClusterPod pod) => AreKnown ? pod.Serves : pod.Node is not null && !pod.IsTerminating;

    public List<ClusterPod> Of(Workload workload) => workload.Pods.IsDefaultOrEmpty ? [] : [.. workload.Pods.Where(Serves)];
}
