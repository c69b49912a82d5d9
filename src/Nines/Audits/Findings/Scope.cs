using System.Collections.Frozen;
using Nines.Clusters;

namespace Nines.Audits.Findings;

/// <summary>Whose a workload is, and whether it is meant to run.</summary>
internal static class Scope
{
    private static readonly FrozenSet<string> s_platform = FrozenSet.Create(
        StringComparer.Ordinal,
        "kube-system", "kube-public", "kube-node-lease", "gatekeeper-system", "calico-system", "tigera-operator", "app-routing-system",
        "aks-istio-system", "aks-istio-ingress", "aks-istio-egress", "aks-command");

    /// <summary>Labels that say that somebody else writes the object, and would undo a change of it.</summary>
    private static readonly (string Key, string? Value)[] s_managed =
    [
        ("kubernetes.azure.com/managedby", "aks"), ("addonmanager.kubernetes.io/mode", null), ("kubernetes.io/cluster-service", "true"),
    ];

    /// <summary>Whether it comes with the cluster: it is judged as part of the system, not by what its owner could write better.</summary>
    public static bool IsPlatform(Workload workload) => IsPlatform(workload.Name.Namespace) || IsManaged(workload);

    public static bool IsPlatform(string ns) => s_platform.Contains(ns);

    /// <summary>Whether the provider of the cluster writes it.</summary>
    public static bool IsManaged(Workload workload) =>
        Array.Exists(s_managed, label => Has(workload.Labels, label) || (workload.AnyTemplate is { } pod && Has(pod.Labels, label)));

    /// <summary>Whether pods of it are wanted now: what is scaled to nothing is left alone.</summary>
    public static bool IsWanted(Workload workload) => workload.IsReplicated && workload.Replicas > 0;

    /// <summary>Placed by the scheduler whose rules nines knows.</summary>
    public static bool IsPlacedByDefault(PodTemplate template) => template.SchedulerName is "" or "default-scheduler";

    private static bool Has(IReadOnlyDictionary<string, string> labels, (string Key, string? Value) label) =>
        labels.TryGetValue(label.Key, out string? value) && (label.Value is null || value == label.Value);
}

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
