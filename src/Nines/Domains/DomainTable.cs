using System.Collections.Immutable;
using Nines.Clusters;

namespace Nines.Domains;

/// <summary>A <see cref="DomainMap"/> in numbers: nodes and domains are counted from 0, so that thousands of workloads cost array look-ups.</summary>
internal sealed class DomainTable
{
    private readonly Dictionary<string, int> _nodes;
    private readonly int[][] _domainOf;
    private readonly ImmutableArray<DomainNodes>[] _domains;

    public DomainTable(DomainMap map, ImmutableArray<ClusterNode> nodes)
    {
        Levels = map.Levels;
        _nodes = new Dictionary<string, int>(nodes.Length, StringComparer.Ordinal);
        foreach (ClusterNode node in nodes)
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
