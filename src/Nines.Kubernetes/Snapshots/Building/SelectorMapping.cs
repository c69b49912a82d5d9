using System.Collections.Immutable;
using Nines.Clusters;
using Nines.Kubernetes.Records;

namespace Nines.Kubernetes.Snapshots.Building;

/// <summary>Selectors of labels, of pods and of nodes.</summary>
internal sealed class SelectorMapping(BuildNotes notes)
{
    /// <param name="selector">Null selects nothing.</param>
    /// <param name="who">For a note.</param>
    /// <returns>Null, which selects nothing, also for one that Kubernetes would not have let in.</returns>
    public LabelSelector? Map(LabelSelectorRecord? selector, string who)
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

        foreach (SelectorRequirement requirement in selector.MatchExpressions)
        {
            if (Map(requirement, isNode: false) is not { } known)
            {
                notes.Add("selectors have an operator or values that Kubernetes refuses; assuming that they select nothing", who);
                return null;
            }

            all.Add(known);
        }

        return new LabelSelector(all.ToImmutable());
    }

    /// <summary>Terms of which one must hold; those that Kubernetes would not have let in never do.</summary>
    /// <returns>Null for null: nothing is required.</returns>
    public ImmutableArray<NodeSelectorTerm>? Map(NodeSelector? selector, string who)
    {
        if (selector is null)
        {
            return null;
        }

        ImmutableArray<NodeSelectorTerm>.Builder terms = ImmutableArray.CreateBuilder<NodeSelectorTerm>();
        foreach (NodeSelectorTermRecord term in selector.NodeSelectorTerms)
        {
            if (Map(term, who) is { } known)
            {
                terms.Add(known);
            }
        }

        return terms.ToImmutable();
    }

    /// <returns>Null for a term that never holds.</returns>
    public NodeSelectorTerm? Map(NodeSelectorTermRecord term, string who)
    {
        ImmutableArray<LabelRequirement>? labels = All(term.MatchExpressions);
        ImmutableArray<LabelRequirement>? fields = All(term.MatchFields);
        if (labels is null || fields is null)
        {
            notes.Add("node selectors have an operator or values that Kubernetes refuses; assuming that they match no node", who);
            return null;
        }

        return new NodeSelectorTerm(labels.Value, fields.Value);
    }

    private static ImmutableArray<LabelRequirement>? All(SelectorRequirement[] requirements)
    {
        ImmutableArray<LabelRequirement>.Builder all = ImmutableArray.CreateBuilder<LabelRequirement>(requirements.Length);
        foreach (SelectorRequirement requirement in requirements)
        {
            if (Map(requirement, isNode: true) is not { } known)
            {
                return null;
            }

            all.Add(known);
        }

        return all.ToImmutable();
    }

    private static LabelRequirement? Map(SelectorRequirement requirement, bool isNode)
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

/// <summary>
/// Selectors of default spreading: a pod is counted with the pods that all of its services and its ReplicaSet or StatefulSet select, as
/// in kube-scheduler's DefaultSelector.
/// </summary>
internal sealed class SpreadSelectors
{
    private readonly Dictionary<(string Namespace, string Key, string Value), List<LabelSet>> _services = [];
    private readonly Func<PodTemplateRecord, LabelSelector?> _ofOwner;

    /// <param name="services">All of the cluster.</param>
    /// <param name="ofOwner">The selector of the pod's ReplicaSet or StatefulSet; null for pods of others.</param>
    public SpreadSelectors(IReadOnlyList<ServiceRecord> services, Func<PodTemplateRecord, LabelSelector?> ofOwner)
    {
        _ofOwner = ofOwner;
        Dictionary<(string, string, string), int> common = [];
        foreach (ServiceRecord service in services)
        {
            foreach ((string key, string value) in service.Spec.Selector)
            {
                (string, string, string) pair = (service.Metadata.Namespace, key, value);
                common[pair] = common.GetValueOrDefault(pair) + 1;
            }
        }

        // Kept under the rarest pair, so that a pod looks at few.
        foreach (ServiceRecord service in services.Where(service => service.Spec.Selector.Count > 0).OrderBy(service => service.Metadata.Name, StringComparer.Ordinal))
        {
            string ns = service.Metadata.Namespace;
            (string rarest, string value) = service.Spec.Selector.MinBy(pair => common[(ns, pair.Key, pair.Value)]);
            if (!_services.TryGetValue((ns, rarest, value), out List<LabelSet>? list))
            {
                _services.Add((ns, rarest, value), list = []);
            }

            list.Add(service.Spec.Selector);
        }
    }

    public LabelSelector? Find(PodTemplateRecord template) => Find(template.Metadata.Namespace, template.Metadata.Labels, _ofOwner(template));

    /// <returns>Null when nothing selects such a pod.</returns>
    public LabelSelector? Find(string ns, LabelSet labels, LabelSelector? owner)
    {
        SortedDictionary<string, string>? merged = null;
        foreach ((string key, string value) in labels)
        {
            foreach (LabelSet selector in _services.GetValueOrDefault((ns, key, value)) ?? [])
            {
                if (Selects(selector, labels))
                {
                    merged ??= new SortedDictionary<string, string>(StringComparer.Ordinal);
                    foreach ((string name, string text) in selector)
                    {
                        merged[name] = text;
                    }
                }
            }
        }

        ImmutableArray<LabelRequirement> requirements =
        [
            .. (merged ?? []).Select(pair => new LabelRequirement(pair.Key, LabelOperator.In, pair.Value)),
            .. owner?.Requirements ?? [],
        ];
        return requirements.IsEmpty ? null : new LabelSelector(requirements);
    }

    private static bool Selects(LabelSet selector, LabelSet labels)
    {
        foreach ((string key, string value) in selector)
        {
            if (!labels.TryGetValue(key, out string? found) || found != value)
            {
                return false;
            }
        }

        return true;
    }
}
