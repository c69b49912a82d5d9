namespace Nines.Kubernetes.Clients;

/// <summary>Who wants to lead what. The times are those of client-go.</summary>
/// <param name="Identity">Different for each process that may lead.</param>
public sealed record LeaseOptions(string Namespace, string Name, string Identity)
{
    /// <summary>Others wait this long, after they saw the last renewal, before they take over.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Who cannot renew for this long stops leading. Shorter than <see cref="Duration"/>.</summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan Retry { get; init; } = TimeSpan.FromSeconds(2);
}
