namespace Nines.Clusters;

/// <summary>The labels and annotations that are nines' own.</summary>
public static class NinesKeys
{
    /// <summary>Label of a node: its update domain. AKS has none, so <c>nines label</c> writes this one.</summary>
    public const string UpdateDomainLabel = "nines.dev/update-domain";

    /// <summary>Label of a node: its fault domain, where AKS has not said it.</summary>
    public const string FaultDomainLabel = "nines.dev/fault-domain";

    /// <summary>
    /// Label of pods: counts the patches of nines on servers before 1.27, whose constraints cannot distinguish new pods from old ones otherwise.
    /// </summary>
    public const string SpreadRevisionLabel = "nines.dev/spread-revision";

    /// <summary>Annotation of any object: codes that are not to be reported of it, with commas between, or <c>all</c>.</summary>
    public const string IgnoreAnnotation = "nines.dev/ignore";

    /// <summary>Annotation of a workload: how many of its pods must stay, as a number or a share such as 50%.</summary>
    public const string NeedsAnnotation = "nines.dev/needs";

    /// <summary>Annotation of a workload: the availability it is to have, in percent: 99.95.</summary>
    public const string ObjectiveAnnotation = "nines.dev/objective";

    /// <summary>
    /// Annotation that stands in snapshots only: the replicas that the manifest says which was last applied. It is all that is kept of that
    /// manifest.
    /// </summary>
    public const string AppliedReplicasAnnotation = "nines.dev/applied-replicas";
}
