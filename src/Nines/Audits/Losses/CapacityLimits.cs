using System.Collections.Immutable;
using Nines.Clusters;
using Nines.Domains;

namespace Nines.Audits.Losses;

/// <summary>Which losses are tried: all domains of few, the fullest of many.</summary>
internal static class CapacityLimits
{
    /// <summary>Pods that are moved in all trials together.</summary>
    public const int MostPods = 300_000;

    private const int MostDomains = 40;
    private const int MostNodes = 6;

    /// <summary>How many domains of an axis it makes sense to lose: none where nothing else would be left.</summary>
    public static int Worthwhile(DomainTable table, int axis) => table.Axes[axis].Kind == DomainKind.NodePool || table.Count(axis) < 2 ? 0 : table.Count(axis);

    /// <summary>The numbers of the domains to lose, the fullest first. Of nodes, the fullest of each size.</summary>
    public static ImmutableArray<int> Candidates(DomainTable table, int axis, ImmutableArray<ClusterNode> nodes, Func<string, int> podsOn)
    {
        IEnumerable<int> all = Enumerable.Range(0, Worthwhile(table, axis));
        bool isNodes = table.Axes[axis].Kind == DomainKind.Node;
        if (isNodes)
        {
            Dictionary<string, ClusterNode> byName = nodes.ToDictionary(node => node.Name, StringComparer.Ordinal);
            all = all
                .GroupBy(domain => Size(byName[table.NodesIn(axis, domain)[0]]))
                .Select(alike => alike.MaxBy(domain => podsOn(table.NodesIn(axis, domain)[0])));
        }

        return
        [
            .. all.OrderByDescending(domain => table.NodesIn(axis, domain).Sum(podsOn)).ThenBy(domain => domain).Take(isNodes ? MostNodes : MostDomains),
        ];
    }

    private static (long Cpu, long Memory, string Pool) Size(ClusterNode node) => (
        node.Node.Allocatable.MilliCpu,
        node.Node.Allocatable.Memory,
        string.Join(',', DomainLabels.Of(DomainKeys.NodePool).Select(label => node.Node.Labels.GetValueOrDefault(label))));
}
