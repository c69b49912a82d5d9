using Nines.Clusters;
using Nines.Environments.Specs;
using System.Collections.Immutable;
using System.Globalization;

namespace Nines.Environments.Model;

/// <summary>Room of one node pool for the pods of all of its workloads together.</summary>
internal sealed class PoolRoom
{
    private readonly NodePoolSpec _pool;
    private readonly FreeResources _node;
    private readonly Packing _packing;
    private readonly ImmutableArray<WorkloadSpec> _workloads;
    private readonly Dictionary<string, int> _running;

    private PoolRoom(EnvironmentSpec spec, RegionSpec region, NodePoolSpec pool)
    {
        _pool = pool;
        _node = NodeRoom.Find(region.Cluster!, pool);
        _packing = new Packing(_node);
        _workloads = [.. spec.Workloads.Where(workload => ReferenceNames.RunsIn(workload, region) && PoolPlan.PoolOf(region, workload).Name == pool.Name)];
        PackedNodes all = Pack(workload => workload.Replicas);
        Nodes = pool.Count ?? NodesOfAutoscaler(all.Nodes);
        FullNeeded = Pack(workload => workload.Needed);
        _running = Run(all.Nodes);
        Needed = HasRoomForAll ? FullNeeded : Pack(workload => Math.Min(workload.Needed, Running(workload)));

        // They run on the nodes that there are, so a packing on more is only one that was not found.
        Needed = Needed with { Nodes = Math.Min(Needed.Nodes, Nodes) };
    }

    public static PoolRoom Create(EnvironmentSpec spec, RegionSpec region, NodePoolSpec pool) => new(spec, region, pool);

    /// <summary>Amounts of one empty node.</summary>
    public FreeResources Node => _node;

    /// <summary>The nodes in normal operation: the fixed count, or what the autoscaler settles on.</summary>
    public int Nodes { get; }

    /// <summary>Fewest nodes on which the needed pods of all workloads fit together, apart from pods that fit on no node.</summary>
    public PackedNodes FullNeeded { get; }

    /// <summary>Fewest nodes on which those needed pods fit that run in normal operation.</summary>
    public PackedNodes Needed { get; }

    /// <summary>True when the needed pods of all workloads have room at once in normal operation.</summary>
    public bool HasRoomForAll => _workloads.All(workload => Running(workload) >= workload.Needed);

    /// <summary>Nodes that the autoscaler may add, counting lost ones, which stay in the scale set; 0 in a fixed pool.</summary>
    public int Spare => _pool.IsAutoscaled ? Math.Max(0, _pool.Max!.Value - Nodes) : 0;

    /// <summary>Nodes with which the needed pods of all workloads still fit when the largest zone is lost, or one node where there are fewer than two zones; null when no pods are needed.</summary>
    public int? NodesForLoss
    {
        get
        {
            int needed = FullNeeded.Nodes, zones = _pool.Zones.Length;
            return needed == 0 ? null : zones < 2 ? needed + 1 : (needed + zones - 2) / (zones - 1) * zones;
        }
    }

    /// <summary>Maximum with which the autoscaler can add enough nodes while a zone is lost; null without several zones.</summary>
    public int? MaxForLostZone => _pool.Zones.Length < 2 ? null : (Nodes + _pool.Zones.Length - 1) / _pool.Zones.Length + FullNeeded.Nodes;

    /// <summary>Pods of a workload that fit on one empty node, up to all of its replicas.</summary>
    public int Slots(WorkloadSpec workload) => _packing.CountOnOne(NodeRoom.RequestsOf(workload), workload.Replicas);

    /// <summary>Pods of a workload that have room in normal operation.</summary>
    public int Running(WorkloadSpec workload) => _running[workload.Name];

    private PackedNodes Pack(Func<WorkloadSpec, int> count) => _packing.Pack(_workloads
        .Where(workload => Slots(workload) > 0)
        .Select(workload => new EqualPods(NodeRoom.RequestsOf(workload), count(workload))));

    // Pods that are spread over zones or nodes make the autoscaler open one node in each zone, or two nodes.
    private int NodesOfAutoscaler(int packed)
    {
        int spread = _workloads.Select(workload => Math.Min(workload.Replicas, workload.Spread switch
        {
            SpreadKind.Zone => Math.Max(1, _pool.Zones.Length),
            SpreadKind.Node => 2,
            _ => 1,
        })).DefaultIfEmpty(1).Max();
        return Math.Clamp(Math.Max(packed, spread), Math.Max(1, _pool.Min ?? 1), Math.Max(1, _pool.Max ?? int.MaxValue));
    }

    /// <summary>
    /// Decides which pods run. Where not all have room, needed ones come first, then the others, each in the order of the file on the first
    /// node that takes them.
    /// </summary>
    private Dictionary<string, int> Run(int nodesForAll)
    {
        if (nodesForAll <= Nodes)
        {
            return _workloads.ToDictionary(workload => workload.Name, workload => Slots(workload) > 0 ? workload.Replicas : 0);
        }

        bool hasNeeded = FullNeeded.Nodes <= Nodes;
        FreeResources[] nodes = [.. hasNeeded ? FullNeeded.Left : [], .. Enumerable.Repeat(_node, hasNeeded ? Nodes - FullNeeded.Nodes : Nodes)];
        Dictionary<string, int> running = _workloads.ToDictionary(
            workload => workload.Name,
            workload => hasNeeded && Slots(workload) > 0 ? workload.Needed : Place(workload, workload.Needed));
        foreach (WorkloadSpec workload in _workloads)
        {
            running[workload.Name] += Place(workload, workload.Replicas - running[workload.Name]);
        }

        return running;

        int Place(WorkloadSpec workload, int count) => Packing.Place(nodes, new EqualPods(NodeRoom.RequestsOf(workload), count));
    }
}

/// <summary>Sentences about the room of a pool.</summary>
internal static class RoomText
{
    private const double GiB = 1024.0 * 1024 * 1024;

    /// <summary>Amounts of a node: <c>3.86 cores, 5.9 GiB and 110 pods</c>.</summary>
    public static string Describe(FreeResources node)
    {
        string cores = node.MilliCpu == long.MaxValue ? "" : string.Create(CultureInfo.InvariantCulture, $"{node.MilliCpu / 1000.0:0.###} cores, ");
        string memory = node.Memory == long.MaxValue ? "" : string.Create(CultureInfo.InvariantCulture, $"{node.Memory / GiB:0.##} GiB and ");
        return $"room for {cores}{memory}{node.Pods} pods";
    }

    /// <summary>Assumptions about the nodes of a pool.</summary>
    public static IEnumerable<string> Assumptions(RegionSpec region, NodePoolSpec pool, PoolRoom room)
    {
        string name = $"Pool {pool.Name} in {region.Name}";
        if (NodeRoom.IsUnknown(pool))
        {
            yield return $"{name}: the table of VM sizes does not have {pool.Size}, so a node is assumed to have {Describe(room.Node)}. State cpu and memory under "
                + $"regions.{region.Name}.cluster.nodePools.{pool.Name}, or correct the size (docs/vm-sizes.md).";
        }

        if (pool.IsAutoscaled)
        {
            yield return $"{name} scales {pool.Min} to {pool.Max}; {room.Nodes} nodes are assumed in normal operation. Lost ones are replaced in the zones that "
                + $"are left, as long as no more than {AutoscalerLimits.MaxLostAlways} nodes or {AutoscalerLimits.MaxLostPercent} % of the cluster are lost; "
                + "until they are back, lost nodes count towards the maximum.";
            if (room.MaxForLostZone is { } max && max > pool.Max)
            {
                yield return $"{name}: its maximum of {pool.Max} nodes leaves too few for the needed pods when a zone is lost; {max} would be enough.";
            }
        }

        if (!room.HasRoomForAll)
        {
            yield return $"{name} has no room for the needed pods of all its workloads at once.";
        }

        if (room.Needed.AtLeast < room.Needed.Nodes)
        {
            yield return $"{name}: the needed pods are assumed to need {room.Needed.Nodes} nodes; no packing on fewer was found, though {room.Needed.AtLeast} may be enough.";
        }
    }
}

/// <summary>Limits of the cluster autoscaler beyond which it neither adds nor removes nodes, by their defaults.</summary>
internal static class AutoscalerLimits
{
    /// <summary>Lost nodes that never stop it (ok-total-unready-count).</summary>
    public const int MaxLostAlways = 3;

    /// <summary>Percentage of lost nodes that does not stop it (max-total-unready-percentage).</summary>
    public const int MaxLostPercent = 45;

    /// <summary>Nodes of a cluster that may be lost at a time.</summary>
    public static int MaxLost(int nodes) => Math.Max(MaxLostAlways, nodes * MaxLostPercent / 100);
}

/// <summary>
/// Amounts of one node that pods can request: what the file states, else those of the VM size less what AKS reserves
/// (https://learn.microsoft.com/azure/aks/node-resource-reservations).
/// </summary>
internal static class NodeRoom
{
    private const long MiB = 1024 * 1024;
    private const long GiB = 1024 * MiB;

    // AKS follows the first rule for memory from this minor version on, and the second before it.
    private const int VersionOfRulePerPod = 29;

    /// <summary>Amounts of an empty node; an amount that is not known is not limited.</summary>
    public static FreeResources Find(ClusterSpec cluster, NodePoolSpec pool) => new(
        pool.MaxPods,
        pool.Cpu is { } cores ? (long)Math.Floor(cores * 1000 + 1e-6) : pool.Machine is { } machine ? machine.Cores * 1000L - ReservedMilliCpu(machine.Cores) : long.MaxValue,
        pool.Memory ?? (pool.Machine is { } known ? Math.Max(0, known.Memory - ReservedMemory(cluster, pool, known.Memory)) : long.MaxValue),
        long.MaxValue);

    /// <summary>True when the amounts follow from neither the file nor the size.</summary>
    public static bool IsUnknown(NodePoolSpec pool) => pool.Machine is null && (pool.Cpu is null || pool.Memory is null);

    /// <summary>Requests of one pod of a workload.</summary>
    public static Resources RequestsOf(WorkloadSpec workload) => new()
    {
        MilliCpu = (long)Math.Ceiling((workload.Cpu ?? 0) * 1000 - 1e-6),
        Memory = workload.Memory ?? 0,
    };

    // 60 millicores of the first core, 40 of the second, 20 of each to the fourth, 10 of each beyond: this gives the published 60, 100,
    // 140, 180, 260, 420 and 740 for 1, 2, 4, 8, 16, 32 and 64 cores.
    private static long ReservedMilliCpu(int cores) =>
        60 + 40 * Math.Clamp(cores - 1, 0, 1) + 20 * Math.Clamp(cores - 2, 0, 2) + 10 * Math.Max(0, cores - 4);

    private static long ReservedMemory(ClusterSpec cluster, NodePoolSpec pool, long total)
    {
        // Windows nodes have another 2 GB less.
        long system = pool.Os == Specs.OperatingSystem.Windows ? 2 * GiB : 0;
        return system + (IsBeforeRulePerPod(cluster.Version)
            ? 750 * MiB + Regressive(total)
            : 100 * MiB + Math.Min(20 * MiB * pool.MaxPods + 50 * MiB, total / 4));
    }

    private static bool IsBeforeRulePerPod(string? version) =>
        version is not null && int.Parse(version.Split('.')[1], CultureInfo.InvariantCulture) < VersionOfRulePerPod;

    // 25 % of the first 4 GiB, 20 % of the next 4, 10 % of the next 8, 6 % to 128 GiB, 2 % beyond.
    private static long Regressive(long total)
    {
        (long UpTo, int Percent)[] bands = [(4 * GiB, 25), (8 * GiB, 20), (16 * GiB, 10), (128 * GiB, 6), (long.MaxValue, 2)];
        long reserved = 0, from = 0;
        foreach ((long upTo, int percent) in bands)
        {
            reserved += Math.Max(0, Math.Min(total, upTo) - from) * percent / 100;
            from = upTo;
        }

        return reserved;
    }
}
