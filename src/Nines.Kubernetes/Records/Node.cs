namespace Nines.Kubernetes.Records;

/// <summary>A machine of the cluster.</summary>
public sealed record NodeRecord : IKubernetesObject
{
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    public NodeSpec Spec { get; init => field = value ?? new(); } = new();

    public NodeStatus Status { get; init => field = value ?? new(); } = new();
}

/// <summary>Desired state of a node.</summary>
public sealed record NodeSpec
{
    public string ProviderID { get; init => field = value ?? ""; } = "";

    /// <summary>It was cordoned.</summary>
    public bool Unschedulable { get; init; }

    public TaintRecord[] Taints { get; init => field = Items.From(value); } = [];
}

/// <summary>Keeps pods away that do not tolerate it.</summary>
public sealed record TaintRecord
{
    public string Key { get; init => field = value ?? ""; } = "";

    public string Value { get; init => field = value ?? ""; } = "";

    /// <summary>NoSchedule, PreferNoSchedule or NoExecute.</summary>
    public string Effect { get; init => field = value ?? ""; } = "";
}

/// <summary>State of a node.</summary>
public sealed record NodeStatus
{
    public Dictionary<string, Quantity> Capacity { get; init => field = value ?? []; } = [];

    /// <summary>Amounts that pods may request.</summary>
    public Dictionary<string, Quantity> Allocatable { get; init => field = value ?? []; } = [];

    public Condition[] Conditions { get; init => field = Items.From(value); } = [];

    public NodeInfo NodeInfo { get; init => field = value ?? new(); } = new();

    public ContainerImage[] Images { get; init => field = Items.From(value); } = [];
}

/// <summary>Software of a node.</summary>
public sealed record NodeInfo
{
    /// <summary>Such as v1.34.2; never newer than kube-apiserver.</summary>
    public string KubeletVersion { get; init => field = value ?? ""; } = "";
}

/// <summary>One thing that is true, false or unknown.</summary>
public sealed record Condition
{
    public string Type { get; init => field = value ?? ""; } = "";

    /// <summary>True, False or Unknown.</summary>
    public string Status { get; init => field = value ?? ""; } = "";

    public string Reason { get; init => field = value ?? ""; } = "";

    public DateTimeOffset? LastTransitionTime { get; init; }
}

/// <summary>An image that a node has.</summary>
public sealed record ContainerImage
{
    public string[] Names { get; init => field = Items.From(value); } = [];

    public long SizeBytes { get; init; }
}
