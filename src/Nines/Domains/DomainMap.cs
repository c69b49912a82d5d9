using System.Collections.Frozen;
using System.Collections.Immutable;
using Nines.Clusters;

namespace Nines.Domains;

/// <summary>The nodes of each domain. A node without a domain of a level is unknown there, and shares it with no other.</summary>
public sealed class DomainMap
{
    private readonly FrozenDictionary<DomainLevel, LevelDomains> _axes;

    /// <param name="levels">The widest first, each with its domains in the order of their ids; no node is in two of one level.</param>
    /// <param name="nodes">All nodes.</param>
    /// <param name="notes">Notes for the user.</param>
    public DomainMap(IReadOnlyList<(DomainLevel Level, ImmutableArray<DomainNodes> Domains)> levels, IReadOnlyCollection<string> nodes, ImmutableArray<string> notes)
    {
        ArgumentNullException.ThrowIfNull(levels);
        ArgumentNullException.ThrowIfNull(nodes);
        Levels = [.. levels.Select(level => level.Level)];
        Notes = notes;
        _axes = levels.ToFrozenDictionary(level => level.Level, level => new LevelDomains(level.Domains, nodes));
    }

    /// <summary>The widest first, nodes last. A level of which nothing is known is omitted.</summary>
    public ImmutableArray<DomainLevel> Levels { get; }

    public ImmutableArray<string> Notes { get; }

    /// <summary>The level with a key; null when nothing is known of it.</summary>
    public DomainLevel? Level(string key) => Levels.FirstOrDefault(level => level.Key == key);

    /// <summary>In the order of their ids.</summary>
    public ImmutableArray<DomainNodes> Of(DomainLevel level) => _axes[level].Domains;

    /// <summary>The domain of a node; null when it is unknown.</summary>
    public FailureDomain? Of(DomainLevel level, string node) => _axes[level].ByNode.GetValueOrDefault(node);

    /// <summary>Nodes whose domain is unknown, in ordinal order.</summary>
    public ImmutableArray<string> UnknownIn(DomainLevel level) => _axes[level].Unknown;

    private sealed class LevelDomains(ImmutableArray<DomainNodes> domains, IReadOnlyCollection<string> nodes)
    {
        public ImmutableArray<DomainNodes> Domains { get; } = domains;

        public FrozenDictionary<string, FailureDomain> ByNode { get; } =
            domains.SelectMany(domain => domain.Nodes, (domain, node) => (node, domain.Domain)).ToFrozenDictionary(pair => pair.node, pair => pair.Domain, StringComparer.Ordinal);

        public ImmutableArray<string> Unknown => field.IsDefault ? field = [.. nodes.Where(node => !ByNode.ContainsKey(node)).Order(StringComparer.Ordinal)] : field;
    }
}

/// <summary>One way in which the nodes of a cluster fall into domains.</summary>
/// <param name="Key">One of <see cref="DomainKinds"/>, or the user's own name: rack.</param>
/// <param name="Kind">Kind of the level's domains; <see cref="DomainKind.Custom"/> for the user's own.</param>
/// <param name="SpreadLabel">The node label that the scheduler can spread pods by; null when nodes have none, which is a gap of the cluster.</param>
public sealed record DomainLevel(string Key, DomainKind Kind, string? SpreadLabel)
{
    /// <summary>Human-readable: update domain.</summary>
    public string Title => Kind == DomainKind.Custom ? Key : Key.Replace('-', ' ');
}

/// <summary>A failure domain and the nodes in it.</summary>
/// <param name="Domain">The domain. Its id is unique in its level: fault and update domains are counted separately in each scale set.</param>
/// <param name="Nodes">Names, in ordinal order; at least one.</param>
public sealed record DomainNodes(FailureDomain Domain, System.Collections.Immutable.ImmutableArray<string> Nodes);

/// <summary>A <see cref="DomainMap"/> in numbers: nodes and domains are counted from 0, so that thousands of workloads cost array look-ups.</summary>
internal sealed class DomainIndex
{
    private readonly Dictionary<string, int> _nodes;
    private readonly int[][] _domainOf;
    private readonly ImmutableArray<DomainNodes>[] _domains;

    public DomainIndex(DomainMap map, ImmutableArray<Node> nodes)
    {
        Levels = map.Levels;
        _nodes = new Dictionary<string, int>(nodes.Length, StringComparer.Ordinal);
        foreach (Node node in nodes)
        {
            _nodes.TryAdd(node.Name, _nodes.Count);
        }

        _domains = [.. Levels.Select(map.Of)];
        _domainOf = [.. _domains.Select(Numbers)];
    }

    public ImmutableArray<DomainLevel> Levels { get; }

    public int NodeCount => _nodes.Count;

    /// <summary>The number of a node; -1 when there is none of that name.</summary>
    public int Node(string name) => _nodes.GetValueOrDefault(name, -1);

    /// <summary>For each node its domain; -1 when unknown.</summary>
    public ReadOnlySpan<int> DomainOf(int level) => _domainOf[level];

    public int Count(int level) => _domains[level].Length;

    public FailureDomain Domain(int level, int domain) => _domains[level][domain].Domain;

    public ImmutableArray<string> NodesIn(int level, int domain) => _domains[level][domain].Nodes;

    private int[] Numbers(ImmutableArray<DomainNodes> domains)
    {
        int[] numbers = new int[_nodes.Count];
        Array.Fill(numbers, -1);
        for (int domain = 0; domain < domains.Length; domain++)
        {
            foreach (string node in domains[domain].Nodes)
            {
                numbers[_nodes[node]] = domain;
            }
        }

        return numbers;
    }
}
