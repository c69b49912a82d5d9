using Nines.Clusters;

namespace Nines.Audits.Findings;

/// <summary>How a Deployment replaces its pods.</summary>
internal static class Rollouts
{
    private static readonly Amount s_default = new(25, IsPercent: true);

    public static bool Recreates(Workload workload) => workload is { Kind: WorkloadKind.Deployment, Strategy: "Recreate" };

    /// <summary>Pods more than wanted during a rollout.</summary>
    public static int Surge(Workload workload) => Math.Max(0, (workload.MaxSurge ?? s_default).Of(workload.Replicas));

    /// <summary>Pods fewer than wanted during a rollout. Kubernetes takes 1 where both come to nothing.</summary>
    public static int Unavailable(Workload workload)
    {
        int most = Math.Max(0, (workload.MaxUnavailable ?? s_default).Of(workload.Replicas, roundUp: false));
        return most == 0 && Surge(workload) == 0 ? 1 : Math.Min(most, Math.Max(0, workload.Replicas));
    }
}
