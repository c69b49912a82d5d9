namespace Nines.Kubernetes.Records;

/// <summary>A limit on the number of pods that may be evicted at a time.</summary>
public sealed record PodDisruptionBudgetRecord : IKubernetesObject
{
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    public PodDisruptionBudgetSpec Spec { get; init => field = value ?? new(); } = new();

    public PodDisruptionBudgetStatus Status { get; init => field = value ?? new(); } = new();
}

/// <summary>Desired limit. An empty selector matches all pods of the namespace in policy/v1, and none in v1beta1.</summary>
public sealed record PodDisruptionBudgetSpec
{
    public LabelSelectorRecord? Selector { get; init; }

    public IntOrText? MinAvailable { get; init; }

    public IntOrText? MaxUnavailable { get; init; }

    /// <summary>IfHealthyBudget when empty, or AlwaysAllow.</summary>
    public string UnhealthyPodEvictionPolicy { get; init => field = value ?? ""; } = "";
}

/// <summary>Number of pods that may be evicted now.</summary>
public sealed record PodDisruptionBudgetStatus
{
    public int DisruptionsAllowed { get; init; }

    public int CurrentHealthy { get; init; }

    public int DesiredHealthy { get; init; }

    public int ExpectedPods { get; init; }

    public long? ObservedGeneration { get; init; }
}

/// <summary>Changes the number of pods by their load.</summary>
public sealed record HorizontalPodAutoscalerRecord : IKubernetesObject
{
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    public HorizontalPodAutoscalerSpec Spec { get; init => field = value ?? new(); } = new();

    public HorizontalPodAutoscalerStatus Status { get; init => field = value ?? new(); } = new();
}

/// <summary>Of which workload, and between which numbers.</summary>
public sealed record HorizontalPodAutoscalerSpec
{
    public ScaleTarget ScaleTargetRef { get; init => field = value ?? new(); } = new();

    /// <summary>1 when null.</summary>
    public int? MinReplicas { get; init; }

    public int MaxReplicas { get; init; }
}

/// <summary>Names a workload in the same namespace.</summary>
public sealed record ScaleTarget
{
    public string ApiVersion { get; init => field = value ?? ""; } = "";

    public string Kind { get; init => field = value ?? ""; } = "";

    public string Name { get; init => field = value ?? ""; } = "";
}

/// <summary>State of an autoscaler.</summary>
public sealed record HorizontalPodAutoscalerStatus
{
    public int CurrentReplicas { get; init; }

    public int DesiredReplicas { get; init; }
}

/// <summary>A priority of pods.</summary>
public sealed record PriorityClassRecord : IKubernetesObject
{
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    public int Value { get; init; }

    public bool GlobalDefault { get; init; }

    public string PreemptionPolicy { get; init => field = value ?? ""; } = "";
}

/// <summary>A part of the cluster.</summary>
public sealed record NamespaceRecord : IKubernetesObject
{
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    public NamespaceStatus Status { get; init => field = value ?? new(); } = new();
}

/// <summary>State of a namespace.</summary>
public sealed record NamespaceStatus
{
    /// <summary>Active or Terminating.</summary>
    public string Phase { get; init => field = value ?? ""; } = "";
}
