using System.Collections.Immutable;

namespace Nines.Clusters;

/// <summary>Conditions on a node that must hold together. A term without any condition matches no node.</summary>
/// <param name="Expressions">Conditions on labels.</param>
/// <param name="Fields">Conditions on fields; the only field there is, is <c>metadata.name</c>.</param>
public sealed record NodeSelectorTerm(ImmutableArray<LabelRequirement> Expressions, ImmutableArray<LabelRequirement> Fields)
{
    /// <summary>The field that holds the node's name.</summary>
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

/// <param name="Weight">1 to 100.</param>
/// <param name="Term">The nodes that are liked the better for it.</param>
public sealed record PreferredNodeTerm(int Weight, NodeSelectorTerm Term);

/// <summary>Which nodes a pod must or would rather be on.</summary>
public sealed record NodeAffinity
{
    public static NodeAffinity None { get; } = new();

    /// <summary>Labels that the node must have (<c>nodeSelector</c>).</summary>
    public ImmutableArray<(string Key, string Value)> Selector { get; init; } = [];

    /// <summary>At least one must match; null when nothing is required. An empty list matches no node.</summary>
    public ImmutableArray<NodeSelectorTerm>? Required { get; init; }

    public ImmutableArray<PreferredNodeTerm> Preferred { get; init; } = [];

    /// <summary>Whether the node meets what is required.</summary>
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
