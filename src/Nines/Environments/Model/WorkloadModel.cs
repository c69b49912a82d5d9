using System.Collections.Immutable;
using Nines.Domains;
using Nines.Environments.Specs;

namespace Nines.Environments.Model;

/// <summary>
/// A workload on a node pool: enough pods must be ready. Pods of a lost node or zone are down until they have been
/// rescheduled, and the remaining nodes must have room for the needed pods.
/// </summary>
internal sealed class WorkloadModel(ModelContext context, FailoverModel failover)
{
    public Block Workload(RegionSpec region, WorkloadSpec workload, Block? requires)
    {
        NodePoolSpec pool = PoolPlan.PoolOf(region, workload);
        Pool nodes = NodesOf(region, pool);
        int slots = PoolPlan.Slots(pool, workload);
        string label = $"{workload.Name} in {region.Name}";
        if ((long)slots * nodes.Placed.Length < workload.Replicas && !pool.IsAutoscaled)
        {
            context.Assume($"{label}: {nodes.Placed.Length} nodes of {pool.Size} hold {slots * nodes.Placed.Length} of its "
                + $"{workload.Replicas} pods; the rest are assumed never to run.");
        }

        return Blocks.Series(
            $"Workload {label}",
            context.Region(region.Name),
            ZoneOf(region, pool),
            ReadyPods(region, workload, nodes, Math.Max(1, slots), Math.Min(workload.Replicas, slots * nodes.Placed.Length)),
            Capacity(region, workload, nodes),
            requires);
    }

    /// <summary>Any node of the system pool, for cluster DNS and the like; null when the cluster has no system pool.</summary>
    public Block? SystemPods(RegionSpec region)
    {
        NodePoolSpec? pool = region.Cluster?.NodePools.FirstOrDefault(candidate => candidate.Mode == NodePoolMode.System);
        return pool is null ? null : Blocks.Series(
            $"Cluster DNS in {region.Name}",
            ZoneOf(region, pool),
            Blocks.AnyOf($"any node of {pool.Name} in {region.Name} (cluster DNS)", NodesOf(region, pool).Blocks));
    }

    /// <summary>The one zone of a pool that states none; null when it states some or there are none.</summary>
    private Block? ZoneOf(RegionSpec region, NodePoolSpec pool) => !pool.Zones.IsEmpty ? null
        : context.UnknownZones.ZoneOf(region, $"{region.Name}.{pool.Name}", $"node pool {pool.Name} in {region.Name}");

    private sealed record Pool(NodePoolSpec Spec, PlacedNode[] Placed, ImmutableArray<Block> Blocks, ImmutableArray<FailureDomain> Domains);

    private Pool NodesOf(RegionSpec region, NodePoolSpec pool)
    {
        FailureDomain regionDomain = context.RegionDomain(region.Name);
        PlacedNode[] placed = PoolPlacement.Nodes(pool, PoolPlan.Nodes(context.Spec, region, pool));
        var blocks = new List<Block>();
        var domains = new List<FailureDomain>();
        foreach (PlacedNode node in placed)
        {
            FailureDomain parent = node.Zone == 0 ? regionDomain : context.ZoneDomain(regionDomain, node.Zone);
            string name = $"{pool.Name}-{node.Number}";
            FailureDomain domain = context.Domain(DomainKind.Node, $"{parent.Id}.{name}", name, parent);
            Block leaf = context.Leaf(
                domain.Id, $"Node {domain.Id}", ComponentKind.Node, $"Nodes of {pool.Name} in {region.Name}", domain, "node/default");
            blocks.Add(Blocks.Series($"{name} and its zone", node.Zone == 0 ? null : context.Zone(parent), leaf));
            domains.Add(domain);
        }

        if (pool.Count is null)
        {
            context.Assume($"Pool {pool.Name} in {region.Name} scales {pool.Min} to {pool.Max}; {placed.Length} nodes are assumed "
                + "in normal operation, and lost ones are replaced in the zones that are left.");
        }

        return new Pool(pool, placed, [.. blocks], [.. domains]);
    }

    private Block ReadyPods(RegionSpec region, WorkloadSpec workload, Pool pool, int slots, int running)
    {
        int[] nodeOf = PoolPlacement.Replicas(workload.Spread, pool.Placed, running, slots);

        // Zone by zone and node by node: pods of one domain are adjacent, which keeps the decision diagram small.
        IEnumerable<Block> replicas = nodeOf.Select((place, index) => (place, index)).OrderBy(replica => replica.place).Select(replica =>
        {
            (int place, int index) = replica;
            FailureDomain domain = pool.Domains[place];
            string id = $"{region.Name}.{workload.Name}-{index}";
            Block pod = context.Leaf(
                id, $"Pod {workload.Name}-{index} in {region.Name}", ComponentKind.Pod, $"Pods of {workload.Name} in {region.Name}",
                context.Domain(DomainKind.Pod, id, $"{workload.Name}-{index}", domain), "pod/default");
            Block? zone = domain.Parent!.Kind == DomainKind.Zone ? Rescheduled(workload, pool, domain.Parent, context.Zone(domain.Parent)) : null;
            Block node = Rescheduled(workload, pool, domain, context.Leaf(domain.Id, "", ComponentKind.Node, "", domain, "node/default"));
            return Blocks.Series($"Pod {workload.Name}-{index} on {domain.Id}", zone, node, pod);
        });
        return Blocks.AtLeast(
            $"{workload.Needed} of {workload.Replicas} pods of {workload.Name} ready in {region.Name}", workload.Needed, Missing(replicas, workload, running));
    }

    // Pods for which there is no room even in normal operation never run.
    private IEnumerable<Block> Missing(IEnumerable<Block> replicas, WorkloadSpec workload, int running) => running == workload.Replicas
        ? replicas
        : replicas.Concat(Enumerable.Range(running, workload.Replicas - running).Select(index => context.DerivedLeaf(
            $"{workload.Name}-{index}.unschedulable", $"Pod {workload.Name}-{index} (no room)", ComponentKind.Pod, "Pods without room",
            context.Root, 1, TimeSpan.FromDays(1), "the pool has no room for it")));

    /// <summary>The domain is up, or its pods have been rescheduled elsewhere.</summary>
    private Block Rescheduled(WorkloadSpec workload, Pool pool, FailureDomain domain, Block lost)
    {
        TimingSpec timings = context.Spec.Timings;
        TimeSpan start = timings.PodEviction + timings.PodStart + (pool.Spec.IsAutoscaled ? timings.NodeProvisioning : TimeSpan.Zero);
        Block exposure = failover.Exposure(
            $"{domain.Id}.{workload.Name}.rescheduling", $"Rescheduling {workload.Name} away from {domain.Id}",
            $"Rescheduling pods of {workload.Name}", domain, lost, 1,
            new FailoverSpec(), new FailoverModel.Defaults(timings.NodeDetection, start, 1));
        return Blocks.AnyOf($"{domain.Id}, or its pods of {workload.Name} have moved", lost, exposure);
    }

    /// <summary>Permanent room for the needed pods on the remaining nodes, beyond the time of rescheduling.</summary>
    private Block? Capacity(RegionSpec region, WorkloadSpec workload, Pool pool)
    {
        string label = $"room for {workload.Needed} pods of {workload.Name} in {region.Name}";
        if (pool.Spec.IsAutoscaled)
        {
            FailureDomain domain = context.RegionDomain(region.Name);
            return pool.Spec.Zones.IsEmpty ? null
                : Blocks.AnyOf(label, pool.Spec.Zones.Select(zone => context.Zone(context.ZoneDomain(domain, zone))));
        }

        // All workloads of the pool compete for the remaining nodes, so the needed pods of all of them must fit.
        double load = context.Spec.Workloads
            .Where(other => ReferenceNames.RunsIn(other, region) && PoolPlan.PoolOf(region, other) == pool.Spec)
            .Sum(other => (double)other.Needed / Math.Max(1, PoolPlan.Slots(pool.Spec, other)));
        int nodes = (int)Math.Ceiling(load - 1e-9);
        if (nodes > pool.Blocks.Length)
        {
            context.Assume($"Pool {pool.Spec.Name} in {region.Name} has no room for the needed pods of all its workloads at once.");
            return null;
        }

        return Blocks.AtLeast(label, nodes, pool.Blocks);
    }
}
