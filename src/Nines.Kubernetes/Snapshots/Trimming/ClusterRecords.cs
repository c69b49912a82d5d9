using System.Collections.Immutable;
using Nines.Clusters;
using Nines.Kubernetes.Records;
using Nines.Kubernetes.Snapshots.Building;

namespace Nines.Kubernetes.Snapshots.Trimming;

/// <summary>
/// The objects of a cluster as Kubernetes has them, cut to what is judged: what <see cref="SnapshotReader"/> and
/// <see cref="LiveSnapshot"/> read, <see cref="SnapshotWriter"/> writes and <see cref="SnapshotBuilder"/> makes a snapshot of.
/// Names are unique within a kind. Pods that have ended are not in it.
/// </summary>
public sealed record ClusterRecords
{
    /// <summary>Human-readable: files, or the context.</summary>
    public string Source { get; init; } = "";

    /// <summary>Null when unknown.</summary>
    public DateTimeOffset? TakenAt { get; init; }

    /// <summary>Of kube-apiserver, as it says it: v1.34.2; null when unknown.</summary>
    public string? ServerVersion { get; init; }

    /// <summary>True if names were replaced by pseudonyms.</summary>
    public bool IsAnonymised { get; init; }

    /// <summary>Kinds that could not be read or are not there.</summary>
    public ImmutableArray<UnreadKind> Unread { get; init; } = [];

    /// <summary>Human-readable: what was omitted.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    internal IReadOnlyList<NodeRecord> Nodes { get; init; } = [];

    internal IReadOnlyList<NamespaceRecord> Namespaces { get; init; } = [];

    internal IReadOnlyList<PodRecord> Pods { get; init; } = [];

    internal IReadOnlyList<DeploymentRecord> Deployments { get; init; } = [];

    internal IReadOnlyList<ReplicaSetRecord> ReplicaSets { get; init; } = [];

    internal IReadOnlyList<StatefulSetRecord> StatefulSets { get; init; } = [];

    internal IReadOnlyList<DaemonSetRecord> DaemonSets { get; init; } = [];

    internal IReadOnlyList<PodDisruptionBudgetRecord> Budgets { get; init; } = [];

    internal IReadOnlyList<HorizontalPodAutoscalerRecord> Autoscalers { get; init; } = [];

    internal IReadOnlyList<ServiceRecord> Services { get; init; } = [];

    internal IReadOnlyList<EndpointSliceRecord> Slices { get; init; } = [];

    internal IReadOnlyList<PersistentVolumeClaimRecord> Claims { get; init; } = [];

    internal IReadOnlyList<PersistentVolumeRecord> Volumes { get; init; } = [];

    internal IReadOnlyList<StorageClassRecord> StorageClasses { get; init; } = [];

    internal IReadOnlyList<PriorityClassRecord> PriorityClasses { get; init; } = [];

    /// <summary>Number of objects of each kind; kinds without any are omitted.</summary>
    public IEnumerable<(string Kind, int Count)> Counts() => new (string Kind, int Count)[]
    {
        (SnapshotKinds.Node, Nodes.Count), (SnapshotKinds.Namespace, Namespaces.Count), (SnapshotKinds.Pod, Pods.Count),
        (SnapshotKinds.Deployment, Deployments.Count), (SnapshotKinds.ReplicaSet, ReplicaSets.Count), (SnapshotKinds.StatefulSet, StatefulSets.Count),
        (SnapshotKinds.DaemonSet, DaemonSets.Count), (SnapshotKinds.Budget, Budgets.Count), (SnapshotKinds.Autoscaler, Autoscalers.Count),
        (SnapshotKinds.Service, Services.Count), (SnapshotKinds.EndpointSlice, Slices.Count), (SnapshotKinds.Claim, Claims.Count),
        (SnapshotKinds.Volume, Volumes.Count), (SnapshotKinds.StorageClass, StorageClasses.Count), (SnapshotKinds.PriorityClass, PriorityClasses.Count),
    }.Where(count => count.Count > 0);

    internal bool Knows(string kind) => !Unread.Any(unread => unread.Kind == kind);
}
