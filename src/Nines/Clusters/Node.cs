using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Nines.Clusters;

/// <summary>A machine that can run pods.</summary>
public sealed record Node
{
    /// <summary>Label of the machine itself.</summary>
    public const string HostnameLabel = "kubernetes.io/hostname";

    /// <summary>Label of the zone.</summary>
    public const string ZoneLabel = "topology.kubernetes.io/zone";

    /// <summary>Label of the region.</summary>
    public const string RegionLabel = "topology.kubernetes.io/region";

    /// <summary>Label of the zone before Kubernetes 1.17, still in use.</summary>
    public const string OldZoneLabel = "failure-domain.beta.kubernetes.io/zone";

    /// <summary>Label of the region before Kubernetes 1.17, still in use.</summary>
    public const string OldRegionLabel = "failure-domain.beta.kubernetes.io/region";

    /// <summary>Unique in its cluster.</summary>
    public required string Name { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = FrozenDictionary<string, string>.Empty;

    public ImmutableArray<Taint> Taints { get; init; } = [];

    /// <summary>Resources for pods.</summary>
    public Resources Allocatable { get; init; } = Resources.None;

    /// <summary>Maximum number of pods at a time.</summary>
    public int AllocatablePods { get; init; } = 110;

    /// <summary>True for a cordoned node.</summary>
    public bool IsUnschedulable { get; init; }

    /// <summary>The Ready condition as its kubelet reports it; null when the condition is missing.</summary>
    public bool? IsReady { get; init; }

    /// <summary>Identity of the machine at its cloud provider; empty when unknown.</summary>
    public string ProviderId { get; init; } = "";

    /// <summary>The annotations that nines reads; others are dropped.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = FrozenDictionary<string, string>.Empty;
}

/// <summary>Effect of a taint on pods that do not tolerate it.</summary>
public enum TaintEffect
{
    NoSchedule,
    PreferNoSchedule,
    NoExecute,
}

/// <summary>Keeps pods off a node.</summary>
public sealed record Taint(string Key, string Value, TaintEffect Effect)
{
    /// <summary>Key of the taint that Kubernetes puts on a cordoned node.</summary>
    public const string UnschedulableKey = "node.kubernetes.io/unschedulable";

    /// <summary>Key of the taint that Kubernetes puts on a node that stopped answering.</summary>
    public const string UnreachableKey = "node.kubernetes.io/unreachable";

    /// <summary>The taint of a cordoned node.</summary>
    internal static Taint Cordon { get; } = new(UnschedulableKey, "", TaintEffect.NoSchedule);

    /// <summary>The taints of a node that does not answer.</summary>
    internal static ImmutableArray<Taint> Unreachable { get; } =
    [
        new(UnreachableKey, "", TaintEffect.NoSchedule),
        new(UnreachableKey, "", TaintEffect.NoExecute),
    ];
}
