namespace Nines.Clusters;

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
