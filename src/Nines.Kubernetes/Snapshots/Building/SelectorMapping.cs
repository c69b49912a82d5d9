using System.Collections.Immutable;
using Nines.Clusters;

namespace Nines.Kubernetes.Snapshots.Building;

/// <summary>Selectors of labels, of pods and of nodes.</summary>
internal sealed class SelectorMapping(BuildNotes notes)
{
    /// <param name="selector">Null selects nothing.</param>
    /// <param name="who">For a note.</param>
    /// <returns>Null, which selects nothing, also for one that Kubernetes would not have let in.</returns>
    public LabelSelector? Map(Records.LabelSelector? selector, string who)
    {
        if (selector is null)
        {
            return null;
        }

        ImmutableArray<LabelRequirement>.Builder all = ImmutableArray.CreateBuilder<LabelRequirement>();
        foreach ((string key, string value) in selector.MatchLabels)
        {
            all.Add(new LabelRequirement(key, LabelOperator.In, value));
        }

        foreach (Records.SelectorRequirement requirement in selector.MatchExpressions)
        {
            if (Map(requirement, isNode: false) is not { } known)
            {
                notes.Add("selectors have an operator or values that Kubernetes does not take, and are taken to select nothing", who);
                return null;
            }

            all.Add(known);
        }

        return new LabelSelector(all.ToImmutable());
    }

    /// <summary>Terms of which one must hold; those that Kubernetes would not have let in never do.</summary>
    /// <returns>Null for null: nothing is required.</returns>
    public ImmutableArray<NodeSelectorTerm>? Map(Records.NodeSelector? selector, string who)
    {
        if (selector is null)
        {
            return null;
        }

        ImmutableArray<NodeSelectorTerm>.Builder terms = ImmutableArray.CreateBuilder<NodeSelectorTerm>();
        foreach (Records.NodeSelectorTerm term in selector.NodeSelectorTerms)
        {
            if (Map(term, who) is { } known)
            {
                terms.Add(known);
            }
        }

        return terms.ToImmutable();
    }

    /// <returns>Null for a term that never holds.</returns>
    public NodeSelectorTerm? Map(Records.NodeSelectorTerm term, string who)
    {
        ImmutableArray<LabelRequirement>? labels = All(term.MatchExpressions);
        ImmutableArray<LabelRequirement>? fields = All(term.MatchFields);
        if (labels is null || fields is null)
        {
            notes.Add("selectors of nodes have an operator or values that Kubernetes does not take, and are taken to hold for no node", who);
            return null;
        }

        return new NodeSelectorTerm(labels.Value, fields.Value);
    }

    private static ImmutableArray<LabelRequirement>? All(Records.SelectorRequirement[] requirements)
    {
        ImmutableArray<LabelRequirement>.Builder all = ImmutableArray.CreateBuilder<LabelRequirement>(requirements.Length);
        foreach (Records.SelectorRequirement requirement in requirements)
        {
            if (Map(requirement, isNode: true) is not { } known)
            {
                return null;
            }

            all.Add(known);
        }

        return all.ToImmutable();
    }

    private static LabelRequirement? Map(Records.SelectorRequirement requirement, bool isNode)
    {
        ImmutableArray<string> values = [.. requirement.Values];
        return requirement.Operator switch
        {
            "In" when values.Length > 0 => new LabelRequirement(requirement.Key, LabelOperator.In, values),
            "NotIn" when values.Length > 0 => new LabelRequirement(requirement.Key, LabelOperator.NotIn, values),
            "Exists" => new LabelRequirement(requirement.Key, LabelOperator.Exists),
            "DoesNotExist" => new LabelRequirement(requirement.Key, LabelOperator.DoesNotExist),
            "Gt" when isNode && values.Length == 1 => new LabelRequirement(requirement.Key, LabelOperator.GreaterThan, values),
            "Lt" when isNode && values.Length == 1 => new LabelRequirement(requirement.Key, LabelOperator.LessThan, values),
            _ => null,
        };
    }
}
