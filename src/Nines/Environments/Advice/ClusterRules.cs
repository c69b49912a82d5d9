using Nines.Environments.Specs;
using Nines.Text;

namespace Nines.Environments.Advice;

/// <summary>A paid tier, whose API server has an SLA.</summary>
internal static class PaidTierRule
{
    public static IEnumerable<Improvement> Propose(EnvironmentSpec spec, DocumentNode root) => spec.Regions
        .Where(region => region.Cluster is { Tier: ClusterTier.Free })
        .Select(region => new Improvement(
            $"paid-tier:{region.Name}",
            $"Standard tier for the cluster in {region.Name}",
            [new($"regions.{region.Name}.cluster.tier", Flow.From("standard"))]));
}

/// <summary>More nodes in a fixed pool, so that the needed pods still fit when a zone is lost.</summary>
internal static class NodesRule
{
    public static IEnumerable<Improvement> Propose(EnvironmentSpec spec, DocumentNode root)
    {
        foreach (RegionSpec region in spec.Regions)
        {
            foreach (NodePoolSpec pool in region.Cluster?.NodePools ?? [])
            {
                if (pool.Count is not { } count || pool.IsAutoscaled || Enough(spec, region, pool) is not { } enough || enough <= count)
                {
                    continue;
                }

                yield return new Improvement(
                    $"nodes:{region.Name}.{pool.Name}",
                    $"{enough} nodes in pool {pool.Name} of {region.Name}, so that the rest carries the load when one zone or node is lost",
                    [new($"regions.{region.Name}.cluster.nodePools.{pool.Name}.count", Flow.From(enough))]);
            }
        }
    }

    /// <summary>Nodes such that all needed pods fit without the largest zone, or without one node where there are no zones.</summary>
    private static int? Enough(EnvironmentSpec spec, RegionSpec region, NodePoolSpec pool)
    {
        double load = spec.Workloads
            .Where(workload => ReferenceNames.RunsIn(workload, region) && PoolPlan.PoolOf(region, workload) == pool)
            .Sum(workload => (double)workload.Needed / Math.Max(1, PoolPlan.Slots(pool, workload)));
        if (load <= 0)
        {
            return null;
        }

        int needed = (int)Math.Ceiling(load - 1e-9);
        int zones = pool.Zones.Length;
        return zones < 2 ? needed + 1 : (needed + zones - 2) / (zones - 1) * zones;
    }
}
