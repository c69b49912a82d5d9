using System.Collections.Frozen;
using Nines.Clusters;

namespace Nines.Audits.Findings;

/// <summary>Decides whether a workload belongs to the user, and whether it is meant to run.</summary>
internal static class Scope
{
    private static readonly FrozenSet<string> s_platform = FrozenSet.Create(
        StringComparer.Ordinal,
        "kube-system", "kube-public", "kube-node-lease", "gatekeeper-system", "calico-system", "tigera-operator", "app-routing-system",
        "aks-istio-system", "aks-istio-ingress", "aks-istio-egress", "aks-command");

    /// <summary>Labels of a manager that owns the object and would revert a change.</summary>
    private static readonly (string Key, string? Value)[] s_managed =
    [
        ("kubernetes.azure.com/managedby", "aks"), ("addonmanager.kubernetes.io/mode", null), ("kubernetes.io/cluster-service", "true"),
    ];

    /// <summary>Returns true for a workload that comes with the cluster: it is audited as a part of the system, not by rules that its owner could follow.</summary>
    public static bool IsPlatform(Workload workload) => IsPlatform(workload.Name.Namespace) || IsManaged(workload);

    public static bool IsPlatform(string ns) => s_platform.Contains(ns);

    /// <summary>Returns true for a workload that the provider of the cluster manages.</summary>
    public static bool IsManaged(Workload workload) =>
        Array.Exists(s_managed, label => Has(workload.Labels, label) || (workload.AnyTemplate is { } pod && Has(pod.Labels, label)));

    /// <summary>Returns true if pods of it are wanted now; a workload that is scaled to zero is skipped.</summary>
    public static bool IsWanted(Workload workload) => workload.IsReplicated && workload.Replicas > 0;

    /// <summary>Placed by the scheduler whose rules nines knows.</summary>
    public static bool IsPlacedByDefault(PodTemplate template) => template.SchedulerName is "" or "default-scheduler";

    private static bool Has(IReadOnlyDictionary<string, string> labels, (string Key, string? Value) label) =>
        labels.TryGetValue(label.Key, out string? value) && (label.Value is null || value == label.Value);
}

/// <summary>Replacement of the pods of a Deployment.</summary>
internal static class Rollouts
{
    private static readonly Amount s_default = new(25, IsPercent: true);

    public static bool Recreates(Workload workload) => workload is { Kind: WorkloadKind.Deployment, Strategy: "Recreate" };

    /// <summary>Pods more than wanted during a rollout.</summary>
    public static int Surge(Workload workload) => Math.Max(0, (workload.MaxSurge ?? s_default).Resolve(workload.Replicas));

    /// <summary>Pods fewer than wanted during a rollout. Kubernetes takes 1 where both come to nothing.</summary>
    public static int Unavailable(Workload workload)
    {
        int max = Math.Max(0, (workload.MaxUnavailable ?? s_default).Resolve(workload.Replicas, roundUp: false));
        return max == 0 && Surge(workload) == 0 ? 1 : Math.Min(max, Math.Max(0, workload.Replicas));
    }
}
