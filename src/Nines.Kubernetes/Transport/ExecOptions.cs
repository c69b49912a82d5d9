namespace Nines.Kubernetes.Transport;

/// <summary>Bounds of exec plugins.</summary>
public sealed record ExecOptions
{
    public static ExecOptions Default { get; } = new();

    /// <summary>A plugin may wait for a person who logs in.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(3);

    public int MaxBytes { get; init; } = 1024 * 1024;

    /// <summary>Credentials are renewed this long before they end.</summary>
    public TimeSpan RenewBefore { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Told each line that a plugin writes for the person in front of it, such as a device code; null for nobody.</summary>
    public Action<string>? Notice { get; init; }
}
