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

    /// <summary>How many values there are.</summary>
    public int Values { get; }

    /// <summary>The value of a node, -1 when it lacks the label.</summary>
    public int Of(int node) => _valueOf[node];
}
