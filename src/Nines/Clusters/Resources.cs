using System.Collections.Frozen;

namespace Nines.Clusters;

/// <summary>Amounts of what a node has or a pod asks for, as integers; none is negative.</summary>
public sealed record Resources
{
    public static Resources None { get; } = new();

    /// <summary>Thousandths of a core.</summary>
    public long MilliCpu { get; init; }

    /// <summary>Bytes.</summary>
    public long Memory { get; init; }

    /// <summary>Bytes of local disk.</summary>
    public long EphemeralStorage { get; init; }

    /// <summary>Everything else that is counted, by name: <c>nvidia.com/gpu</c>, <c>hugepages-2Mi</c>.</summary>
    public IReadOnlyDictionary<string, long> Extended { get; init; } = FrozenDictionary<string, long>.Empty;
}

/// <summary>What a pod asks for, and what the scores take it to ask for.</summary>
/// <param name="Actual">What must fit.</param>
/// <param name="ScoredMilliCpu">Like <see cref="Resources.MilliCpu"/>, with 100 for each container that does not say.</param>
/// <param name="ScoredMemory">Like <see cref="Resources.Memory"/>, with 200 MiB for each container that does not say.</param>
public sealed record PodRequests(Resources Actual, long ScoredMilliCpu, long ScoredMemory)
{
    /// <summary>What the scores take a container to use that does not ask for processor time.</summary>
    public const long DefaultMilliCpu = 100;

    /// <summary>What the scores take a container to use that does not ask for memory.</summary>
    public const long DefaultMemory = 200L * 1024 * 1024;

    /// <summary>One container that asks for nothing.</summary>
    public static PodRequests Nothing { get; } = new(Resources.None, DefaultMilliCpu, DefaultMemory);

    /// <summary>One container; 0 of something is taken as not asked for.</summary>
    public static PodRequests From(long milliCpu, long memory = 0) => new(
        new Resources { MilliCpu = milliCpu, Memory = memory },
        milliCpu > 0 ? milliCpu : DefaultMilliCpu,
        memory > 0 ? memory : DefaultMemory);
}
