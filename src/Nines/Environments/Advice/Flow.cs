using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using Nines.Text;

namespace Nines.Environments.Advice;

/// <summary>Writes small pieces of a document for the improvements.</summary>
internal static class Flow
{
    private static readonly SearchValues<char> Special = SearchValues.Create(":,[]{}#\"'");
    private static readonly SourcePosition Here = new("--advise", 0, 0);

    public static DocumentNode From(string text) => new ScalarNode(Here, text, IsQuoted: false);

    public static DocumentNode From(int number) => From(number.ToString(CultureInfo.InvariantCulture));

    public static DocumentNode From(IEnumerable<int> numbers) => new SequenceNode(Here, [.. numbers.Select(From)]);

    public static DocumentNode From(IEnumerable<string> texts) => new SequenceNode(Here, [.. texts.Select(From)]);

    public static DocumentNode Map(params ReadOnlySpan<(string Key, DocumentNode Value)> entries)
    {
        var mapping = ImmutableArray.CreateBuilder<DocumentEntry>(entries.Length);
        foreach ((string key, DocumentNode value) in entries)
        {
            mapping.Add(new DocumentEntry(key, Here, value));
        }

        return new MappingNode(Here, mapping.ToImmutable());
    }

    /// <summary>The entry of a mapping, or null.</summary>
    public static DocumentNode? Child(DocumentNode? node, string key) =>
        (node as MappingNode)?.Entries.FirstOrDefault(entry => entry.Key == key)?.Value;

    /// <summary>The node that a chain of keys leads to, or null.</summary>
    public static DocumentNode? At(DocumentNode? root, params ReadOnlySpan<string> keys)
    {
        foreach (string key in keys)
        {
            root = Child(root, key);
        }

        return root;
    }

    /// <summary>One line of flow style, as it could be written into the file; deeper parts than a file may have are omitted.</summary>
    public static string? Inline(DocumentNode? node) => Inline(node, 64);

    private static string? Inline(DocumentNode? node, int depth) => node switch
    {
        null => null,
        ScalarNode scalar => Scalar(scalar),
        _ when depth == 0 => "...",
        SequenceNode sequence => "[" + string.Join(", ", sequence.Items.Select(item => Inline(item, depth - 1))) + "]",
        MappingNode { Entries.IsEmpty: true } => "{}",
        MappingNode mapping => "{ " + string.Join(", ", mapping.Entries.Select(entry => $"{entry.Key}: {Inline(entry.Value, depth - 1)}")) + " }",
        _ => "",
    };

    // Quoted where it would otherwise be read as something else.
    private static string Scalar(ScalarNode scalar) =>
        scalar.IsQuoted || scalar.Value.Length == 0 || scalar.Value.AsSpan().IndexOfAny(Special) >= 0
            ? "\"" + scalar.Value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\""
            : scalar.Value;
}
