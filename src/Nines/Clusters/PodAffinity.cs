using System.Collections.Immutable;

namespace Nines.Clusters;

/// <summary>Other pods that a pod wants near it or far from it.</summary>
public sealed record PodAffinityTerm
{
    /// <summary>The label of nodes that says what is near: equal values are.</summary>
    public required string TopologyKey { get; init; }

    /// <summary>Which pods; null for none.</summary>
    public LabelSelector? Selector { get; init; }

    /// <summary>In which namespaces; with no <see cref="NamespaceSelector"/> either, the pod's own.</summary>
    public ImmutableArray<string> Namespaces { get; init; } = [];

    /// <summary>Namespaces by their labels, besides those named; null for none, empty for all.</summary>
    public LabelSelector? NamespaceSelector { get; init; }

    /// <summary>Labels of the pod itself whose values the other pods must share.</summary>
    public ImmutableArray<string> MatchLabelKeys { get; init; } = [];

    /// <summary>Labels of the pod itself whose values the other pods must not have.</summary>
    public ImmutableArray<string> MismatchLabelKeys { get; init; } = [];
}

/// <param name="Weight">1 to 100.</param>
/// <param name="Term">The other pods.</param>
public sealed record WeightedPodAffinityTerm(int Weight, PodAffinityTerm Term);

/// <summary>What a pod wants of the places of other pods.</summary>
public sealed record PodAffinity
{
    public static PodAffinity None { get; } = new();

    public ImmutableArray<PodAffinityTerm> Required { get; init; } = [];

    public ImmutableArray<PodAffinityTerm> RequiredAnti { get; init; } = [];

    public ImmutableArray<WeightedPodAffinityTerm> Preferred { get; init; } = [];

    public ImmutableArray<WeightedPodAffinityTerm> PreferredAnti { get; init; } = [];
}
