using Nines.Environments.Specs;

namespace Nines.Environments.Model;

/// <summary>A node of a pool: its number within its zone (0 for no zone).</summary>
internal readonly record struct PlacedNode(int Zone, int Number);

/// <summary>Where the nodes of a pool and the replicas of a workload stand.</summary>
internal static class PoolPlacement
{
    /// <summary>Spreads nodes evenly over zones: 5 nodes in zones 1 to 3 are 2 + 2 + 1.</summary>
    public static PlacedNode[] Nodes(NodePoolSpec pool, int count)
    {
        int zones = Math.Max(1, pool.Zones.Length);
        return [.. Enumerable.Range(0, count)
            .Select(i => new PlacedNode(pool.Zones.IsEmpty ? 0 : pool.Zones[i % zones], i / zones))
            .OrderBy(node => node.Zone).ThenBy(node => node.Number)];
    }

    /// <summary>The node index of each replica, by what the scheduler was told; the worst placement that this permits.</summary>
    /// <param name="spread">What the scheduler was told.</param>
    /// <param name="nodes">The nodes, ordered by zone.</param>
    /// <param name="replicas">How many pods.</param>
    /// <param name="slots">Pods of this workload that fit on one node.</param>
    public static int[] Replicas(SpreadKind spread, PlacedNode[] nodes, int replicas, int slots)
    {
        int[] order = spread switch
        {
            // Zone after zone, and within a zone node after node.
            SpreadKind.Zone => [.. Enumerable.Range(0, nodes.Length).OrderBy(i => nodes[i].Number).ThenBy(i => nodes[i].Zone)],
            // Different nodes, but the first zone's nodes first: that is the worst case.
            SpreadKind.Node => [.. Enumerable.Range(0, nodes.Length)],
            // One node until it is full.
            _ => [.. Enumerable.Range(0, nodes.Length).SelectMany(i => Enumerable.Repeat(i, slots))],
        };
        return [.. Enumerable.Range(0, replicas).Select(replica => order[replica % order.Length])];
    }
}
