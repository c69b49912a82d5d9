using System.Collections.Immutable;
using Nines.Clusters;
using Nines.Domains;

namespace Nines.Audits.Fixes;

/// <summary>Kind of change of one label of one node.</summary>
public enum LabelChange
{
    /// <summary>It is not there yet.</summary>
    Add,

    /// <summary>The label has another value: the node has moved, or the label was wrong.</summary>
    Replace,

    /// <summary>It is right already.</summary>
    Keep,
}

/// <summary>One label of one node.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Key">The label.</param>
/// <param name="Value">Its new value.</param>
/// <param name="Before">Its current value; null when it is missing.</param>
/// <param name="Change">The change.</param>
public sealed record NodeLabel(string Node, string Key, string Value, string? Before, LabelChange Change);

/// <summary>
/// Labels with which the scheduler can spread pods over failure domains that nodes have no label for. Nothing is ever removed: a node
/// without a known failure domain keeps its labels.
/// </summary>
/// <param name="Labels">In the order of the nodes' names, then of the keys.</param>
/// <param name="Unknown">Nodes of which nothing is known, in ordinal order.</param>
/// <param name="Faults">Labels that cannot be written, human-readable.</param>
public sealed record LabelPlan(ImmutableArray<NodeLabel> Labels, ImmutableArray<string> Unknown, ImmutableArray<string> Faults)
{
    private const int MaxValueLength = 63;

    /// <summary>The labels to write.</summary>
    public IEnumerable<NodeLabel> Changes => Labels.Where(label => label.Change != LabelChange.Keep);

    /// <param name="nodes">The cluster's.</param>
    /// <param name="known">Domains from Azure or a table; nodes outside the cluster are ignored.</param>
    public static LabelPlan Create(IEnumerable<Node> nodes, IEnumerable<NodeDomains> known)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        ArgumentNullException.ThrowIfNull(known);
        var byNode = new Dictionary<string, NodeDomains>(StringComparer.Ordinal);
        foreach (NodeDomains domains in known)
        {
            byNode[domains.Node] = domains;
        }

        var labels = ImmutableArray.CreateBuilder<NodeLabel>();
        var unknown = ImmutableArray.CreateBuilder<string>();
        var faults = ImmutableArray.CreateBuilder<string>();
        foreach (Node node in nodes.OrderBy(node => node.Name, StringComparer.Ordinal))
        {
            int before = labels.Count;
            if (byNode.TryGetValue(node.Name, out NodeDomains? domains))
            {
                Add(labels, faults, node, NinesKeys.FaultDomainLabel, domains[DomainKinds.FaultDomain]);
                Add(labels, faults, node, NinesKeys.UpdateDomainLabel, domains[DomainKinds.UpdateDomain]);
            }

            if (labels.Count == before)
            {
                unknown.Add(node.Name);
            }
        }

        return new LabelPlan(labels.ToImmutable(), unknown.ToImmutable(), faults.ToImmutable());
    }

    /// <summary>The snapshot as it will be once the labels are written.</summary>
    public ClusterSnapshot Apply(ClusterSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ILookup<string, NodeLabel> changes = Changes.ToLookup(label => label.Node, StringComparer.Ordinal);
        return snapshot with { Nodes = [.. snapshot.Nodes.Select(node => changes.Contains(node.Name) ? With(node, changes[node.Name]) : node)] };
    }

    private static Node With(Node node, IEnumerable<NodeLabel> changes)
    {
        var labels = node.Labels.ToDictionary(StringComparer.Ordinal);
        foreach (NodeLabel change in changes)
        {
            labels[change.Key] = change.Value;
        }

        return node with { Labels = labels };
    }

    private static void Add(ImmutableArray<NodeLabel>.Builder labels, ImmutableArray<string>.Builder faults, Node node, string key, string? value)
    {
        if (value is null)
        {
            return;
        }

        if (!IsLabelValue(value))
        {
            faults.Add($"node {node.Name}: '{value[..Math.Min(value.Length, MaxValueLength)]}' cannot be a label; expected up to {MaxValueLength} letters, digits, '-', '_' and '.', with a letter or digit at both ends");
            return;
        }

        string? before = node.Labels.GetValueOrDefault(key);
        labels.Add(new NodeLabel(node.Name, key, value, before, before is null ? LabelChange.Add : before == value ? LabelChange.Keep : LabelChange.Replace));
    }

    private static bool IsLabelValue(string value) =>
        value.Length is > 0 and <= MaxValueLength
        && char.IsAsciiLetterOrDigit(value[0])
        && char.IsAsciiLetterOrDigit(value[^1])
        && value.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');
}
