namespace Nines.Environments.Specs;

/// <summary>The node pool of each workload.</summary>
internal static class PoolPlan
{
    /// <summary>
    /// The pool that a workload runs on: the one it names, else the first user pool that takes any pod, else the first such pool, else the
    /// first user pool, else the first. A workload tolerates the taints of the pool that it names, and no others.
    /// </summary>
    public static NodePoolSpec PoolOf(RegionSpec region, WorkloadSpec workload)
    {
        ClusterSpec cluster = region.Cluster!;
        return cluster.NodePools.FirstOrDefault(pool => pool.Name == workload.Pool)
            ?? cluster.NodePools.FirstOrDefault(pool => pool is { Mode: NodePoolMode.User, IsReserved: false })
            ?? cluster.NodePools.FirstOrDefault(pool => !pool.IsReserved)
            ?? cluster.NodePools.FirstOrDefault(pool => pool.Mode == NodePoolMode.User)
            ?? cluster.NodePools[0];
    }
}

/// <summary>A node of a pool: its number within its zone (0 for no zone).</summary>
internal readonly record struct PlacedNode(int Zone, int Number);

/// <summary>Places of the nodes of a pool and of the replicas of a workload.</summary>
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

    /// <summary>The node index of each replica: the worst placement that the topology spread permits.</summary>
    /// <param name="spread">Topology spread of the pods.</param>
    /// <param name="nodes">The nodes, ordered by zone.</param>
    /// <param name="replicas">Number of pods.</param>
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
