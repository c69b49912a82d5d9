namespace Nines.Kubernetes.Records;

/// <summary>A lease: its holder and the time until which it is held.</summary>
public sealed record LeaseRecord : IKubernetesObject
{
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    public LeaseSpec Spec { get; init => field = value ?? new(); } = new();
}

/// <summary>The times are of the holder's clock.</summary>
public sealed record LeaseSpec
{
    /// <summary>Empty without a holder.</summary>
    public string HolderIdentity { get; init => field = value ?? ""; } = "";

    public int? LeaseDurationSeconds { get; init; }

    public DateTimeOffset? AcquireTime { get; init; }

    public DateTimeOffset? RenewTime { get; init; }

    /// <summary>Number of changes of the holder.</summary>
    public int? LeaseTransitions { get; init; }
}
