using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Nines.Clusters;

/// <summary>Phase in the life cycle of a pod. Pods that have ended (Succeeded, Failed) are not part of a cluster.</summary>
public enum PodPhase
{
    /// <summary>Not placed, or not all of its containers have started.</summary>
    Pending,
    Running,

    /// <summary>Its node does not answer.</summary>
    Unknown,
}

/// <summary>A pod of a cluster, placed or not. Large clusters have 150,000 of these, so everything that replicas share is in the template.</summary>
/// <param name="Name">Unique in its namespace, which is the template's.</param>
/// <param name="Template">One object for all pods that differ in name, node and state only.</param>
public sealed record Pod(string Name, PodTemplate Template)
{
    /// <summary>Name of its node; null while it is not placed.</summary>
    public string? Node { get; init; }

    public PodPhase Phase { get; init; } = PodPhase.Running;

    public bool IsReady { get; init; }

    /// <summary>True while it is being deleted: it still takes up its place, but is not counted when pods are spread.</summary>
    public bool IsTerminating { get; init; }

    /// <summary>True for a pod that is placed, ready and not being deleted.</summary>
    public bool Serves => Node is not null && IsReady && !IsTerminating;
}

/// <summary>
/// Everything that the pods of one workload share: the rules for their placement and the properties that decide how they fail. Pods with
/// one template object are handled as one kind, which makes large clusters fast: give the replicas of a workload the same object.
/// </summary>
public sealed record PodTemplate
{
    public string Namespace { get; init; } = "default";

    public IReadOnlyDictionary<string, string> Labels { get; init; } = FrozenDictionary<string, string>.Empty;

    public PodRequests Requests { get; init; } = PodRequests.Nothing;

    public ImmutableArray<HostPort> HostPorts { get; init; } = [];

    public NodeAffinity NodeAffinity { get; init; } = NodeAffinity.None;

    public PodAffinity PodAffinity { get; init; } = PodAffinity.None;

    public ImmutableArray<Toleration> Tolerations { get; init; } = [];

    public ImmutableArray<SpreadConstraint> Spread { get; init; } = [];

    /// <summary>
    /// The combined selectors of the services and of the owner that select this pod: the scheduler spreads by them if the pod has no
    /// constraints of its own. Null when nothing selects the pod.
    /// </summary>
    public LabelSelector? DefaultSpreadSelector { get; init; }

    /// <summary>Bound volumes that some nodes only may reach.</summary>
    public ImmutableArray<PodVolume> Volumes { get; init; } = [];

    /// <summary>The one node that it may use (<c>nodeName</c>); null for any.</summary>
    public string? NodeName { get; init; }

    /// <summary>Pods of higher priority are placed first.</summary>
    public int Priority { get; init; }

    /// <summary>Behavior of its controller after the loss of its node.</summary>
    public Recreation Recreation { get; init; }

    /// <summary>The ordinary containers.</summary>
    public ImmutableArray<ContainerFacts> Containers { get; init; } = [];

    /// <summary>Names of its volume claims; an ephemeral volume has the name that its claim gets.</summary>
    public ImmutableArray<string> Claims { get; init; } = [];

    public bool UsesHostNetwork { get; init; }

    /// <summary>Empty for none.</summary>
    public string PriorityClass { get; init; } = "";

    /// <summary>Name of its scheduler; empty for the default scheduler.</summary>
    public string SchedulerName { get; init; } = "";

    /// <summary>True while scheduling gates keep it from being placed.</summary>
    public bool IsGated { get; init; }

    /// <summary>Seconds that it may take to end; null for the default of 30.</summary>
    public long? GraceSeconds { get; init; }

    /// <summary>Returns true if a taint does not keep the pod off its node; a preference (PreferNoSchedule) never does.</summary>
    public bool Tolerates(Taint taint)
    {
        ArgumentNullException.ThrowIfNull(taint);
        return taint.Effect == TaintEffect.PreferNoSchedule || Tolerations.Any(toleration => toleration.Tolerates(taint));
    }
}

/// <summary>Behavior of a pod's controller after the loss of the pod's node.</summary>
public enum Recreation
{
    /// <summary>Creates a new pod, which the scheduler places: Deployment, Job.</summary>
    Elsewhere,

    /// <summary>
    /// Creates a new pod of the same name, so only once the old one is deleted, which the lost node cannot confirm while it is still
    /// registered: StatefulSet.
    /// </summary>
    AfterIt,

    /// <summary>The pod belongs to its node and is lost with it: DaemonSet, static pod.</summary>
    WithNode,

    /// <summary>No controller recreates it: a bare pod.</summary>
    Never,
}

/// <summary>Allows a pod on nodes with certain taints.</summary>
/// <param name="Key">Key of the taint; empty, with <paramref name="Exists"/>, for every key.</param>
/// <param name="Exists">True when any value matches (operator Exists), false when the value must be equal.</param>
/// <param name="Value">The value that must be equal.</param>
/// <param name="Effect">The effect that is tolerated; null for all.</param>
public sealed record Toleration(string Key = "", bool Exists = false, string Value = "", TaintEffect? Effect = null)
{
    public bool Tolerates(Taint taint)
    {
        ArgumentNullException.ThrowIfNull(taint);
        return (Effect is null || Effect == taint.Effect)
            && (Key.Length == 0 || Key == taint.Key)
            && (Exists || Value == taint.Value);
    }
}
