using Nines.Clusters;

namespace Nines.Scheduling.State;

/// <summary>The values of one node label as small numbers.</summary>
internal sealed class Topology
{
    private readonly int[] _valueOf;

    public Topology(string key, IReadOnlyList<Node> nodes)
    {
        Key = key;
        _valueOf = new int[nodes.Count];
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int node = 0; node < _valueOf.Length; node++)
        {
            if (!nodes[node].Labels.TryGetValue(key, out string? value))
            {
                _valueOf[node] = -1;
                continue;
            }

            if (!numbers.TryGetValue(value, out int number))
            {
                number = numbers.Count;
                numbers.Add(value, number);
            }

            _valueOf[node] = number;
        }

        Values = numbers.Count;
    }

    public string Key { get; }

    /// <summary>Number of values.</summary>
    public int Values { get; }

    /// <summary>The value of a node, -1 when it lacks the label.</summary>
    public int Value(int node) => _valueOf[node];
}

/// <summary>A sum for each domain of the topologies that one decision touches; the arrays are used again for the next.</summary>
internal sealed class DomainSums
{
    private readonly Dictionary<Topology, long[]> _arrays = [];
    private readonly List<(Topology Topology, long[] Sums)> _touched = [];

    /// <summary>The topologies touched since the last <see cref="Clear"/>.</summary>
    public IReadOnlyList<(Topology Topology, long[] Sums)> Touched => _touched;

    public void Clear() => _touched.Clear();

    /// <summary>The sums of a topology, all 0 when it is touched for the first time.</summary>
    public long[] For(Topology topology)
    {
        foreach ((Topology known, long[] sums) in _touched)
        {
            if (known == topology)
            {
                return sums;
            }
        }

        if (!_arrays.TryGetValue(topology, out long[]? array))
        {
            array = new long[topology.Values];
            _arrays.Add(topology, array);
        }

        Array.Clear(array);
        _touched.Add((topology, array));
        return array;
    }

    public void Add(Topology topology, NodeCounts counts, int weight)
    {
        if (counts.Counts.Count == 0)
        {
            return;
        }

        long[] sums = For(topology);
        foreach ((int node, int count) in counts.Counts)
        {
            int value = topology.Value(node);
            if (value >= 0)
            {
                sums[value] += (long)weight * count;
            }
        }
    }

    public void Add(CarriedTerm term, int weight)
    {
        if (term.Total == 0)
        {
            return;
        }

        long[] sums = For(term.Topology);
        ReadOnlySpan<int> carriers = term.Carriers;
        for (int value = 0; value < carriers.Length; value++)
        {
            sums[value] += (long)weight * carriers[value];
        }
    }

    /// <summary>The sum over the node's domains.</summary>
    public long At(int node)
    {
        long sum = 0;
        foreach ((Topology topology, long[] sums) in _touched)
        {
            int value = topology.Value(node);
            sum += value < 0 ? 0 : sums[value];
        }

        return sum;
    }

    /// <summary>Returns true if a domain of the node has more than 0.</summary>
    public bool IsAboveZeroAt(int node)
    {
        foreach ((Topology topology, long[] sums) in _touched)
        {
            int value = topology.Value(node);
            if (value >= 0 && sums[value] > 0)
            {
                return true;
            }
        }

        return false;
    }
}
