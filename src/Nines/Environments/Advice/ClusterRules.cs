using Nines.Environments.Model;
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

/// <summary>More nodes in a fixed pool, or a higher maximum of one that scales, so that the needed pods still fit when a zone is lost.</summary>
internal static class NodesRule
{
    public static IEnumerable<Improvement> Propose(EnvironmentSpec spec, DocumentNode root)
    {
        foreach (RegionSpec region in spec.Regions)
        {
            foreach (NodePoolSpec pool in region.Cluster?.NodePools ?? [])
            {
                PoolRoom room = PoolRoom.Create(spec, region, pool);
                string at = $"regions.{region.Name}.cluster.nodePools.{pool.Name}";
                if (!pool.IsAutoscaled && room.NodesForLoss is { } nodes && nodes > pool.Count)
                {
                    yield return new Improvement(
                        $"nodes:{region.Name}.{pool.Name}",
                        $"{nodes} nodes in pool {pool.Name} of {region.Name}, so that the rest carries the load when one zone or node is lost",
                        [new($"{at}.count", Flow.From(nodes))]);
                }
                else if (pool.IsAutoscaled && room.MaxForLostZone is { } max && max > pool.Max)
                {
                    yield return new Improvement(
                        $"max-nodes:{region.Name}.{pool.Name}",
                        $"At most {max} nodes in pool {pool.Name} of {region.Name}, so that the autoscaler can replace those of a lost zone",
                        [new($"{at}.max", Flow.From(max))]);
                }
            }
        }
    }
}
