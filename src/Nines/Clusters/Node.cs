using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Nines.Clusters;

/// <summary>A machine that pods can be put on.</summary>
public sealed record Node
{
    /// <summary>The label that names a node's own machine.</summary>
    public const string HostnameLabel = "kubernetes.io/hostname";

    /// <summary>The label of a node's zone.</summary>
    public const string ZoneLabel = "topology.kubernetes.io/zone";

    /// <summary>The label of a node's region.</summary>
    public const string RegionLabel = "topology.kubernetes.io/region";

    /// <summary>The label of a node's zone before Kubernetes 1.17, still met.</summary>
    public const string OldZoneLabel = "failure-domain.beta.kubernetes.io/zone";

    /// <summary>The label of a node's region before Kubernetes 1.17, still met.</summary>
    public const string OldRegionLabel = "failure-domain.beta.kubernetes.io/region";

    /// <summary>Unique in its cluster.</summary>
    public required string Name { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = FrozenDictionary<string, string>.Empty;

    public ImmutableArray<Taint> Taints { get; init; } = [];

    /// <summary>What pods can have of it.</summary>
    public Resources Allocatable { get; init; } = Resources.None;

    /// <summary>The most pods at a time.</summary>
    public int AllocatablePods { get; init; } = 110;

    /// <summary>Cordoned.</summary>
    public bool IsUnschedulable { get; init; }
}
