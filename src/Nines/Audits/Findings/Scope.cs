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
        Array.Exists(s_managed, label => Has(workload.Labels, label) || (workload.Definition is { } pod && Has(pod.Placement.Labels, label)));

    /// <summary>Whether pods of it are wanted now: what is scaled to nothing is left alone.</summary>
    public static bool IsWanted(Workload workload) => workload.IsReplicated && workload.Replicas > 0;

    /// <summary>Placed by the scheduler whose rules nines knows.</summary>
    public static bool IsPlacedByDefault(PodDefinition definition) => definition.SchedulerName is "" or "default-scheduler";

    private static bool Has(IReadOnlyDictionary<string, string> labels, (string Key, string? Value) label) =>
        labels.TryGetValue(label.Key, out string? value) && (label.Value is null || value == label.Value);
}
