using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Nines.Clusters;

/// <summary>Kind of the controller of pods, which decides how they behave when one is lost.</summary>
public enum WorkloadKind
{
    Deployment,
    StatefulSet,

    /// <summary>On its own: those of a Deployment are part of it.</summary>
    ReplicaSet,
    DaemonSet,

    /// <summary>Runs to an end.</summary>
    Job,

    /// <summary>Belongs to its node; its copies on the nodes are one workload.</summary>
    StaticPod,

    /// <summary>No controller recreates it.</summary>
    BarePod,

    /// <summary>An owner of a kind that nines does not read; known by its pods.</summary>
    Other,
}

/// <summary>Pods that are there for one purpose.</summary>
public sealed record Workload
{
    public required WorkloadKind Kind { get; init; }

    /// <summary>Its name in Kubernetes. An owner of a kind that nines does not read keeps its own kind: Rollout.</summary>
    public required ObjectName Name { get; init; }

    /// <summary>With its group: <c>apps/v1</c>.</summary>
    public string ApiVersion { get; init; } = "";

    /// <summary>Desired number of pods; the current number for an owner that is not read.</summary>
    public int Replicas { get; init; }

    /// <summary>True if the object states the number of replicas; if not, the default is 1.</summary>
    public bool SaysReplicas { get; init; }

    /// <summary>Selector of its own pods; null when it has none.</summary>
    public LabelSelector? Selector { get; init; }

    /// <summary>Template of the next pod; null when only pods are known.</summary>
    public PodTemplate? Template { get; init; }

    /// <summary>In the order of their names.</summary>
    public ImmutableArray<Pod> Pods { get; init; } = [];

    /// <summary>RollingUpdate, Recreate or OnDelete; empty for the default.</summary>
    public string Strategy { get; init; } = "";

    /// <summary>In a rollout; null for the default.</summary>
    public Amount? MaxUnavailable { get; init; }

    /// <summary>In a rollout; null for the default.</summary>
    public Amount? MaxSurge { get; init; }

    /// <summary>True if each pod gets volumes of its own that follow it (a StatefulSet's claim templates).</summary>
    public bool HasOwnVolumes { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Those annotations that are kept.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>True if it was read from a manifest: it does not run yet.</summary>
    public bool IsManifest { get; init; }

    /// <summary>Template of the next pod, or else of its first pod; null when it has neither.</summary>
    public PodTemplate? AnyTemplate => Template ?? (Pods.IsDefaultOrEmpty ? null : Pods[0].Template);

    /// <summary>Its pods that are on a node.</summary>
    public IEnumerable<Pod> PlacedPods => Pods.IsDefaultOrEmpty ? [] : Pods.Where(pod => pod.Node is not null);

    /// <summary>True for a workload that runs permanently, with a number of pods that its owner chose.</summary>
    public bool IsReplicated => Kind is WorkloadKind.Deployment or WorkloadKind.StatefulSet or WorkloadKind.ReplicaSet or WorkloadKind.Other;

    public override string ToString() => Name.ToString();
}
