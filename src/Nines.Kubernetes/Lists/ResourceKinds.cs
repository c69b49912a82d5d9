using System.Collections.Immutable;
using Nines.Kubernetes.Records;

namespace Nines.Kubernetes.Lists;

/// <summary>The kinds that are read.</summary>
public static class ResourceKinds
{
    public static ResourceType<NodeRecord> Nodes { get; } = Create<NodeRecord>("", "nodes", "Node", false, "v1");

    public static ResourceType<NamespaceRecord> Namespaces { get; } = Create<NamespaceRecord>("", "namespaces", "Namespace", false, "v1");

    public static ResourceType<PodRecord> Pods { get; } = Create<PodRecord>("", "pods", "Pod", true, "v1");

    public static ResourceType<ServiceRecord> Services { get; } = Create<ServiceRecord>("", "services", "Service", true, "v1");

    public static ResourceType<PersistentVolumeRecord> PersistentVolumes { get; } = Create<PersistentVolumeRecord>("", "persistentvolumes", "PersistentVolume", false, "v1");

    public static ResourceType<PersistentVolumeClaimRecord> PersistentVolumeClaims { get; } =
        Create<PersistentVolumeClaimRecord>("", "persistentvolumeclaims", "PersistentVolumeClaim", true, "v1");

    public static ResourceType<DeploymentRecord> Deployments { get; } = Create<DeploymentRecord>("apps", "deployments", "Deployment", true, "v1");

    public static ResourceType<ReplicaSetRecord> ReplicaSets { get; } = Create<ReplicaSetRecord>("apps", "replicasets", "ReplicaSet", true, "v1");

    public static ResourceType<StatefulSetRecord> StatefulSets { get; } = Create<StatefulSetRecord>("apps", "statefulsets", "StatefulSet", true, "v1");

    public static ResourceType<DaemonSetRecord> DaemonSets { get; } = Create<DaemonSetRecord>("apps", "daemonsets", "DaemonSet", true, "v1");

    public static ResourceType<PodDisruptionBudgetRecord> PodDisruptionBudgets { get; } =
        Create<PodDisruptionBudgetRecord>("policy", "poddisruptionbudgets", "PodDisruptionBudget", true, "v1", "v1beta1");

    public static ResourceType<HorizontalPodAutoscalerRecord> HorizontalPodAutoscalers { get; } =
        Create<HorizontalPodAutoscalerRecord>("autoscaling", "horizontalpodautoscalers", "HorizontalPodAutoscaler", true, "v2", "v2beta2", "v1");

    public static ResourceType<EndpointSliceRecord> EndpointSlices { get; } =
        Create<EndpointSliceRecord>("discovery.k8s.io", "endpointslices", "EndpointSlice", true, "v1", "v1beta1");

    public static ResourceType<StorageClassRecord> StorageClasses { get; } = Create<StorageClassRecord>("storage.k8s.io", "storageclasses", "StorageClass", false, "v1");

    public static ResourceType<PriorityClassRecord> PriorityClasses { get; } = Create<PriorityClassRecord>("scheduling.k8s.io", "priorityclasses", "PriorityClass", false, "v1");

    public static ResourceType<LeaseRecord> Leases { get; } = Create<LeaseRecord>("coordination.k8s.io", "leases", "Lease", true, "v1");

    /// <summary>All of them.</summary>
    public static ImmutableArray<ResourceKind> All { get; } =
    [
        Nodes.Kind, Namespaces.Kind, Pods.Kind, Services.Kind, PersistentVolumes.Kind, PersistentVolumeClaims.Kind, Deployments.Kind, ReplicaSets.Kind,
        StatefulSets.Kind, DaemonSets.Kind, PodDisruptionBudgets.Kind, HorizontalPodAutoscalers.Kind, EndpointSlices.Kind, StorageClasses.Kind,
        PriorityClasses.Kind, Leases.Kind,
    ];

    private static ResourceType<T> Create<T>(string group, string plural, string kind, bool isNamespaced, params ImmutableArray<string> versions)
        where T : class => new(new ResourceKind(group, versions, plural, kind, isNamespaced));
}

/// <summary>A kind of object, and the versions of it that are known here.</summary>
/// <param name="Group">Empty for the core group.</param>
/// <param name="Versions">The best one first.</param>
/// <param name="Plural">As in paths and in RBAC.</param>
public sealed record ResourceKind(string Group, ImmutableArray<string> Versions, string Plural, string Kind, bool IsNamespaced)
{
    public override string ToString() => Group.Length == 0 ? Plural : $"{Plural}.{Group}";
}

/// <summary>A kind whose objects are read into a record.</summary>
/// <typeparam name="T">The record.</typeparam>
public sealed record ResourceType<T>(ResourceKind Kind)
    where T : class;
