using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Nines.Kubernetes.Records;

/// <summary>Texts by name, in ordinal order: labels, and those annotations that are kept. Small: there are hundreds of thousands of these.</summary>
[SuppressMessage("Naming", "CA1710", Justification = "It is a set of labels, as Kubernetes calls it.")]
public sealed class LabelSet : IReadOnlyDictionary<string, string>, IEquatable<LabelSet>
{
    private readonly KeyValuePair<string, string>[] _sorted;

    private LabelSet(KeyValuePair<string, string>[] sorted) => _sorted = sorted;

    public static LabelSet Empty { get; } = new([]);

    public int Count => _sorted.Length;

    public IEnumerable<string> Keys => _sorted.Select(pair => pair.Key);

    public IEnumerable<string> Values => _sorted.Select(pair => pair.Value);

    public string this[string key] => TryGetValue(key, out string? value) ? value : throw new KeyNotFoundException($"there is no '{key}'");

    /// <summary>Of pairs; the last one with a name counts.</summary>
    public static LabelSet From(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        KeyValuePair<string, string>[] sorted = [.. pairs];
        if (sorted.Length == 0)
        {
            return Empty;
        }

        // Go writes them sorted.
        for (int at = 1; at < sorted.Length; at++)
        {
            if (string.CompareOrdinal(sorted[at - 1].Key, sorted[at].Key) >= 0)
            {
                return Sorted(sorted);
            }
        }

        return new LabelSet(sorted);
    }

    private static LabelSet Sorted(KeyValuePair<string, string>[] pairs)
    {
        var last = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string key, string value) in pairs)
        {
            last[key] = value;
        }

        return new LabelSet([.. last]);
    }

    public bool ContainsKey(string key) => Find(key) >= 0;

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value)
    {
        int index = Find(key);
        value = index >= 0 ? _sorted[index].Value : null;
        return index >= 0;
    }

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, string>>)_sorted).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _sorted.GetEnumerator();

    public bool Equals(LabelSet? other) => other is not null && _sorted.AsSpan().SequenceEqual(other._sorted);

    public override bool Equals(object? obj) => Equals(obj as LabelSet);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach ((string key, string value) in _sorted)
        {
            hash.Add(key, StringComparer.Ordinal);
            hash.Add(value, StringComparer.Ordinal);
        }

        return hash.ToHashCode();
    }

    private int Find(string key)
    {
        int low = 0;
        int high = _sorted.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            int order = string.CompareOrdinal(_sorted[middle].Key, key);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }
}

/// <summary>The annotations that are kept; all others are never made a text.</summary>
/// <param name="Kept">By name.</param>
public sealed record AnnotationSet(LabelSet Kept)
{
    public static AnnotationSet Empty { get; } = new(LabelSet.Empty);
}

/// <summary>Selects objects by their labels. Empty matches every object; a selector that is null, none.</summary>
public sealed record LabelSelectorRecord
{
    public LabelSet MatchLabels { get; init => field = value ?? LabelSet.Empty; } = LabelSet.Empty;

    public SelectorRequirement[] MatchExpressions { get; init => field = Items.From(value); } = [];
}

/// <summary>One condition: In, NotIn, Exists, DoesNotExist, and for nodes Gt and Lt.</summary>
public sealed record SelectorRequirement
{
    public string Key { get; init => field = value ?? ""; } = "";

    public string Operator { get; init => field = value ?? ""; } = "";

    public string[] Values { get; init => field = Items.From(value); } = [];
}
