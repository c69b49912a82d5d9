using System.Collections.Immutable;
using Nines.Clusters;
using Nines.Domains;

namespace Nines.Audits.Losses;

/// <summary>Which losses are tried: all domains of few, the fullest of many.</summary>
internal static class CapacityLimits
{
    /// <summary>Pods that are moved in all trials together.</summary>
    public const int MaxPods = 300_000;

    private const int MaxDomains = 40;
    private const int MaxNodes = 6;

    /// <summary>How many domains of an axis it makes sense to lose: none where nothing else would be left.</summary>
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
