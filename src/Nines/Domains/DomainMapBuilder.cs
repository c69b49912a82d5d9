using System.Collections.Immutable;
using System.Globalization;
using Nines.Clusters;

namespace Nines.Domains;

/// <summary>Finds out which nodes fail together, by what is known of them.</summary>
public static class DomainMapBuilder
{
    /// <param name="snapshot">The cluster.</param>
    /// <param name="options">Sources of domains, besides labels.</param>
    public static DomainMap Build(ClusterSnapshot snapshot, DomainOptions options)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(options);
        List<string> notes = [];
        ImmutableArray<Node> nodes = snapshot.Nodes;
        var values = new DomainValues(nodes, options, notes);
        Dictionary<string, string?[]> read = values.Keys.ToDictionary(key => key, values.Read, StringComparer.Ordinal);
        var scopes = new NodeScopes(nodes, read[DomainKinds.NodePool], read[DomainKinds.Zone]);
        var found = new Dictionary<string, FailureDomain?[]>(StringComparer.Ordinal);
        List<(DomainLevel Level, ImmutableArray<DomainNodes> Domains)> levels = [];

        // Pools first, since fault and update domains lie in them.
        foreach (string key in values.Keys.OrderBy(key => key == DomainKinds.NodePool ? 0 : 1))
        {
            string?[] own = read[key];
            bool isCounted = key is DomainKinds.FaultDomain or DomainKinds.UpdateDomain;
            if (key == DomainKinds.FaultDomain)
            {
                DropCountsOfOne(own, scopes, notes);
            }

            string? parents = key switch
            {
                DomainKinds.Zone => DomainKinds.Region,
                DomainKinds.FaultDomain or DomainKinds.UpdateDomain => DomainKinds.NodePool,
                _ => null,
            };
            FailureDomain?[] domains = Domains(key, own, isCounted ? scopes : null, parents is null ? null : found.GetValueOrDefault(parents));
            found.Add(key, domains);
            if (domains.Any(domain => domain is not null))
            {
                levels.Add(Level(key, domains, nodes, values.LabelsOf(key)));
            }
        }

        levels = [.. levels.OrderBy(level => values.Keys.IndexOf(level.Level.Key))];
        if (!nodes.IsEmpty)
        {
            FailureDomain?[] zones = found[DomainKinds.Zone];
            FailureDomain?[] regions = found[DomainKinds.Region];
            FailureDomain?[] machines =
            [
                .. nodes.Select((node, number) => new FailureDomain(DomainKind.Node, node.Name, "node " + node.Name, zones[number] ?? regions[number])),
            ];
            levels.Add(Level(DomainKinds.Node, machines, nodes, DomainKinds.Labels(DomainKinds.Node)));
        }

        return new DomainMap(levels, [.. nodes.Select(node => node.Name)], [.. notes]);
    }

    /// <summary>Azure counts one fault domain where it spreads machines as far as it can: their fault domains are then unknown.</summary>
    private static void DropCountsOfOne(string?[] values, NodeScopes scopes, List<string> notes)
    {
        foreach (IGrouping<NodeScope, int> group in Enumerable.Range(0, values.Length).Where(node => values[node] is not null).GroupBy(node => scopes[node]))
        {
            int[] members = [.. group];
            if (members.Length < 2 || members.Any(node => values[node]!.AsSpan().IndexOfAnyExcept('0') >= 0))
            {
                continue;
            }

            foreach (int node in members)
            {
                values[node] = null;
            }

            string of = group.Key.Title.Length == 0 ? "the cluster" : group.Key.Title;
            notes.Add(string.Create(CultureInfo.InvariantCulture,
                $"All {members.Length} nodes of {of} report fault domain 0. With a single fault domain Azure spreads machines as far as possible, so their fault domains are unknown."));
        }
    }

    private static FailureDomain?[] Domains(string key, string?[] values, NodeScopes? scopes, FailureDomain?[]? parents)
    {
        DomainKind kind = DomainKinds.Find(key);
        string title = key.Replace('-', ' ');
        var parentOf = new Dictionary<string, FailureDomain?>(StringComparer.Ordinal);
        string?[] ids = new string?[values.Length];
        for (int node = 0; node < values.Length; node++)
        {
            if (values[node] is not { } value)
            {
                continue;
            }

            string scope = scopes is not null && DomainKinds.IsNumber(value) ? scopes[node].Id : "";
            string id = ids[node] = scope.Length == 0 ? value : $"{scope}.{value}";
            FailureDomain? parent = parents?[node];
            parentOf[id] = parentOf.TryGetValue(id, out FailureDomain? before) && before?.Id != parent?.Id ? null : parent;
        }

        var made = new Dictionary<string, FailureDomain>(StringComparer.Ordinal);
        var domains = new FailureDomain?[values.Length];
        for (int node = 0; node < values.Length; node++)
        {
            if (ids[node] is not { } id)
            {
                continue;
            }

            if (!made.TryGetValue(id, out FailureDomain? domain))
            {
                bool isScoped = id != values[node];
                string label = isScoped ? $"{title} {values[node]} of {scopes![node].Title}" : $"{title} {id}";
                domain = new FailureDomain(kind, id, label, parentOf[id]);
                made.Add(id, domain);
            }

            domains[node] = domain;
        }

        return domains;
    }

    private static (DomainLevel, ImmutableArray<DomainNodes>) Level(
        string key, FailureDomain?[] domains, ImmutableArray<Node> nodes, ImmutableArray<string> labels)
    {
        int[] known = [.. Enumerable.Range(0, domains.Length).Where(node => domains[node] is not null)];
        ImmutableArray<DomainNodes> members =
        [
            .. known.GroupBy(node => domains[node]!)
                .Select(group => new DomainNodes(group.Key, [.. group.Select(node => nodes[node].Name).Order(StringComparer.Ordinal)]))
                .OrderBy(domain => domain.Domain.Id, StringComparer.Ordinal),
        ];
        string? label = labels.FirstOrDefault(label => CanSpreadBy(label, known, domains, nodes, members.Length));
        return (new DomainLevel(key, DomainKinds.Find(key), label), members);
    }

    /// <summary>Every known node must have the label, and none of the domains may be split by it; it may name two domains alike.</summary>
    private static bool CanSpreadBy(string label, int[] known, FailureDomain?[] domains, ImmutableArray<Node> nodes, int count)
    {
        var valueOf = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (int node in known)
        {
            if (!nodes[node].Labels.TryGetValue(label, out string? value) || string.IsNullOrWhiteSpace(value)
                || (valueOf.TryGetValue(domains[node]!.Id, out string? before) && before != value))
            {
                return false;
            }

            valueOf[domains[node]!.Id] = value;
        }

        return count == 1 || valueOf.Values.Distinct(StringComparer.Ordinal).Skip(1).Any();
    }
}

/// <summary>Sources of domains, besides the common labels.</summary>
public sealed record DomainOptions
{
    /// <summary>Domains of the user's own, or other labels for those that nines knows: name and node label.</summary>
    public ImmutableArray<(string Name, string Label)> Labels { get; init; } = [];

    /// <summary>Domains from Azure or a table; they take precedence over labels.</summary>
    public ImmutableArray<NodeDomains> Known { get; init; } = [];
}
