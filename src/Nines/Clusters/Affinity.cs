using System.Collections.Immutable;

namespace Nines.Clusters;

/// <summary>Conditions on a node that must all be true. A term without any condition matches no node.</summary>
/// <param name="Expressions">Conditions on labels.</param>
/// <param name="Fields">Conditions on fields; Kubernetes knows <c>metadata.name</c> only.</param>
public sealed record NodeSelectorTerm(ImmutableArray<LabelRequirement> Expressions, ImmutableArray<LabelRequirement> Fields)
{
    /// <summary>The field with the name of the node.</summary>
    public const string NameField = "metadata.name";

    public NodeSelectorTerm(params ImmutableArray<LabelRequirement> expressions)
        : this(expressions, [])
    {
    }

    public bool Matches(Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        if (Expressions.IsDefaultOrEmpty && Fields.IsDefaultOrEmpty)
        {
            return false;
        }

        foreach (LabelRequirement requirement in Expressions.IsDefault ? [] : Expressions)
        {
            if (!requirement.Matches(node.Labels))
            {
                return false;
            }
        }

        foreach (LabelRequirement requirement in Fields.IsDefault ? [] : Fields)
        {
            bool isName = requirement.Key == NameField && requirement.Values is [string name] && name == node.Name;
            bool holds = requirement.Operator switch
            {
                LabelOperator.In => isName,
                LabelOperator.NotIn => !isName,
                _ => false,
            };
            if (!holds)
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>A preference for certain nodes.</summary>
/// <param name="Weight">1 to 100.</param>
/// <param name="Term">The preferred nodes.</param>
public sealed record PreferredNodeTerm(int Weight, NodeSelectorTerm Term);

/// <summary>The nodes that a pod requires or prefers.</summary>
public sealed record NodeAffinity
{
    public static NodeAffinity None { get; } = new();

    /// <summary>Labels that the node must have (<c>nodeSelector</c>).</summary>
    public ImmutableArray<(string Key, string Value)> Selector { get; init; } = [];

    /// <summary>At least one must match; null when nothing is required. An empty list matches no node.</summary>
    public ImmutableArray<NodeSelectorTerm>? Required { get; init; }

    public ImmutableArray<PreferredNodeTerm> Preferred { get; init; } = [];

    /// <summary>Returns true if the node has everything that is required.</summary>
    public bool Allows(Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        foreach ((string key, string value) in Selector)
        {
            if (!node.Labels.TryGetValue(key, out string? found) || found != value)
            {
                return false;
            }
        }

        return Required is not { } terms || terms.Any(term => term.Matches(node));
    }
}

/// <summary>Other pods that a pod wants in the same domain, or in none of its own.</summary>
public sealed record PodAffinityTerm
{
    /// <summary>The node label that names the domains: nodes with equal values are in one.</summary>
    public required string TopologyKey { get; init; }

    /// <summary>The other pods; null for none.</summary>
    public LabelSelector? Selector { get; init; }

    /// <summary>Namespaces of the other pods; with no <see cref="NamespaceSelector"/> either, the pod's own.</summary>
    public ImmutableArray<string> Namespaces { get; init; } = [];

    /// <summary>Namespaces by their labels, besides those named; null for none, empty for all.</summary>
    public LabelSelector? NamespaceSelector { get; init; }

    /// <summary>Labels of the pod itself whose values the other pods must share.</summary>
    public ImmutableArray<string> MatchLabelKeys { get; init; } = [];

    /// <summary>Labels of the pod itself whose values the other pods must not have.</summary>
    public ImmutableArray<string> MismatchLabelKeys { get; init; } = [];
}

/// <summary>A preference for the domains of other pods.</summary>
/// <param name="Weight">1 to 100.</param>
/// <param name="Term">The other pods.</param>
public sealed record WeightedPodAffinityTerm(int Weight, PodAffinityTerm Term);

/// <summary>Affinity and anti-affinity of a pod to other pods.</summary>
public sealed record PodAffinity
{
    public static PodAffinity None { get; } = new();

    public ImmutableArray<PodAffinityTerm> Required { get; init; } = [];

    public ImmutableArray<PodAffinityTerm> RequiredAnti { get; init; } = [];

    public ImmutableArray<WeightedPodAffinityTerm> Preferred { get; init; } = [];

    public ImmutableArray<WeightedPodAffinityTerm> PreferredAnti { get; init; } = [];
}
