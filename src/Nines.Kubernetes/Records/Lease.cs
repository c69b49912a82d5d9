namespace Nines.Kubernetes.Records;

/// <summary>Who leads, and until when.</summary>
public sealed record LeaseRecord : IKubernetesObject
{
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    public LeaseSpec Spec { get; init => field = value ?? new(); } = new();
}

/// <summary>The times are of the holder's clock.</summary>
public sealed record LeaseSpec
{
    /// <summary>Empty when nobody holds it.</summary>
    public string HolderIdentity { get; init => field = value ?? ""; } = "";

    public int? LeaseDurationSeconds { get; init; }

    public DateTimeOffset? AcquireTime { get; init; }

    public DateTimeOffset? RenewTime { get; init; }

    /// <summary>How often it changed hands.</summary>
    public int? LeaseTransitions { get; init; }
}
