using System.Collections.Immutable;

namespace Nines.Text;

/// <summary>A parsed document with the position of each part. Aliases are resolved; nodes may be shared.</summary>
public abstract record DocumentNode(SourcePosition Position);

/// <param name="Position">Start of the scalar.</param>
/// <param name="Value">The text without quotes.</param>
/// <param name="IsQuoted">True when it was written as a quoted or block string: then it is never a number, a boolean or null.</param>
public sealed record ScalarNode(SourcePosition Position, string Value, bool IsQuoted) : DocumentNode(Position);

public sealed record SequenceNode(SourcePosition Position, ImmutableArray<DocumentNode> Items) : DocumentNode(Position);

/// <summary>A mapping in the order of the text. Keys are unique: the parser reports duplicates.</summary>
public sealed record MappingNode(SourcePosition Position, ImmutableArray<DocumentEntry> Entries) : DocumentNode(Position);

public sealed record DocumentEntry(string Key, SourcePosition KeyPosition, DocumentNode Value);

/// <summary>Finds positions in a document, for diagnostics of checks that run after reading.</summary>
/// <param name="root">The document.</param>
public sealed class DocumentLocator(DocumentNode root)
{
    // Mappings are looked into many times by name; a scan each time would make thousands of components quadratic.
    private readonly Dictionary<MappingNode, Dictionary<string, DocumentEntry>> _indexes = new(ReferenceEqualityComparer.Instance);

    /// <summary>The node at the end of the keys; null when there is none.</summary>
    public DocumentNode? Find(params ReadOnlySpan<string> keys)
    {
        DocumentNode? node = root;
        foreach (string key in keys)
        {
            node = EntryOf(node, key)?.Value;
        }

        return node;
    }

    /// <summary>The entry whose key is the last of the keys; null when there is none.</summary>
    public DocumentEntry? FindEntry(params ReadOnlySpan<string> keys) =>
        keys.IsEmpty ? null : EntryOf(Find(keys[..^1]), keys[^1]);

    /// <summary>Position of the value, or of its nearest ancestor in the text.</summary>
    public SourcePosition PositionOf(params ReadOnlySpan<string> keys)
    {
        DocumentNode node = root;
        SourcePosition position = root.Position;
        foreach (string key in keys)
        {
            if (EntryOf(node, key) is not { } entry)
            {
                return position;
            }

            (node, position) = (entry.Value, entry.Value.Position);
        }

        return position;
    }

    /// <summary>Position of the last key, or of its nearest ancestor in the text.</summary>
    public SourcePosition PositionOfKey(params ReadOnlySpan<string> keys) => FindEntry(keys)?.KeyPosition ?? PositionOf(keys);

    /// <summary>Position of an item of the list at the end of the keys, or of its nearest ancestor in the text.</summary>
    public SourcePosition PositionOfItem(int index, params ReadOnlySpan<string> keys) =>
        Find(keys) is SequenceNode list && index < list.Items.Length ? list.Items[index].Position : PositionOf(keys);

    private DocumentEntry? EntryOf(DocumentNode? node, string key)
    {
        if (node is not MappingNode mapping)
        {
            return null;
        }

        if (!_indexes.TryGetValue(mapping, out Dictionary<string, DocumentEntry>? index))
        {
            index = new Dictionary<string, DocumentEntry>(StringComparer.Ordinal);
            foreach (DocumentEntry entry in mapping.Entries)
            {
                index.TryAdd(entry.Key, entry);
            }

            _indexes.Add(mapping, index);
        }

        return index.GetValueOrDefault(key);
    }
}
