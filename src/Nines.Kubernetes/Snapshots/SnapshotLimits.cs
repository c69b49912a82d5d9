using Nines.Kubernetes.Lists;

namespace Nines.Kubernetes.Snapshots;

/// <summary>What reading a cluster may cost. Anything beyond is refused.</summary>
public sealed record SnapshotLimits
{
    public static SnapshotLimits Default { get; } = new();

    public ItemLimits Items { get; init; } = ItemLimits.Default;

    /// <summary>Objects of all kinds that are read. Kubernetes itself is made for 150,000 pods.</summary>
    public int MaxObjects { get; init; } = 2_000_000;

    /// <summary>Longest YAML: it is held as a whole, while JSON is read object by object.</summary>
    public int MaxYamlBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Values and objects of YAML, repeats written out.</summary>
    public int MaxYamlNodes { get; init; } = 4_000_000;

    /// <summary>Faults that are told of one source; then reading it stops.</summary>
    public int MaxFaults { get; init; } = 100;
}
