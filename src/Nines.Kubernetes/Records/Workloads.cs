namespace Nines.Kubernetes.Records;

/// <summary>Pods that are replaced step by step.</summary>
public sealed record DeploymentRecord : IKubernetesObject
{
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    public DeploymentSpec Spec { get; init => field = value ?? new(); } = new();

    public WorkloadStatus Status { get; init => field = value ?? new(); } = new();
}

/// <summary>Desired state of a Deployment.</summary>
public sealed record DeploymentSpec
{
    /// <summary>1 when null.</summary>
    public int? Replicas { get; init; }

    public LabelSelectorRecord? Selector { get; init; }

    public PodTemplateRecord Template { get; init => field = value ?? new(); } = new();

    public DeploymentStrategy? Strategy { get; init; }

    public bool Paused { get; init; }

    public int? MinReadySeconds { get; init; }
}

/// <summary>Replacement of pods in a rollout.</summary>
public sealed record DeploymentStrategy
{
    /// <summary>RollingUpdate or Recreate.</summary>
    public string Type { get; init => field = value ?? ""; } = "";

    public RollingUpdate? RollingUpdate { get; init; }
}

/// <summary>Number of pods that a rollout may replace at a time.</summary>
public sealed record RollingUpdate
{
    public IntOrText? MaxUnavailable { get; init; }

    public IntOrText? MaxSurge { get; init; }

    public int? Partition { get; init; }
}

/// <summary>A number of equal pods.</summary>
public sealed record ReplicaSetRecord : IKubernetesObject
{
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    public ReplicaSetSpec Spec { get; init => field = value ?? new(); } = new();

    public WorkloadStatus Status { get; init => field = value ?? new(); } = new();
}

/// <summary>Desired state of a ReplicaSet.</summary>
public sealed record ReplicaSetSpec
{
    /// <summary>1 when null.</summary>
    public int? Replicas { get; init; }

    public LabelSelectorRecord? Selector { get; init; }

    public PodTemplateRecord Template { get; init => field = value ?? new(); } = new();

    public int? MinReadySeconds { get; init; }
}

/// <summary>Pods with names and volumes of their own.</summary>
public sealed record StatefulSetRecord : IKubernetesObject
{
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    public StatefulSetSpec Spec { get; init => field = value ?? new(); } = new();

    public WorkloadStatus Status { get; init => field = value ?? new(); } = new();
}

/// <summary>Desired state of a StatefulSet.</summary>
public sealed record StatefulSetSpec
{
    /// <summary>1 when null.</summary>
    public int? Replicas { get; init; }

    public LabelSelectorRecord? Selector { get; init; }

    public PodTemplateRecord Template { get; init => field = value ?? new(); } = new();

    public string ServiceName { get; init => field = value ?? ""; } = "";

    /// <summary>OrderedReady when empty, or Parallel.</summary>
    public string PodManagementPolicy { get; init => field = value ?? ""; } = "";

    public UpdateStrategy? UpdateStrategy { get; init; }

    public ClaimTemplate[] VolumeClaimTemplates { get; init => field = Items.From(value); } = [];
}

/// <summary>Replacement of pods in a rollout.</summary>
public sealed record UpdateStrategy
{
    /// <summary>RollingUpdate or OnDelete.</summary>
    public string Type { get; init => field = value ?? ""; } = "";

    public RollingUpdate? RollingUpdate { get; init; }
}

/// <summary>A pod on every node that fits.</summary>
public sealed record DaemonSetRecord : IKubernetesObject
{
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    public DaemonSetSpec Spec { get; init => field = value ?? new(); } = new();

    public DaemonSetStatus Status { get; init => field = value ?? new(); } = new();
}

/// <summary>Desired state of a DaemonSet.</summary>
public sealed record DaemonSetSpec
{
    public LabelSelectorRecord? Selector { get; init; }

    public PodTemplateRecord Template { get; init => field = value ?? new(); } = new();

    public UpdateStrategy? UpdateStrategy { get; init; }
}

/// <summary>Number of nodes that have a pod.</summary>
public sealed record DaemonSetStatus
{
    public int DesiredNumberScheduled { get; init; }

    public int CurrentNumberScheduled { get; init; }

    public int NumberReady { get; init; }
}

/// <summary>Number of pods.</summary>
public sealed record WorkloadStatus
{
    public int Replicas { get; init; }

    public int ReadyReplicas { get; init; }

    public int AvailableReplicas { get; init; }

    public int UpdatedReplicas { get; init; }

    public long? ObservedGeneration { get; init; }
}
