using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Nines.Clusters;

/// <summary>Who makes the pods, and so how they behave when one is lost.</summary>
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

    /// <summary>Nobody recreates it.</summary>
    BarePod,

    /// <summary>An owner of a kind that nines does not read; known by its pods.</summary>
    Other,
}

/// <summary>Pods that are there for one purpose.</summary>
public sealed record Workload
{
    public required WorkloadKind Kind { get; init; }

    /// <summary>What Kubernetes calls it; the kind of an owner that is not read stands here as it is: Rollout.</summary>
    public required ObjectName Name { get; init; }

    /// <summary>With its group: <c>apps/v1</c>.</summary>
    public string ApiVersion { get; init; } = "";

    /// <summary>How many pods are wanted; of an owner that is not read, how many there are.</summary>
    public int Replicas { get; init; }

    /// <summary>Whether the replicas stand in the object itself: 1 is meant where they do not.</summary>
    public bool SaysReplicas { get; init; }

    /// <summary>Which pods are its own; null when it does not say.</summary>
    public LabelSelector? Selector { get; init; }

    /// <summary>What the next pod will be made from; null when only pods are known.</summary>
    public PodTemplate? Template { get; init; }

    /// <summary>In the order of their names.</summary>
    public ImmutableArray<Pod> Pods { get; init; } = [];

    /// <summary>RollingUpdate, Recreate or OnDelete; empty for the default.</summary>
    public string Strategy { get; init; } = "";

    /// <summary>In a rollout; null for the default.</summary>
    public Amount? MaxUnavailable { get; init; }

    /// <summary>In a rollout; null for the default.</summary>
    public Amount? MaxSurge { get; init; }

    /// <summary>Whether each pod gets volumes of its own that follow it (a StatefulSet's claim templates).</summary>
    public bool HasOwnVolumes { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Those annotations that are kept.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Whether it was read from a manifest that no server has seen: it runs nowhere yet.</summary>
    public bool IsManifest { get; init; }

    /// <summary>Template of the next pod, or else of its first pod; null when it has neither.</summary>
    public PodTemplate? AnyTemplate => Template ?? (Pods.IsDefaultOrEmpty ? null : Pods[0].Template);

    /// <summary>Its pods that are on a node.</summary>
    public IEnumerable<Pod> PlacedPods => Pods.IsDefaultOrEmpty ? [] : Pods.Where(pod => pod.Node is not null);

    /// <summary>Whether it is to run on, with a number of pods that somebody chose.</summary>
    public bool IsReplicated => Kind is WorkloadKind.Deployment or WorkloadKind.StatefulSet or WorkloadKind.ReplicaSet or WorkloadKind.Other;

    public override string ToString() => Name.ToString();
}
