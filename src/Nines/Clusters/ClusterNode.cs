using System.Collections.Frozen;

namespace Nines.Clusters;

/// <summary>A node as it was found.</summary>
public sealed record ClusterNode
{
    /// <summary>What the scheduler sees of it: name, labels, taints, what pods can have.</summary>
    public required Node Node { get; init; }

    /// <summary>Whether its kubelet says so; null when the condition is missing.</summary>
    public bool? IsReady { get; init; }

    /// <summary>Which machine it is in the eyes of its cloud; empty when it has not said.</summary>
    public string ProviderId { get; init; } = "";

    /// <summary>Those annotations that are kept.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = FrozenDictionary<string, string>.Empty;

    public string Name => Node.Name;
}
