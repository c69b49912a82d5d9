using System.Collections.Immutable;
using System.Text;
using Nines.Clusters;
using Nines.Domains;

namespace Nines.Audits.Losses;

/// <summary>
/// Which nodes pods may use by what stays the same: node selector, required affinity, taints and volumes. What passes (cordons, and
/// the taints that Kubernetes puts on sick nodes) and what is full are left aside.
/// </summary>
internal sealed class UsableNodes(DomainTable table, ImmutableArray<ClusterNode> nodes)
{
    private static readonly string[] s_passing = ["node.kubernetes.io/", "node.cloudprovider.kubernetes.io/", "ToBeDeletedByClusterAutoscaler"];

    private readonly Dictionary<PodTemplate, UsableDomains> _byTemplate = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, UsableDomains> _byRules = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ulong[]> _parts = new(StringComparer.Ordinal);

    public UsableDomains Of(PodTemplate template)
    {
        if (_byTemplate.TryGetValue(template, out UsableDomains? known))
        {
            return known;
        }

        string placement = Key(template);
        var key = new StringBuilder(placement);
        foreach (PodVolume volume in template.Volumes)
        {
            key.Append('\u0003').Append(Key(volume));
        }

        string whole = key.ToString();
        if (!_byRules.TryGetValue(whole, out UsableDomains? usable))
        {
            usable = new UsableDomains(table, Nodes(template, placement));
            _byRules.Add(whole, usable);
        }

        _byTemplate.Add(template, usable);
        return usable;
    }

    private ulong[] Nodes(PodTemplate template, string placement)
    {
        ulong[] all = Part(placement, node => Allows(template, node));
        if (template.Volumes.IsDefaultOrEmpty)
        {
            return all;
        }

        all = [.. all];
        foreach (PodVolume volume in template.Volumes)
        {
            ulong[] reached = Part(Key(volume), node => Reaches(volume, node));
            for (int word = 0; word < all.Length; word++)
            {
                all[word] &= reached[word];
            }
        }

        return all;
    }

    private ulong[] Part(string key, Func<Node, bool> isUsable)
    {
        if (_parts.TryGetValue(key, out ulong[]? bits))
        {
            return bits;
        }

        bits = new ulong[(nodes.Length + 63) / 64];
        for (int node = 0; node < nodes.Length; node++)
        {
            if (isUsable(nodes[node].Node))
            {
                bits[node >> 6] |= 1UL << (node & 63);
            }
        }

        _parts.Add(key, bits);
        return bits;
    }

    private static bool Allows(PodTemplate template, Node node)
    {
        if ((template.NodeName is { } name && name != node.Name) || !template.NodeAffinity.Allows(node))
        {
            return false;
        }

        foreach (Taint taint in node.Taints)
        {
            if (taint.Effect != TaintEffect.PreferNoSchedule
                && !s_passing.Any(passing => taint.Key.StartsWith(passing, StringComparison.Ordinal))
                && !template.Tolerations.Any(toleration => toleration.Tolerates(taint)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Reaches(PodVolume volume, Node node) =>
        (volume.Nodes is not { } terms || terms.Any(term => term.Matches(node)))
        && volume.ZoneLabels.All(label => !node.Labels.TryGetValue(label.Key, out string? value) || label.Values.Contains(value));

    private static string Key(PodTemplate template)
    {
        var key = new StringBuilder("p").Append(template.NodeName).Append('\u0004');
        foreach ((string name, string value) in template.NodeAffinity.Selector)
        {
            key.Append(name).Append('\u0001').Append(value).Append('\u0002');
        }

        if (template.NodeAffinity.Required is { } required)
        {
            Describe(key.Append('\u0005'), required);
        }

        foreach (Toleration toleration in template.Tolerations)
        {
            key.Append('\u0006').Append(toleration.Key).Append('\u0001').Append(toleration.Exists ? '1' : '0').Append(toleration.Value)
                .Append('\u0001').Append((int?)toleration.Effect ?? -1);
        }

        return key.ToString();
    }

    private static string Key(PodVolume volume)
    {
        var key = new StringBuilder("v");
        if (volume.Nodes is { } terms)
        {
            Describe(key.Append('\u0005'), terms);
        }

        foreach ((string label, ImmutableArray<string> values) in volume.ZoneLabels)
        {
            key.Append('\u0006').Append(label).Append('\u0001').AppendJoin('\u0002', values);
        }

        return key.ToString();
    }

    private static void Describe(StringBuilder key, ImmutableArray<NodeSelectorTerm> terms)
    {
        foreach (NodeSelectorTerm term in terms)
        {
            foreach (LabelRequirement requirement in (term.Expressions.IsDefault ? [] : term.Expressions).Concat(term.Fields.IsDefault ? [] : term.Fields))
            {
                key.Append(requirement.Key).Append('\u0001').Append((int)requirement.Operator).AppendJoin('\u0002', requirement.Values).Append('\u0007');
            }

            // So that a field is not taken for a label of the same name.
            key.Append('\u0008').Append(term.Fields.IsDefault ? 0 : term.Fields.Length);
        }
    }
}
