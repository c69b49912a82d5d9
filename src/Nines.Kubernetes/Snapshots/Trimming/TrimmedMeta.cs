using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Nines.Kubernetes.Records;

namespace Nines.Kubernetes.Snapshots.Trimming;

/// <summary>Cuts what every object has to what is judged.</summary>
internal static class TrimmedMeta
{
    /// <param name="labels">False drops the labels.</param>
    public static ObjectMeta From(ObjectMeta meta, bool labels = true) => new()
    {
        Name = TrimmedText.From(meta.Name),
        Namespace = TrimmedText.From(meta.Namespace),
        Labels = labels ? TrimmedText.From(meta.Labels) : LabelSet.Empty,
        Annotations = From(meta.Annotations),
        OwnerReferences = Controller(meta) is { } owner ? [owner] : [],
    };

    public static AnnotationSet From(AnnotationSet annotations) =>
        annotations.Kept.Count == 0 || TrimmedText.From(annotations.Kept) is var kept && ReferenceEquals(kept, annotations.Kept) ? annotations : new AnnotationSet(kept);

    /// <summary>
    /// Returns the controller of an object; null for none. Its uid is dropped: the name and kind of a controller are unique as long
    /// as it lives, and what outlives it is swept away with it.
    /// </summary>
    public static OwnerReference? Controller(ObjectMeta meta)
    {
        foreach (OwnerReference owner in meta.OwnerReferences)
        {
            if (owner.Controller)
            {
                return owner with { Uid = "", Name = TrimmedText.From(owner.Name) };
            }
        }

        return null;
    }
}

/// <summary>Bounds texts that Kubernetes would never have let in, so that no file can make every later step slow.</summary>
internal static class TrimmedText
{
    /// <summary>Labels have at most 63 characters and names at most 253; this is the longest that is kept as it is.</summary>
    public const int MaxLength = 512;

    private const int Kept = 200;
    private const string QueryMark = "?~";
    private static readonly SearchValues<char> s_hex = SearchValues.Create("0123456789abcdef");

    /// <summary>A text that is too long loses its end, in place of which stands a hash of all of it: different ones stay different.</summary>
    public static string From(string text) => text.Length <= MaxLength ? text : $"{Head(text)}~{Hash(text)}";

    /// <summary>The same labels, with bounded texts.</summary>
    public static LabelSet From(LabelSet labels)
    {
        foreach ((string key, string value) in labels)
        {
            if (key.Length > MaxLength || value.Length > MaxLength)
            {
                return LabelSet.From(labels.Select(pair => KeyValuePair.Create(From(pair.Key), From(pair.Value))));
            }
        }

        return labels;
    }

    /// <summary>
    /// Path of a probe. The query may be a token, so a short hash replaces it: enough to distinguish two probes, not enough to
    /// recover the text.
    /// </summary>
    public static string ProbePath(string path)
    {
        int query = path.IndexOf('?', StringComparison.Ordinal);
        return query < 0 ? From(path)
            : IsHashed(path.AsSpan(query)) ? path
            : From(path[..query]) + QueryMark + Hash(path[query..]);
    }

    private static bool IsHashed(ReadOnlySpan<char> query) =>
        query.StartsWith(QueryMark) && query.Length == QueryMark.Length + 8 && query[QueryMark.Length..].IndexOfAnyExcept(s_hex) < 0;

    // Never half of a character that takes two.
    private static string Head(string text) => char.IsHighSurrogate(text[Kept - 1]) ? text[..(Kept - 1)] : text[..Kept];

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 4));
}
