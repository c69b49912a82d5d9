using Nines.Clusters;

namespace Nines.Domains;

/// <summary>Within what fault and update domains are counted.</summary>
/// <param name="Id">Unique; empty for the whole cluster.</param>
/// <param name="Title">Human-readable: <c>pool apps</c>; empty for the whole cluster.</param>
internal sealed record NodeScope(string Id, string Title);

/// <summary>The scope of each node: its scale set, else its pool, else the cluster. Azure also numbers domains separately in each zone of a set.</summary>
internal sealed class NodeScopes
{
    private static readonly NodeScope s_cluster = new("", "");
    private readonly NodeScope[] _scopes;

    /// <param name="nodes">All nodes.</param>
    /// <param name="pools">The pool of each; null when unknown.</param>
    /// <param name="zones">The zone of each; null when unknown.</param>
    public NodeScopes(IReadOnlyList<Node> nodes, string?[] pools, string?[] zones)
    {
        (string Path, string Name)?[] sets = [.. nodes.Select(node => ScaleSetName.Parse(node.ProviderId))];
        Dictionary<string, int> paths = Several(sets.OfType<(string Path, string Name)>().Select(set => (set.Name, set.Path)));
        Dictionary<string, int> setsOfPool = Several(Enumerable.Range(0, nodes.Count)
            .Where(node => sets[node] is not null && pools[node] is not null)
            .Select(node => (pools[node]!, sets[node]!.Value.Path)));
        Dictionary<string, int> poolsOfSet = Several(Enumerable.Range(0, nodes.Count)
            .Where(node => sets[node] is not null)
            .Select(node => (sets[node]!.Value.Path, pools[node] ?? "")));
        _scopes = new NodeScope[nodes.Count];
        for (int node = 0; node < nodes.Count; node++)
        {
            string? pool = pools[node];
            if (sets[node] is not { } set)
            {
                _scopes[node] = pool is null ? s_cluster : new NodeScope(pool, "pool " + pool);
                continue;
            }

            // People know pools and hardly ever scale sets.
            bool isPool = pool is not null && setsOfPool[pool] == 1 && poolsOfSet[set.Path] == 1;
            _scopes[node] = new NodeScope(paths[set.Name] == 1 ? set.Name : set.Path, isPool ? "pool " + pool : "scale set " + set.Name);
        }

        Dictionary<string, int> zonesOfScope = Several(Enumerable.Range(0, nodes.Count)
            .Where(node => zones[node] is not null && _scopes[node].Id.Length > 0)
            .Select(node => (_scopes[node].Id, zones[node]!)));
        for (int node = 0; node < nodes.Count; node++)
        {
            if (zones[node] is { } zone && zonesOfScope.GetValueOrDefault(_scopes[node].Id) > 1)
            {
                _scopes[node] = new NodeScope($"{_scopes[node].Id}.{zone}", $"{_scopes[node].Title} in zone {zone}");
            }
        }
    }

    public NodeScope this[int node] => _scopes[node];

    /// <summary>Returns the number of different partners of each name.</summary>
    private static Dictionary<string, int> Several(IEnumerable<(string Name, string Partner)> pairs) =>
        pairs.Distinct().GroupBy(pair => pair.Name, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
}

/// <summary>The scale set in the provider id of a node: in each, fault and update domains are counted separately.</summary>
internal static class ScaleSetName
{
    private const string Scheme = "azure://";
    private const string Marker = "/virtualMachineScaleSets/";

    // The longest path that Azure gives out is far below.
    private const int MaxLength = 2048;

    /// <summary>Returns true for a node that is a machine on Azure.</summary>
    public static bool IsAzure(string providerId) => providerId.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>The path of the scale set in small letters, and its name; null for a machine that is in none.</summary>
    public static (string Path, string Name)? Parse(string providerId)
    {
        if (!IsAzure(providerId) || providerId.Length > MaxLength)
        {
            return null;
        }

        int marker = providerId.IndexOf(Marker, StringComparison.OrdinalIgnoreCase);
        if (marker < 0)
        {
            return null;
        }

        int start = marker + Marker.Length;
        int end = providerId.IndexOf('/', start);
        end = end < 0 ? providerId.Length : end;
        return end == start ? null : (providerId[..end].ToLowerInvariant(), providerId[start..end].ToLowerInvariant());
    }
}
