using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Nines.Clusters;

/// <param name="Port">1 to 65535.</param>
/// <param name="Protocol">TCP, UDP or SCTP.</param>
/// <param name="Ip">The node's address it is taken on; 0.0.0.0 for all.</param>
public sealed record HostPort(int Port, string Protocol = "TCP", string Ip = HostPort.AllAddresses)
{
    public const string AllAddresses = "0.0.0.0";

    /// <summary>Whether both cannot be on one node.</summary>
    public bool Conflicts(HostPort other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Port == other.Port && Protocol == other.Protocol && (Ip == other.Ip || Ip == AllAddresses || other.Ip == AllAddresses);
    }
}

/// <summary>A bound volume, which may be reachable from some nodes only.</summary>
public sealed record PodVolume
{
    /// <summary>Human-readable.</summary>
    public string Name { get; init; } = "";

    /// <summary>The node affinity of the volume: at least one term must match; null when any node will do.</summary>
    public ImmutableArray<NodeSelectorTerm>? Nodes { get; init; }

    /// <summary>The volume's own zone and region labels, each with the values it allows.</summary>
    public ImmutableArray<(string Key, ImmutableArray<string> Values)> ZoneLabels { get; init; } = [];
}

/// <summary>What becomes of a pod whose node is lost.</summary>
public enum Recreation
{
    /// <summary>Its controller makes a new one, which the scheduler places: Deployment, Job.</summary>
    Elsewhere,

    /// <summary>
    /// Its controller makes a new one of the same name, and so not before the old one is gone, which nobody knows while the lost node is
    /// still registered: StatefulSet.
    /// </summary>
    AfterIt,

    /// <summary>It belongs to its node and goes with it: DaemonSet, static pod.</summary>
    WithNode,

    /// <summary>Nobody recreates it: a bare pod.</summary>
    Never,
}

/// <summary>When pods come back.</summary>
internal static class Recreations
{
    /// <summary>Whether a controller makes a new one after a loss.</summary>
    public static bool ComesBack(this Recreation recreation, LossKind kind) =>
        recreation == Recreation.Elsewhere || (recreation == Recreation.AfterIt && kind == LossKind.Deleted);
}

/// <summary>
/// All of a pod that decides where it can go. Pods that share one object are handled as one kind, which is what makes large
/// clusters fast: give the replicas of a workload the same template.
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
    /// What the selectors of the services and of the owner that select this pod say together: the scheduler spreads by it when the
    /// pod has no constraints of its own. Null when nothing selects the pod.
    /// </summary>
    public LabelSelector? DefaultSpreadSelector { get; init; }

    public ImmutableArray<PodVolume> Volumes { get; init; } = [];

    /// <summary>The one node it may go to (<c>nodeName</c>); null for any.</summary>
    public string? NodeName { get; init; }

    /// <summary>Pods of higher priority are placed first.</summary>
    public int Priority { get; init; }

    /// <summary>What becomes of it when its node is lost.</summary>
    public Recreation Recreation { get; init; }

    /// <summary>Whether a taint lets the pod be scheduled: a preference always does.</summary>
    public bool Tolerates(Taint taint)
    {
        ArgumentNullException.ThrowIfNull(taint);
        return taint.Effect == TaintEffect.PreferNoSchedule || Tolerations.Any(toleration => toleration.Tolerates(taint));
    }
}

/// <param name="Name">Unique in its namespace.</param>
/// <param name="Template">Shared with its like.</param>
public sealed record Pod(string Name, PodTemplate Template);

/// <param name="Pod">The pod.</param>
/// <param name="Node">The name of the node it is on.</param>
/// <param name="IsTerminating">True while it is being deleted: it still takes its place, but is not counted when pods are spread.</param>
public sealed record PlacedPod(Pod Pod, string Node, bool IsTerminating = false);

/// <summary>What remains of lost nodes in the eyes of the scheduler.</summary>
public enum LossKind
{
    /// <summary>
    /// They stay registered, unreachable: tainted, their pods marked as being deleted. A hard spread constraint that does not honour
    /// taints still sees their domains, empty, and may refuse every other node. So it is in the first minutes or hours of an outage.
    /// </summary>
    Unreachable,

    /// <summary>They are gone from the cluster, as when a cloud provider has deleted the machines.</summary>
    Deleted,
}
