using System.Collections.Immutable;
using Nines.Kubernetes.Records;

namespace Nines.Kubernetes.Lists;

/// <summary>The kinds that are read.</summary>
public static class ResourceKinds
{
    public static ResourceType<Node> Nodes { get; } = Of<Node>("", "nodes", "Node", false, "v1");

    public static ResourceType<Namespace> Namespaces { get; } = Of<Namespace>("", "namespaces", "Namespace", false, "v1");

    public static ResourceType<Pod> Pods { get; } = Of<Pod>("", "pods", "Pod", true, "v1");

    public static ResourceType<Service> Services { get; } = Of<Service>("", "services", "Service", true, "v1");

    public static ResourceType<PersistentVolume> PersistentVolumes { get; } = Of<PersistentVolume>("", "persistentvolumes", "PersistentVolume", false, "v1");

    public static ResourceType<PersistentVolumeClaim> PersistentVolumeClaims { get; } =
        Of<PersistentVolumeClaim>("", "persistentvolumeclaims", "PersistentVolumeClaim", true, "v1");

    public static ResourceType<Deployment> Deployments { get; } = Of<Deployment>("apps", "deployments", "Deployment", true, "v1");

    public static ResourceType<ReplicaSet> ReplicaSets { get; } = Of<ReplicaSet>("apps", "replicasets", "ReplicaSet", true, "v1");

    public static ResourceType<StatefulSet> StatefulSets { get; } = Of<StatefulSet>("apps", "statefulsets", "StatefulSet", true, "v1");

    public static ResourceType<DaemonSet> DaemonSets { get; } = Of<DaemonSet>("apps", "daemonsets", "DaemonSet", true, "v1");

    public static ResourceType<PodDisruptionBudget> PodDisruptionBudgets { get; } =
        Of<PodDisruptionBudget>("policy", "poddisruptionbudgets", "PodDisruptionBudget", true, "v1", "v1beta1");

    public static ResourceType<HorizontalPodAutoscaler> HorizontalPodAutoscalers { get; } =
        Of<HorizontalPodAutoscaler>("autoscaling", "horizontalpodautoscalers", "HorizontalPodAutoscaler", true, "v2", "v2beta2", "v1");

    public static ResourceType<EndpointSlice> EndpointSlices { get; } =
        Of<EndpointSlice>("discovery.k8s.io", "endpointslices", "EndpointSlice", true, "v1", "v1beta1");

    public static ResourceType<StorageClass> StorageClasses { get; } = Of<StorageClass>("storage.k8s.io", "storageclasses", "StorageClass", false, "v1");

    public static ResourceType<PriorityClass> PriorityClasses { get; } = Of<PriorityClass>("scheduling.k8s.io", "priorityclasses", "PriorityClass", false, "v1");

    public static ResourceType<Lease> Leases { get; } = Of<Lease>("coordination.k8s.io", "leases", "Lease", true, "v1");

    /// <summary>All of them.</summary>
    public static ImmutableArray<ResourceKind> All { get; } =
    [
        Nodes.Kind, Namespaces.Kind, Pods.Kind, Services.Kind, PersistentVolumes.Kind, PersistentVolumeClaims.Kind, Deployments.Kind, ReplicaSets.Kind,
        StatefulSets.Kind, DaemonSets.Kind, PodDisruptionBudgets.Kind, HorizontalPodAutoscalers.Kind, EndpointSlices.Kind, StorageClasses.Kind,
        PriorityClasses.Kind, Leases.Kind,
    ];

    private static ResourceType<T> Of<T>(string group, string plural, string kind, bool isNamespaced, params ImmutableArray<string> versions)
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
