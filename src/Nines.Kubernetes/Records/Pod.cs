namespace Nines.Kubernetes.Records;

/// <summary>Containers that run together on one node.</summary>
public sealed record Pod : IKubernetesObject
{
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    public PodSpec Spec { get; init => field = value ?? new(); } = new();

    public PodStatus Status { get; init => field = value ?? new(); } = new();
}

/// <summary>How a pod is.</summary>
public sealed record PodStatus
{
    /// <summary>Pending, Running, Succeeded, Failed or Unknown.</summary>
    public string Phase { get; init => field = value ?? ""; } = "";

    public string Reason { get; init => field = value ?? ""; } = "";

    public Condition[] Conditions { get; init => field = Items.Of(value); } = [];

    public string NominatedNodeName { get; init => field = value ?? ""; } = "";
}

/// <summary>What the pods of a workload are made from.</summary>
public sealed record PodTemplate : IKubernetesObject
{
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    public PodSpec Spec { get; init => field = value ?? new(); } = new();
}

/// <summary>What is wanted of a pod. Values of environment variables are never read.</summary>
public sealed record PodSpec
{
    /// <summary>Empty until it is placed.</summary>
    public string NodeName { get; init => field = value ?? ""; } = "";

    public LabelSet NodeSelector { get; init => field = value ?? LabelSet.Empty; } = LabelSet.Empty;

    public Container[] Containers { get; init => field = Items.Of(value); } = [];

    public Container[] InitContainers { get; init => field = Items.Of(value); } = [];

    public Affinity? Affinity { get; init; }

    public Toleration[] Tolerations { get; init => field = Items.Of(value); } = [];

    public TopologySpreadConstraint[] TopologySpreadConstraints { get; init => field = Items.Of(value); } = [];

    public PodVolume[] Volumes { get; init => field = Items.Of(value); } = [];

    public string PriorityClassName { get; init => field = value ?? ""; } = "";

    public int? Priority { get; init; }

    public string PreemptionPolicy { get; init => field = value ?? ""; } = "";

    public string SchedulerName { get; init => field = value ?? ""; } = "";

    /// <summary>Of its runtime class.</summary>
    public Dictionary<string, Quantity> Overhead { get; init => field = value ?? []; } = [];

    public bool HostNetwork { get; init; }

    public string RestartPolicy { get; init => field = value ?? ""; } = "";

    public long? TerminationGracePeriodSeconds { get; init; }

    public SchedulingGate[] SchedulingGates { get; init => field = Items.Of(value); } = [];

    /// <summary>Of the pod as a whole (1.32 on).</summary>
    public ResourceRequirements? Resources { get; init; }
}

/// <summary>Holds a pod back from being placed.</summary>
public sealed record SchedulingGate
{
    public string Name { get; init => field = value ?? ""; } = "";
}

/// <summary>Lets a pod onto nodes with a taint.</summary>
public sealed record Toleration
{
    /// <summary>Empty with Exists: every taint.</summary>
    public string Key { get; init => field = value ?? ""; } = "";

    /// <summary>Equal (also when empty) or Exists.</summary>
    public string Operator { get; init => field = value ?? ""; } = "";

    public string Value { get; init => field = value ?? ""; } = "";

    /// <summary>Empty: every effect.</summary>
    public string Effect { get; init => field = value ?? ""; } = "";

    public long? TolerationSeconds { get; init; }
}

/// <summary>A volume, as far as it binds a pod to a place.</summary>
public sealed record PodVolume
{
    public string Name { get; init => field = value ?? ""; } = "";

    public ClaimReference? PersistentVolumeClaim { get; init; }

    /// <summary>Its claim is called pod-volume.</summary>
    public EphemeralVolume? Ephemeral { get; init; }
}

/// <summary>Names a claim in the pod's namespace.</summary>
public sealed record ClaimReference
{
    public string ClaimName { get; init => field = value ?? ""; } = "";
}

/// <summary>A claim that lives as long as its pod.</summary>
public sealed record EphemeralVolume
{
    public ClaimTemplate? VolumeClaimTemplate { get; init; }
}
