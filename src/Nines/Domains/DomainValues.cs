using System.Collections.Immutable;
using System.Globalization;
using Nines.Clusters;

namespace Nines.Domains;

/// <summary>Reads the domain of each node: from Azure or a table first, then from the labels that the user named, then from the common ones.</summary>
internal sealed class DomainValues
{
    // Values of labels have at most 63 characters; tables may say a little more.
    private const int MaxLength = 253;

    private readonly ImmutableArray<Node> _nodes;
    private readonly ILookup<string, NodeDomains> _known;
    private readonly ILookup<string, string> _labels;
    private readonly List<string> _notes;

    public DomainValues(ImmutableArray<Node> nodes, DomainOptions options, List<string> notes)
    {
        _nodes = nodes;
        _notes = notes;
        _known = options.Known.ToLookup(known => known.Node, StringComparer.Ordinal);
        _labels = options.Labels.Where(label => label.Name.Length > 0 && label.Name != DomainKinds.Node)
            .ToLookup(label => label.Name, label => label.Label, StringComparer.Ordinal);
        if (options.Labels.Any(label => label.Name == DomainKinds.Node))
        {
            notes.Add("The domain 'node' is the node itself and is not read from a label; choose another name for the label's domain, such as host.");
        }

        IEnumerable<string> own = options.Labels.Select(label => label.Name)
            .Concat(options.Known.SelectMany(known => known.Values.Keys).Order(StringComparer.Ordinal))
            .Where(name => name.Length > 0 && name != DomainKinds.Node && !DomainKinds.AboveNodes.Contains(name))
            .Distinct(StringComparer.Ordinal);
        Keys = [.. DomainKinds.AboveNodes, .. own];
    }

    /// <summary>The keys of all levels but that of nodes, the widest first.</summary>
    public ImmutableArray<string> Keys { get; }

    /// <summary>The labels that may hold the domains of a level, the best first.</summary>
    public ImmutableArray<string> LabelsOf(string key) => [.. _labels[key].Concat(DomainKinds.Labels(key)).Distinct(StringComparer.Ordinal)];

    /// <summary>One for each node; null when unknown.</summary>
    public string?[] Read(string key)
    {
        ImmutableArray<string> named = [.. _labels[key]];
        string?[] values = new string?[_nodes.Length];
        int tooLong = 0;
        for (int node = 0; node < values.Length; node++)
        {
            string? value = _known[_nodes[node].Name].Select(known => known[key]).FirstOrDefault(known => !string.IsNullOrWhiteSpace(known))
                ?? First(_nodes[node], named)
                ?? Common(_nodes[node], key);
            tooLong += value?.Length > MaxLength ? 1 : 0;
            values[node] = value?.Length > MaxLength ? null : value;
        }

        if (tooLong > 0)
        {
            _notes.Add(string.Create(CultureInfo.InvariantCulture,
                $"{tooLong} node{(tooLong == 1 ? " has" : "s have")} a {key} of more than {MaxLength} characters, which no label can have; it is treated as unknown."));
        }

        return values;
    }

    private static string? Common(Node node, string key)
    {
        if (key == DomainKinds.Zone)
        {
            return First(node, DomainKinds.ZoneLabels) is { } zone && !DomainKinds.IsNumber(zone) ? zone : null;
        }

        if (key == DomainKinds.FaultDomain)
        {
            return First(node, [DomainKinds.AzureFaultDomainLabel, NinesKeys.FaultDomainLabel])
                ?? (First(node, DomainKinds.ZoneLabels) is { } number && DomainKinds.IsNumber(number) ? number : null);
        }

        return First(node, DomainKinds.Labels(key));
    }

    private static string? First(Node node, ImmutableArray<string> labels)
    {
        foreach (string label in labels)
        {
            if (node.Labels.TryGetValue(label, out string? value) && !string.IsNullOrWhiteSpace(value))
            {
                return value;
            }
        }

        return null;
    }
}
