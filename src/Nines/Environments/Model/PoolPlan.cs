using Nines.Environments.Specs;

namespace Nines.Environments.Model;

/// <summary>How many nodes of a pool to reckon with, and how many pods of each workload fit on one.</summary>
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
