using System.Globalization;
using Nines.Clusters;
using Nines.Environments.Specs;

namespace Nines.Environments.Model;

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
