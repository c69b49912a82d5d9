using System.Globalization;
using System.Text.RegularExpressions;

namespace Nines.Environments.Specs;

/// <summary>Number of nodes of a pool to assume, and number of pods of each workload that fit on one.</summary>
internal static class PoolPlan
{
    /// <summary>Pods of a workload that fit on one node of a pool; all of its replicas when nothing is known that limits them.</summary>
    public static int Slots(NodePoolSpec pool, WorkloadSpec workload)
    {
        double slots = workload.Replicas;
        if (VmSize.Allocatable(pool) is (double cpu, double memory))
        {
            slots = Math.Min(slots, workload.Cpu is > 0 ? cpu / workload.Cpu.Value : slots);
            slots = Math.Min(slots, workload.Memory is > 0 ? memory / workload.Memory.Value : slots);
        }

        return (int)Math.Floor(slots + 1e-9);
    }

    /// <summary>The nodes of a pool in normal operation: the fixed count, or what the autoscaler settles on.</summary>
    public static int Nodes(EnvironmentSpec spec, RegionSpec region, NodePoolSpec pool)
    {
        if (pool.Count is { } count)
        {
            return count;
        }

        WorkloadSpec[] workloads = [.. spec.Workloads.Where(workload => ReferenceNames.RunsIn(workload, region) && PoolOf(region, workload) == pool)];
        double load = workloads.Sum(workload => (double)workload.Replicas / Math.Max(1, Slots(pool, workload)));
        int needed = (int)Math.Ceiling(load - 1e-9);

        // Pods that are spread over zones or nodes make the autoscaler open one node in each zone, or one a pod.
        int spread = workloads.Select(workload => Math.Min(workload.Replicas, workload.Spread switch
        {
            SpreadKind.Zone => Math.Max(1, pool.Zones.Length),
            SpreadKind.Node => 2,
            _ => 1,
        })).DefaultIfEmpty(1).Max();
        return Math.Clamp(Math.Max(needed, spread), Math.Max(1, pool.Min ?? 1), Math.Max(1, pool.Max ?? int.MaxValue));
    }

    /// <summary>The pool that a workload runs on: the one it names, else the first user pool, else the first.</summary>
    public static NodePoolSpec PoolOf(RegionSpec region, WorkloadSpec workload)
    {
        ClusterSpec cluster = region.Cluster!;
        return cluster.NodePools.FirstOrDefault(pool => pool.Name == workload.Pool)
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

/// <summary>Capacity of a node of a VM size for pods, derived from the size's name and the reservations of AKS.</summary>
internal static partial class VmSize
{
    private const double GiB = 1024.0 * 1024 * 1024;

    [GeneratedRegex(@"^(?:Standard|Basic)_(?<family>[A-Z]+)(?<cores>\d+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();

    /// <summary>Cores and bytes that pods can request on one node; null when neither the file nor the name of the size states them.</summary>
    public static (double Cpu, double Memory)? Allocatable(NodePoolSpec pool)
    {
        if (pool is { Cpu: { } cpu, Memory: { } memory })
        {
            return (cpu, memory);
        }

        Match match = Pattern().Match(pool.Size);
        if (!match.Success || !int.TryParse(match.Groups["cores"].ValueSpan, CultureInfo.InvariantCulture, out int cores))
        {
            return null;
        }

        double gibibytes = cores * GibibytesPerCore(match.Groups["family"].Value[0]);
        return (pool.Cpu ?? cores - ReservedCores(cores), pool.Memory ?? (gibibytes - ReservedGibibytes(gibibytes)) * GiB);
    }

    private static double GibibytesPerCore(char family) => family switch
    {
        'F' => 2,
        'E' or 'M' or 'G' or 'L' => 8,
        _ => 4,
    };

    // AKS's kube-reserved CPU: 60, 100, 140, 180, 260, 420, 740 millicores for 1, 2, 4, 8, 16, 32, 64 cores.
    private static double ReservedCores(int cores) => cores switch
    {
        <= 1 => 0.06,
        <= 2 => 0.1,
        <= 4 => 0.14,
        <= 8 => 0.18,
        <= 16 => 0.26,
        <= 32 => 0.42,
        _ => 0.74,
    };

    // AKS's regressive memory reservation: 25 % of the first 4 GiB, 20 % of the next 4, 10 % of the next 8, 6 % to 128 GiB, 2 %
    // beyond, and 100 MiB of eviction threshold.
    private static double ReservedGibibytes(double total)
    {
        (double UpTo, double Rate)[] bands = [(4, 0.25), (8, 0.20), (16, 0.10), (128, 0.06), (double.MaxValue, 0.02)];
        double reserved = 100.0 / 1024, from = 0;
        foreach ((double upTo, double rate) in bands)
        {
            reserved += Math.Max(0, Math.Min(total, upTo) - from) * rate;
            from = upTo;
        }

        return reserved;
    }
}
