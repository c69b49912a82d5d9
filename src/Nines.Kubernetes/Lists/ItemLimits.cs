namespace Nines.Kubernetes.Lists;

/// <summary>What reading items may cost. Anything beyond is refused.</summary>
public sealed record ItemLimits
{
    public static ItemLimits Default { get; } = new();

    /// <summary>Largest single object. etcd keeps none above 1.5 MiB; indented text takes a few times as much.</summary>
    public int MaxItemBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>All of one source.</summary>
    public long MaxBytes { get; init; } = 32L * 1024 * 1024 * 1024;

    /// <summary>Deepest nesting.</summary>
    public int MaxDepth { get; init; } = 128;
}
