namespace Nines.Kubernetes.Transport;

/// <summary>Bounds of all requests.</summary>
public sealed record TransportOptions
{
    public static TransportOptions Default { get; } = new();

    /// <summary>For a connection, TLS included.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Until an answer begins, and between two pieces of one.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A request is sent at most this often.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>The first pause; doubled after each attempt.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest pause, whatever Retry-After says.</summary>
    public TimeSpan MaxPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Of an answer that is read whole.</summary>
    public int MaxBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Sent as User-Agent.</summary>
    public string UserAgent { get; init; } = "nines";

    /// <summary>Seed of the jitter of pauses.</summary>
    public int Seed { get; init; }
}
