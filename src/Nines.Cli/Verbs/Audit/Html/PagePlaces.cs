using System.Collections.Frozen;
using System.Collections.Immutable;
using Nines.Cli.Verbs.Audit.Answers;
using Nines.Domains;
using Nines.Text;

namespace Nines.Cli.Verbs.Audit.Html;

/// <summary>One cell of the map: a node, or the nodes of a large cluster that fail in the same way.</summary>
/// <param name="Label">The node's name, or how many there are.</param>
/// <param name="Nodes">How many.</param>
/// <param name="Domains">The index of its domain in each axis; -1 for unknown.</param>
internal sealed record PagePlace(string Label, int Nodes, ImmutableArray<int> Domains);

/// <summary>
/// The cells of the map. A node each, up to a thousand; beyond that the nodes that are in the same domains are one cell, and single nodes
/// cannot be clicked any more; should even that be too many, only the domains count that the map is laid out by.
/// </summary>
internal sealed record PagePlaces
{
    public const int MostNodes = 1_000;
    private const int MostGroups = 3_000;

    /// <summary>The kinds of domain that can be clicked beside single nodes.</summary>
    public required ImmutableArray<DomainLevel> Levels { get; init; }

    public required ImmutableArray<PagePlace> Places { get; init; }

    /// <summary>The place of each node.</summary>
    public required FrozenDictionary<string, int> OfNode { get; init; }

    /// <summary>Whether a place is more than a node.</summary>
    public required bool IsGrouped { get; init; }

    /// <param name="map">The domains.</param>
    /// <param name="nodes">All nodes.</param>
    /// <param name="grid">How the map is laid out.</param>
    public static PagePlaces Of(DomainMap map, ImmutableArray<string> nodes, DomainGrid grid)
    {
        DomainLevel[] all = [.. map.Levels.Where(level => level.Key != DomainKinds.Node)];
        if (nodes.Length <= MostNodes)
        {
            return Of(map, all, nodes, isGrouped: false);
        }

        PagePlaces grouped = Of(map, all, nodes, isGrouped: true);
        return grouped.Places.Length <= MostGroups ? grouped : Of(map, [.. grid.Levels], nodes, isGrouped: true);
    }

    private static PagePlaces Of(DomainMap map, DomainLevel[] levels, ImmutableArray<string> nodes, bool isGrouped)
    {
        FrozenDictionary<string, int>[] indexes =
            [.. levels.Select(level => map.Of(level).Select((domain, index) => (domain.Domain.Id, index)).ToFrozenDictionary(pair => pair.Id, pair => pair.index, StringComparer.Ordinal))];
        var places = ImmutableArray.CreateBuilder<PagePlace>();
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        var ofNode = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string node in nodes)
        {
            ImmutableArray<int> domains = [.. levels.Select((level, at) => map.Of(level, node) is { } domain ? indexes[at][domain.Id] : -1)];
            string key = isGrouped ? string.Join(',', domains) : node;
            if (!known.TryGetValue(key, out int place))
            {
                place = places.Count;
                known.Add(key, place);
                places.Add(new PagePlace(Sanitizer.Clean(node, 253), 0, domains));
            }

            places[place] = places[place] with { Nodes = places[place].Nodes + 1 };
            ofNode.TryAdd(node, place);
        }

        return new PagePlaces
        {
            Levels = [.. levels],
            Places = isGrouped ? [.. places.Select(place => place with { Label = AuditWords.Count(place.Nodes, "node") })] : places.ToImmutable(),
            OfNode = ofNode.ToFrozenDictionary(StringComparer.Ordinal),
            IsGrouped = isGrouped,
        };
    }
}
