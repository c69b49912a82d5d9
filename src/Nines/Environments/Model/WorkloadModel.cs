using Nines.Domains;
using Nines.Environments.Specs;
using Nines.Reliability;
using System.Collections.Immutable;

namespace Nines.Environments.Model;

/// <summary>
/// A workload on a node pool: enough pods must be ready. Pods of a lost node or zone are down until they have been
/// rescheduled, and the remaining nodes must have room for the needed pods.
/// </summary>
internal sealed class WorkloadModel(ModelContext context)
{
    private readonly Dictionary<(string Region, string Pool), Pool> _pools = [];
    private readonly Dictionary<Pool, ILookup<string, Block>> _drifts = new(ReferenceEqualityComparer.Instance);
    private readonly Rescheduling _rescheduling = new(context);
    private readonly PlacementDrift _drift = new(context);
    private readonly NodeUpgrades _upgrades = new(context);

    public Block Workload(RegionSpec region, WorkloadSpec workload, Block? requires, StartRequirement? starts)
    {
        NodePoolSpec pool = PoolPlan.PoolOf(region, workload);
        Pool nodes = NodesOf(region, pool);
        int running = nodes.Room.Running(workload);
        string label = $"{workload.Name} in {region.Name}";
        if (workload.Pool is null && pool.IsReserved)
        {
            context.Assume($"{label}: every pool has taints and the workload names none, so its pods are assumed to run on {pool.Name} and to tolerate its taints.");
        }

        if (running < workload.Replicas)
        {
            context.Assume($"{label}: {running} of its {workload.Replicas} pods have room on {nodes.Placed.Length} nodes of {pool.Size}, "
                + $"each with {RoomText.Describe(nodes.Room.Node)}; the rest are assumed never to run. Needed pods of all workloads of pool "
                + $"{pool.Name} are placed first, then the others, in the order of the file.");
        }

        context.Workloads.Add(new PlacedWorkload(
            region.Name, workload, pool.Name, nodes.Domains, nodes.Room.Needed.Nodes, nodes.Room.Spare,
            pool.Zones.IsEmpty && !LocationZones.Of(region).IsEmpty,
            [.. HomesOf(workload, nodes).Select(place => nodes.Domains[place])]));
        if (workload.HasDisruptionBudget && running <= workload.Needed)
        {
            context.Assume($"{label}: its disruption budget lets no pod go, so that upgrades wait for it and drain none of its nodes.");
        }

        return Blocks.Series(
            $"Workload {label}",
            [
                context.Region(region.Name),
                ZoneOf(region, pool),
                ReadyPods(region, workload, nodes, Interrupted(region, nodes), running, starts),
                .. DriftOf(region, nodes)[workload.Name],
                Capacity(region, workload, nodes),
                requires,
            ]);
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

    private sealed record Pool(NodePoolSpec Spec, PoolRoom Room, PlacedNode[] Placed, ImmutableArray<Block> Blocks, ImmutableArray<FailureDomain> Domains);

    private Pool NodesOf(RegionSpec region, NodePoolSpec pool)
    {
        if (_pools.TryGetValue((region.Name, pool.Name), out Pool? known))
        {
            return known;
        }

        PoolRoom room = PoolRoom.Create(context.Spec, region, pool);
        FailureDomain regionDomain = context.RegionDomain(region.Name);
        PlacedNode[] placed = PoolPlacement.Nodes(pool, room.Nodes);
        var blocks = new List<Block>();
        var domains = new List<FailureDomain>();
        foreach (PlacedNode node in placed)
        {
            FailureDomain parent = node.Zone == 0 ? regionDomain : context.ZoneDomain(regionDomain, node.Zone);
            string name = $"{pool.Name}-{node.Number}";
            FailureDomain domain = context.Domain(DomainKind.Node, $"{parent.Id}.{name}", name, parent);
            Block leaf = context.Leaf(
                domain.Id, $"Node {domain.Id}", ComponentKind.Node, $"Nodes of {pool.Name} in {region.Name}", domain, "node/default");
            blocks.Add(Blocks.Series($"{name} and its zone", node.Zone == 0 ? null : context.Zone(parent), leaf, _upgrades.Replacement(region, pool, domain)));
            domains.Add(domain);
        }

        foreach (string assumption in RoomText.Assumptions(region, pool, room))
        {
            context.Assume(assumption);
        }

        var nodes = new Pool(pool, room, placed, [.. blocks], [.. domains]);
        _pools.Add((region.Name, pool.Name), nodes);
        return nodes;
    }

    private Block ReadyPods(
        RegionSpec region, WorkloadSpec workload, Pool pool, ILookup<FailureDomain, string> interrupted, int running, StartRequirement? starts)
    {
        int[] nodeOf = HomesOf(workload, pool);

        // Zone by zone and node by node: pods of one domain are adjacent, which keeps the decision diagram small.
        IEnumerable<Block> replicas = nodeOf.Select((place, index) => (place, index)).OrderBy(replica => replica.place).Select(replica =>
        {
            (int place, int index) = replica;
            FailureDomain domain = pool.Domains[place];
            string id = $"{region.Name}.{workload.Name}-{index}";
            Block pod = context.Leaf(
                id, $"Pod {workload.Name}-{index} in {region.Name}", ComponentKind.Pod, $"Pods of {workload.Name} in {region.Name}",
                context.Domain(DomainKind.Pod, id, $"{workload.Name}-{index}", domain), "pod/default");
            Block? zone = domain.Parent!.Kind == DomainKind.Zone ? Lost(domain.Parent, context.Zone(domain.Parent)) : null;
            return Blocks.Series($"Pod {workload.Name}-{index} on {domain.Id}", zone, Lost(domain, Node(domain)), Drained(place, index), pod);
        });
        return Blocks.AtLeast(
            $"{workload.Needed} of {workload.Replicas} pods of {workload.Name} ready in {region.Name}", workload.Needed, Missing(replicas, workload, running));

        // A budget of none stops the upgrade; of one or more it lets pods go one at a time, so that one of the node is missing for as long as all take.
        Block? Drained(int place, int index) => !workload.HasDisruptionBudget ? _upgrades.Drain(region, pool.Domains[place])
            : running <= workload.Needed || Array.IndexOf(nodeOf, place) != index ? null
            : _upgrades.DrainOneByOne(region, pool.Domains[place], workload, nodeOf.Count(other => other == place));

        Block Lost(FailureDomain domain, Block lost) => PodMobility.CanLeave(workload, pool.Spec, pool.Placed, nodeOf, pool.Domains.IndexOf(domain))
            ? _rescheduling.Moved(pool.Spec, workload.Name, [.. interrupted[domain]], domain, lost, starts)
            : lost;
    }

    /// <summary>The node itself, without its zone.</summary>
    private Block Node(FailureDomain domain) => context.Leaf(domain.Id, "", ComponentKind.Node, "", domain, "node/default");

    /// <summary>The node of each pod of a workload after a rollout.</summary>
    private static int[] HomesOf(WorkloadSpec workload, Pool pool) =>
        PoolPlacement.Replicas(workload.Spread, pool.Placed, pool.Room.Running(workload), Math.Max(1, pool.Room.Slots(workload)));

    /// <summary>For each workload of a pool: what is down when a node or zone is lost to which earlier outages had moved pods.</summary>
    private ILookup<string, Block> DriftOf(RegionSpec region, Pool pool)
    {
        if (_drifts.TryGetValue(pool, out ILookup<string, Block>? known))
        {
            return known;
        }

        FailureDomain[] zones = [.. pool.Domains.Select(domain => domain.Parent!).Where(parent => parent.Kind == DomainKind.Zone).Distinct()];
        ILookup<string, Block> found = _drift.Find(
            region.Name,
            pool.Spec,
            [.. pool.Domains.Select(domain => new PlacementDrift.Losable(Node(domain), domain))],
            [.. zones.Select(zone => new PlacementDrift.Losable(context.Zone(zone), zone))],
            [.. pool.Domains.Select(domain => Array.IndexOf(zones, domain.Parent))],
            [.. WorkloadsOf(region, pool).Select(workload => (Workload: workload, Home: HomesOf(workload, pool)))
                .Where(entry => PodMobility.CanLeaveAny(entry.Workload, pool.Spec, pool.Placed, entry.Home))
                .Select(entry => new PlacementDrift.Placed(
                    entry.Workload, entry.Home, entry.Home.Length - entry.Workload.Needed, Math.Max(1, pool.Room.Slots(entry.Workload))))]);
        _drifts.Add(pool, found);
        return found;
    }

    private IEnumerable<WorkloadSpec> WorkloadsOf(RegionSpec region, Pool pool) => context.Spec.Workloads
        .Where(workload => ReferenceNames.RunsIn(workload, region) && PoolPlan.PoolOf(region, workload) == pool.Spec);

    /// <summary>The workloads of a pool that the loss of a domain alone interrupts, by domain.</summary>
    private ILookup<FailureDomain, string> Interrupted(RegionSpec region, Pool pool) => WorkloadsOf(region, pool)
        .SelectMany(workload => InterruptedBy(workload, pool).Select(domain => (domain, workload.Name)))
        .ToLookup(entry => entry.domain, entry => entry.Name);

    /// <summary>The nodes and zones that have more pods of a workload than it can be without.</summary>
    private static IEnumerable<FailureDomain> InterruptedBy(WorkloadSpec workload, Pool pool)
    {
        int[] homes = HomesOf(workload, pool);
        return homes
            .SelectMany(place => new[] { pool.Domains[place], pool.Domains[place].Parent! })
            .GroupBy(domain => domain)
            .Where(pods => pods.Count() > homes.Length - workload.Needed
                && PodMobility.CanLeave(workload, pool.Spec, pool.Placed, homes, pool.Domains.IndexOf(pods.Key)))
            .Select(pods => pods.Key);
    }

    // Pods for which there is no room even in normal operation never run.
    private IEnumerable<Block> Missing(IEnumerable<Block> replicas, WorkloadSpec workload, int running) => running == workload.Replicas
        ? replicas
        : replicas.Concat(Enumerable.Range(running, workload.Replicas - running).Select(index => context.DerivedLeaf(
            $"{workload.Name}-{index}.unschedulable", $"Pod {workload.Name}-{index} (no room)", ComponentKind.Pod, "Pods without room",
            context.Root, 1, TimeSpan.FromDays(1), "the pool has no room for it")));

    /// <summary>Permanent room for the needed pods of all workloads of the pool on the remaining nodes, beyond the time of rescheduling.</summary>
    private Block? Capacity(RegionSpec region, WorkloadSpec workload, Pool pool)
    {
        string label = $"room for {workload.Needed} pods of {workload.Name} in {region.Name}";
        int needed = pool.Room.Needed.Nodes;
        Block? onRest = needed == 0 ? null : Blocks.AtLeast(label, needed, pool.Blocks);
        if (onRest is null || pool.Room.Spare == 0)
        {
            return onRest;
        }

        Block[] conditions = [.. Replaced(region, pool, needed - pool.Room.Spare)];
        return conditions.Length == 0 ? null
            : Blocks.AnyOf(label, onRest, Blocks.Series($"nodes that the autoscaler adds to {pool.Spec.Name} in {region.Name}", conditions));
    }

    /// <summary>
    /// Conditions under which the autoscaler replaces lost nodes: a zone is left, lost nodes, which count towards its limit, leave it
    /// enough to add, and it has not stopped because too many nodes of the cluster are lost.
    /// </summary>
    private IEnumerable<Block> Replaced(RegionSpec region, Pool pool, int survivors)
    {
        FailureDomain domain = context.RegionDomain(region.Name);
        if (!pool.Spec.Zones.IsEmpty)
        {
            yield return Blocks.AnyOf(
                $"a zone of {pool.Spec.Name} in {region.Name}", pool.Spec.Zones.Select(zone => context.Zone(context.ZoneDomain(domain, zone))));
        }

        if (survivors > 0)
        {
            yield return Blocks.AtLeast($"nodes of {pool.Spec.Name} in {region.Name} that leave enough to add", survivors, pool.Blocks);
        }

        ImmutableArray<Block> all = [.. ModeledPools(region).SelectMany(each => NodesOf(region, each).Blocks)];
        int running = all.Length - AutoscalerLimits.MaxLost(all.Length);
        if (running > 0)
        {
            yield return Blocks.AtLeast($"nodes without which the autoscaler of {region.Name} stops", running, all);
        }
    }

    private IEnumerable<NodePoolSpec> ModeledPools(RegionSpec region)
    {
        HashSet<string> used = [.. context.Spec.Workloads
            .Where(workload => ReferenceNames.RunsIn(workload, region)).Select(workload => PoolPlan.PoolOf(region, workload).Name)];
        return region.Cluster!.NodePools.Where(pool => used.Contains(pool.Name) || pool.Mode == NodePoolMode.System);
    }
}

/// <summary>Upgrades of the nodes of a cluster, one after the other: each is drained, so that its pods start elsewhere, and is ready again later.</summary>
internal sealed class NodeUpgrades(ModelContext context)
{
    /// <summary>The drain of a node: pods without a budget are missing together until they have started elsewhere. Null when there are no upgrades.</summary>
    public Block? Drain(RegionSpec region, FailureDomain node) =>
        Work(region, node, $"{node.Id}.drain", $"Drain of {node.Id}", context.Spec.Timings.PodStart, "start of pods elsewhere");

    /// <summary>The drain of a node, on which a budget makes pods of a workload wait for each other: one is missing at a time.</summary>
    public Block? DrainOneByOne(RegionSpec region, FailureDomain node, WorkloadSpec workload, int pods) => Work(
        region, node, $"{node.Id}.{workload.Name}.drain", $"Drain of {node.Id}, one pod of {workload.Name} at a time", context.Spec.Timings.PodStart * pods,
        $"start of {pods} pods one after the other");

    /// <summary>The node itself, in a pool without surge nodes. Null in others, or when there are no upgrades.</summary>
    public Block? Replacement(RegionSpec region, NodePoolSpec pool, FailureDomain node) => pool.HasSurge ? null : Work(
        region, node, $"{node.Id}.upgrade", $"Upgrade of {node.Id}", context.Spec.Timings.NodeUpgrade, "upgrade without a surge node");

    private Block? Work(RegionSpec region, FailureDomain node, string id, string label, TimeSpan time, string what)
    {
        UpgradeSpec upgrades = region.Cluster!.Upgrades ?? UpgradeSpec.Default;
        double perHour = upgrades.PerHour;
        if (perHour == 0 || time <= TimeSpan.Zero)
        {
            return null;
        }

        if (region.Cluster.Upgrades is null)
        {
            context.Assume(
                $"Node images are upgraded every {upgrades.NodeImage.TotalDays:0} days and Kubernetes every {upgrades.Kubernetes.TotalDays:0} days, which drains one node after the other. State upgrades of the cluster.");
        }

        return context.DerivedLeaf(
            id, label, ComponentKind.Maintenance, ModelContext.PlannedWork, node, Math.Min(0.5, perHour * time.TotalHours), time,
            FormattableString.Invariant($"{perHour * Downtime.SecondsPerYear / 3600:0.#} upgrades a year x {time.TotalSeconds:0.###} s {what}"));
    }
}
