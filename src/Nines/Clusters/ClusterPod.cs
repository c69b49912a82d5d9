namespace Nines.Clusters;

/// <summary>Where a pod is in its life. Pods that have ended are not part of a snapshot.</summary>
public enum PodPhase
{
    /// <summary>Not placed, or its containers have not all started.</summary>
    Pending,
    Running,

    /// <summary>Its node does not answer.</summary>
    Unknown,
}

/// <summary>A pod as it was found.</summary>
public sealed record ClusterPod
{
    /// <summary>Unique in its namespace.</summary>
    public required string Name { get; init; }

    public required PodDefinition Definition { get; init; }

    /// <summary>Null while it has no node.</summary>
    public string? Node { get; init; }

    public PodPhase Phase { get; init; } = PodPhase.Running;

    public bool IsReady { get; init; }

    /// <summary>It is being deleted.</summary>
    public bool IsTerminating { get; init; }

    /// <summary>Whether it can be counted on: placed, ready and not being deleted.</summary>
    public bool Serves => Node is not null && IsReady && !IsTerminating;
}
