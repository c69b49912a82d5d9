using System.Collections.Frozen;
using System.Collections.Immutable;
using Nines.Cli.Verbs.Audit.Answers;
using Nines.Domains;
using Nines.Text;

namespace Nines.Cli.Verbs.Audit.Html;

/// <summary>One cell of the map: a node, or the nodes of a large cluster that fail in the same way.</summary>
/// <param name="Label">Name of the node, or the number of nodes.</param>
/// <param name="Nodes">Number of nodes.</param>
/// <param name="Domains">Index of its failure domain for each kind; -1 for unknown.</param>
internal sealed record PagePlace(string Label, int Nodes, ImmutableArray<int> Domains);

/// <summary>
/// Cells of the map. Up to a thousand nodes have one cell each. Beyond that, nodes in the same failure domains share one cell; if even
/// these are too many, only the kinds of failure domain of the layout are distinguished.
/// </summary>
internal sealed record PagePlaces
{
    public const int MaxNodes = 1_000;
    private const int MaxGroups = 3_000;

    /// <summary>Kinds of failure domain that can be clicked in addition to single nodes.</summary>
    public required ImmutableArray<DomainLevel> Levels { get; init; }

    public required ImmutableArray<PagePlace> Places { get; init; }

    /// <summary>The place of each node.</summary>
    public required FrozenDictionary<string, int> OfNode { get; init; }

    /// <summary>True if a place can be more than one node.</summary>
    public required bool IsGrouped { get; init; }

    /// <param name="map">The domains.</param>
    /// <param name="nodes">All nodes.</param>
    /// <param name="grid">Layout of the map.</param>
    public static PagePlaces Create(DomainMap map, ImmutableArray<string> nodes, DomainGrid grid)
    {
        DomainLevel[] all = [.. map.Levels.Where(level => level.Key != DomainKinds.Node)];
        if (nodes.Length <= MaxNodes)
        {
            return Create(map, all, nodes, isGrouped: false);
        }

        PagePlaces grouped = Create(map, all, nodes, isGrouped: true);
        return grouped.Places.Length <= MaxGroups ? grouped : Create(map, [.. grid.Levels], nodes, isGrouped: true);
    }

    private static PagePlaces Create(DomainMap map, DomainLevel[] levels, ImmutableArray<string> nodes, bool isGrouped)
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
            Places = isGrouped ? [.. places.Select(place => place with { Label = AuditPhrases.Count(place.Nodes, "node") })] : places.ToImmutable(),
            OfNode = ofNode.ToFrozenDictionary(StringComparer.Ordinal),
            IsGrouped = isGrouped,
        };
    }
}
