using System.Collections.Immutable;

namespace Nines.Measure.References;

/// <summary>Directed graph of names, with the files that make each arrow.</summary>
internal sealed class Graph
{
    private readonly SortedDictionary<string, SortedDictionary<string, SortedSet<string>>> _arrows = new(StringComparer.Ordinal);

    public Graph(IEnumerable<string> nodes)
    {
        foreach (string node in nodes)
        {
            _arrows.TryAdd(node, new(StringComparer.Ordinal));
        }
    }

    public IReadOnlyCollection<string> Nodes => _arrows.Keys;

    public void Add(string from, string to, string reason)
    {
        if (from == to)
        {
            return;
        }

        SortedDictionary<string, SortedSet<string>> arrows = _arrows[from];
        if (!arrows.TryGetValue(to, out SortedSet<string>? reasons))
        {
            arrows.Add(to, reasons = new(StringComparer.Ordinal));
        }

        reasons.Add(reason);
    }

    public IEnumerable<string> From(string node) => _arrows[node].Keys;

    /// <summary>References behind an arrow, as <c>File > Name</c>.</summary>
    public IReadOnlyCollection<string> Reasons(string from, string to) => _arrows[from].TryGetValue(to, out SortedSet<string>? reasons) ? reasons : [];

    /// <summary>Sets of nodes that reach each other, by Tarjan's algorithm. A single node is no cycle.</summary>
    public ImmutableArray<ImmutableArray<string>> Cycles()
    {
        Dictionary<string, int> number = [], low = [];
        Stack<string> path = [];
        HashSet<string> onPath = [];
        List<ImmutableArray<string>> cycles = [];
        foreach (string node in _arrows.Keys.Where(node => !number.ContainsKey(node)))
        {
            Visit(node);
        }

        return [.. cycles.OrderByDescending(cycle => cycle.Length).ThenBy(cycle => cycle[0], StringComparer.Ordinal)];

        void Visit(string node)
        {
            number[node] = low[node] = number.Count;
            path.Push(node);
            onPath.Add(node);
            foreach (string next in From(node))
            {
                if (!number.TryGetValue(next, out int seen))
                {
                    Visit(next);
                    low[node] = Math.Min(low[node], low[next]);
                }
                else if (onPath.Contains(next))
                {
                    low[node] = Math.Min(low[node], seen);
                }
            }

            if (low[node] != number[node])
            {
                return;
            }

            List<string> together = [];
            string member;
            do
            {
                member = path.Pop();
                onPath.Remove(member);
                together.Add(member);
            }
            while (member != node);
            if (together.Count > 1)
            {
                cycles.Add([.. together.Order(StringComparer.Ordinal)]);
            }
        }
    }
}
