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
