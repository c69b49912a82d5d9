using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Nines.Kubernetes.Snapshots.Trimming;

/// <summary>The kinds of objects that a snapshot is made of, by their names in <see cref="Nines.Clusters.UnreadKind"/>.</summary>
public static class SnapshotKinds
{
    public const string Node = "Node";
    public const string Namespace = "Namespace";
    public const string Pod = "Pod";
    public const string Deployment = "Deployment";
    public const string ReplicaSet = "ReplicaSet";
    public const string StatefulSet = "StatefulSet";
    public const string DaemonSet = "DaemonSet";
    public const string Budget = "PodDisruptionBudget";
    public const string Autoscaler = "HorizontalPodAutoscaler";
    public const string Service = "Service";
    public const string EndpointSlice = "EndpointSlice";
    public const string Claim = "PersistentVolumeClaim";
    public const string Volume = "PersistentVolume";
    public const string StorageClass = "StorageClass";
    public const string PriorityClass = "PriorityClass";

    /// <summary>The predecessor of slices before 1.21; read when there are no slices.</summary>
    internal const string Endpoints = "Endpoints";

    /// <summary>Our own object that says how a snapshot was taken.</summary>
    internal const string Metadata = "ClusterSnapshot";

    /// <summary>The version of our own object.</summary>
    internal const string MetadataVersion = "nines.dev/v1";

    /// <summary>In the order in which they stand in a file.</summary>
    public static ImmutableArray<string> All { get; } =
    [
        Node, Namespace, StorageClass, PriorityClass, Volume, Claim, Deployment, ReplicaSet, StatefulSet, DaemonSet, Budget, Autoscaler, Service, EndpointSlice, Pod,
    ];

    /// <summary>The API group of each.</summary>
    internal static FrozenDictionary<string, string> Groups { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [Node] = "", [Namespace] = "", [Pod] = "", [Service] = "", [Claim] = "", [Volume] = "", [Endpoints] = "",
        [Deployment] = "apps", [ReplicaSet] = "apps", [StatefulSet] = "apps", [DaemonSet] = "apps",
        [Budget] = "policy", [Autoscaler] = "autoscaling", [EndpointSlice] = "discovery.k8s.io", [StorageClass] = "storage.k8s.io",
        [PriorityClass] = "scheduling.k8s.io", [Metadata] = "nines.dev",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The group of <c>apps/v1</c>; empty for <c>v1</c>.</summary>
    internal static string GroupOf(string apiVersion) => apiVersion.IndexOf('/', StringComparison.Ordinal) is var at && at < 0 ? "" : apiVersion[..at];

    /// <summary>Returns true for an object of the named kind in its own API group, and not in another group that has a kind of the same name.</summary>
    internal static bool IsOurs(string kind, string apiVersion) =>
        Groups.TryGetValue(kind, out string? group) && (apiVersion.Length == 0 || GroupOf(apiVersion) is var given && (given == group || IsOldHome(given, group)));

    // Until 1.16 what is now in apps was in extensions.
    private static bool IsOldHome(string given, string group) => given == "extensions" && group == "apps";
}
