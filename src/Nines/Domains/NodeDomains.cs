using System.Collections.Immutable;

namespace Nines.Domains;

/// <summary>
/// Known domains of a node, from whichever source: labels, Azure, a table. A domain that is not in
/// <see cref="Values"/> is unknown, which is never the same as shared: two nodes without a fault domain are not in the same one.
/// </summary>
/// <param name="Node">The name of the node, as the cluster has it.</param>
/// <param name="Values">By the kind of domain (see <see cref="DomainKinds"/>, or a name of the user's own), ordinal; no value is empty.</param>
public sealed record NodeDomains(string Node, ImmutableSortedDictionary<string, string> Values)
{
    /// <summary>The domain of a kind; null when it is unknown.</summary>
    public string? this[string key] => Values.GetValueOrDefault(key);

    public bool Equals(NodeDomains? other) => other is not null && Node == other.Node && Values.SequenceEqual(other.Values);

    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.Add(Node, StringComparer.Ordinal);
        foreach ((string key, string value) in Values)
        {
            hash.Add(key, StringComparer.Ordinal);
            hash.Add(value, StringComparer.Ordinal);
        }

        return hash.ToHashCode();
    }
}
