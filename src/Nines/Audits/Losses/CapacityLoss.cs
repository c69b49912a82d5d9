using System.Collections.Immutable;
using Nines.Clusters;
using Nines.Domains;

namespace Nines.Audits.Losses;

/// <summary>Pods of one workload that find no node.</summary>
/// <param name="Workload">Whose.</param>
/// <param name="Pods">How many.</param>
/// <param name="Reason">What the scheduler would say of one of them.</param>
/// <param name="IsPinned">Whether they can be nowhere else, however much room there is: by volumes, node selectors or taints.</param>
public sealed record Stranded(ObjectName Workload, int Pods, string Reason, bool IsPinned = false);

/// <summary>What a workload has after a loss, when its controllers have recreated what fits.</summary>
/// <param name="Workload">Which.</param>
/// <param name="Serving">Serving pods before.</param>
/// <param name="AtOnce">Those that are left right after.</param>
/// <param name="Elsewhere">Lost ones that find a node elsewhere.</param>
/// <param name="Stranded">Lost ones that find none.</param>
public sealed record Recovery(ObjectName Workload, int Serving, int AtOnce, int Elsewhere, int Stranded)
{
    /// <summary>What it has in the end.</summary>
    public int Left => AtOnce + Elsewhere;
}

/// <summary>Whether the rest of the cluster can take the pods of a lost domain, by the scheduler's own rules.</summary>
/// <param name="Level">The kind of domain.</param>
/// <param name="Domain">The one that is lost.</param>
/// <param name="Kind">Whether its nodes stay registered.</param>
/// <param name="LostNodes">How many nodes it has.</param>
/// <param name="Displaced">Pods that their controllers recreate.</param>
/// <param name="Stranded">Those that find no node, by workload.</param>
public sealed record CapacityLoss(DomainLevel Level, FailureDomain Domain, LossKind Kind, int LostNodes, int Displaced, ImmutableArray<Stranded> Stranded)
{
    /// <summary>Every workload that has a need and loses a pod, in the order of their names.</summary>
    public ImmutableArray<Recovery> Recoveries { get; init; } = [];

    /// <summary>Pods that would fit if there were more room elsewhere.</summary>
    public int WithoutRoom => Stranded.Sum(stranded => stranded.IsPinned ? 0 : stranded.Pods);
}

/// <summary>Which losses are tried: all domains of few, the fullest of many.</summary>
internal static class CapacityLimits
{
    /// <summary>Pods that are moved in all trials together.</summary>
    public const int MaxPods = 300_000;

    private const int MaxDomains = 40;
    private const int MaxNodes = 6;

    /// <summary>How many domains of a level it makes sense to lose: none where nothing else would be left.</summary>
    public static int Worthwhile(DomainTable table, int level) => table.Levels[level].Kind == DomainKind.NodePool || table.Count(level) < 2 ? 0 : table.Count(level);

    /// <summary>The numbers of the domains to lose, the fullest first. Of nodes, the fullest of each size.</summary>
    public static ImmutableArray<int> Candidates(DomainTable table, int level, ImmutableArray<ClusterNode> nodes, Func<string, int> podsOn)
    {
        IEnumerable<int> all = Enumerable.Range(0, Worthwhile(table, level));
        bool isNodes = table.Levels[level].Kind == DomainKind.Node;
        if (isNodes)
        {
            Dictionary<string, ClusterNode> byName = nodes.ToDictionary(node => node.Name, StringComparer.Ordinal);
            all = all
                .GroupBy(domain => Size(byName[table.NodesIn(level, domain)[0]]))
                .Select(alike => alike.MaxBy(domain => podsOn(table.NodesIn(level, domain)[0])));
        }

        return
        [
            .. all.OrderByDescending(domain => table.NodesIn(level, domain).Sum(podsOn)).ThenBy(domain => domain).Take(isNodes ? MaxNodes : MaxDomains),
        ];
    }

    private static (long Cpu, long Memory, string Pool) Size(ClusterNode node) => (
        node.Node.Allocatable.MilliCpu,
        node.Node.Allocatable.Memory,
        string.Join(',', DomainLabels.For(DomainKeys.NodePool).Select(label => node.Node.Labels.GetValueOrDefault(label))));
}
