namespace Nines.Clusters;

/// <summary>State of lost nodes as the scheduler sees it.</summary>
public enum LossKind
{
    /// <summary>
    /// Still registered, but unreachable: tainted, their pods marked as being deleted. A hard spread constraint that does not honor taints
    /// still sees their domains, empty, and may refuse every other node. This is the state in the first minutes or hours of an outage.
    /// </summary>
    Unreachable,

    /// <summary>Deleted from the cluster, as when a cloud provider has removed the machines.</summary>
    Deleted,
}
