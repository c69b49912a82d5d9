using System.Collections.Immutable;
using System.Text;
using Nines.Clusters;

namespace Nines.Scheduling.State;

/// <summary>Results that depend on a template and the nodes only, not on placed pods.</summary>
internal sealed class NodeFacts
{
    private NodeFacts(int nodes)
    {
        First = new string?[nodes];
        Later = new string?[nodes];
        IsAllowed = new bool[nodes];
        IsTolerated = new bool[nodes];
        Unwanted = new int[nodes];
        Preference = new long[nodes];
    }

    /// <summary>Reason that rules a node out before its ports and resources are checked; null for none.</summary>
    public string?[] First { get; }

    /// <summary>Reason for which its volumes rule a node out; null for none.</summary>
    public string?[] Later { get; }

    /// <summary>Node selector and required node affinity hold.</summary>
    public bool[] IsAllowed { get; }

    /// <summary>No taint keeps the pod off.</summary>
    public bool[] IsTolerated { get; }

    /// <summary>Number of taints of effect PreferNoSchedule that the pod does not tolerate.</summary>
    public int[] Unwanted { get; }

    /// <summary>The weights of the preferred terms that match.</summary>
    public long[] Preference { get; }

    public static NodeFacts Create(PodTemplate template, ImmutableArray<Node> nodes, Reasons reasons)
    {
        var facts = new NodeFacts(nodes.Length);
        for (int number = 0; number < nodes.Length; number++)
        {
            Node node = nodes[number];
            Taint? untolerated = node.Taints.FirstOrDefault(taint => !template.Tolerates(taint));
            facts.IsAllowed[number] = template.NodeAffinity.Allows(node);
            facts.IsTolerated[number] = untolerated is null;
            facts.First[number] =
                node.IsUnschedulable && !template.Tolerates(Taint.Cordon) ? Reasons.Unschedulable
                : template.NodeName is { } name && name != node.Name ? Reasons.OtherName
                : untolerated is not null ? reasons.Taint(untolerated)
                : !facts.IsAllowed[number] ? reasons.NodeAffinity
                : null;
            facts.Later[number] =
                template.Volumes.Any(volume => volume.Nodes is { } terms && !terms.Any(term => term.Matches(node))) ? reasons.Volume
                : template.Volumes.Any(volume => IsElsewhere(volume, node)) ? Reasons.Zone
                : null;
            facts.Unwanted[number] = node.Taints.Count(taint => taint.Effect == TaintEffect.PreferNoSchedule
                && !template.Tolerations.Any(toleration => toleration.Tolerates(taint)));
            facts.Preference[number] = template.NodeAffinity.Preferred.Sum(term => term.Term.Matches(node) ? term.Weight : 0L);
        }

        return facts;
    }

    /// <summary>Equal for templates that have the same facts.</summary>
    public static string KeyOf(PodTemplate template)
    {
        var key = new StringBuilder(template.NodeName).Append('\u0010');
        NodeAffinity affinity = template.NodeAffinity;
        foreach ((string name, string value) in affinity.Selector)
        {
            key.Append(name).Append('\u0001').Append(value).Append('\u0002');
        }

        key.Append(affinity.Required is null ? "\u0011" : "\u0012");
        foreach (NodeSelectorTerm term in affinity.Required ?? [])
        {
            Describe(key, term);
        }

        foreach (PreferredNodeTerm term in affinity.Preferred)
        {
            Describe(key.Append('\u0013').Append(term.Weight), term.Term);
        }

        foreach (Toleration toleration in template.Tolerations)
        {
            key.Append('\u0014').Append(toleration.Key).Append('\u0001').Append(toleration.Exists ? '1' : '0').Append(toleration.Value)
                .Append('\u0001').Append((int?)toleration.Effect ?? -1);
        }

        foreach (PodVolume volume in template.Volumes)
        {
            Describe(key, volume);
        }

        return key.ToString();
    }

    /// <summary>Equal for volumes that the same nodes reach.</summary>
    public static string KeyOf(PodVolume volume)
    {
        var key = new StringBuilder();
        Describe(key, volume);
        return key.ToString();
    }

    private static void Describe(StringBuilder key, PodVolume volume)
    {
        key.Append(volume.Nodes is null ? '\u0015' : '\u0016');
        foreach (NodeSelectorTerm term in volume.Nodes ?? [])
        {
            Describe(key, term);
        }

        foreach ((string label, ImmutableArray<string> values) in volume.ZoneLabels)
        {
            key.Append('\u0017').Append(label).Append('\u0001').AppendJoin('\u0002', values);
        }
    }

    private static void Describe(StringBuilder key, NodeSelectorTerm term)
    {
        PodTerm.Describe(key, new LabelSelector(term.Expressions.IsDefault ? [] : term.Expressions));
        PodTerm.Describe(key.Append('\u0018'), new LabelSelector(term.Fields.IsDefault ? [] : term.Fields));
        key.Append('\u0019');
    }

    /// <summary>A node without any zone or region label is of a cluster without zones, where every volume is near.</summary>
    private static bool IsElsewhere(PodVolume volume, Node node)
    {
        bool hasZones = node.Labels.ContainsKey(Node.ZoneLabel) || node.Labels.ContainsKey(Node.RegionLabel)
            || node.Labels.ContainsKey(Node.OldZoneLabel) || node.Labels.ContainsKey(Node.OldRegionLabel);
        return hasZones && volume.ZoneLabels.Any(label => !node.Labels.TryGetValue(label.Key, out string? value) || !label.Values.Contains(value));
    }
}
