using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Nines.Text;

/// <summary>
/// Value of an object to write as YAML or JSON, so that the code of a manifest looks like the manifest: maps with indexers, lists as collection
/// expressions, and texts, numbers and booleans as they are. <see cref="YamlWriter"/> writes it.
/// </summary>
[CollectionBuilder(typeof(YamlList), nameof(YamlList.Create))]
public abstract class YamlNode
{
    /// <summary>Comment before the entry, the item or the document; its lines end with line feeds. Null for none.</summary>
    public string? Comment { get; init; }

    /// <summary>Comment behind the value, in a column of its own; null for none.</summary>
    public string? Note { get; init; }

    [return: NotNullIfNotNull(nameof(value))]
    public static implicit operator YamlNode?(string? value) => value is null ? null : new YamlScalar(value);

    public static implicit operator YamlNode(int value) => new YamlScalar(value);

    public static implicit operator YamlNode?(int? value) => value is { } number ? new YamlScalar(number) : null;

    public static implicit operator YamlNode(bool value) => new YamlScalar(value);

    public static implicit operator YamlNode?(bool? value) => value is { } truth ? new YamlScalar(truth) : null;

    public static implicit operator YamlNode(UnixFileMode value) => new YamlScalar(value);

    /// <summary>Items of a list; maps and scalars have none.</summary>
    public virtual IEnumerator<YamlNode> GetEnumerator() => Enumerable.Empty<YamlNode>().GetEnumerator();
}

/// <summary>Entries in the order in which they are first set.</summary>
public sealed class YamlMap : YamlNode
{
    private readonly OrderedDictionary<string, YamlNode> _entries;

    public YamlMap() => _entries = new(StringComparer.Ordinal);

    /// <param name="first">Its entries come first; it stays as it is.</param>
    public YamlMap(YamlMap first) => _entries = new(first._entries, StringComparer.Ordinal);

    public bool IsEmpty => _entries.Count == 0;

    internal IReadOnlyList<KeyValuePair<string, YamlNode>> Entries => _entries;

    /// <summary>Value of a key. Null is no entry: setting it leaves the key out. <see cref="YamlScalar.Null"/> is written as null.</summary>
    public YamlNode? this[string key]
    {
        get => _entries.GetValueOrDefault(key);
        set
        {
            if (value is null)
            {
                _entries.Remove(key);
            }
            else
            {
                _entries[key] = value;
            }
        }
    }
}

/// <summary>Items in order.</summary>
[CollectionBuilder(typeof(YamlList), nameof(Create))]
public sealed class YamlList : YamlNode
{
    public YamlList(IEnumerable<YamlNode> items) => Items = [.. items];

    private YamlList(ImmutableArray<YamlNode> items) => Items = items;

    internal ImmutableArray<YamlNode> Items { get; }

    public static YamlList Create(ReadOnlySpan<YamlNode> items) => new(ImmutableArray.Create(items));

    public override IEnumerator<YamlNode> GetEnumerator() => Items.AsEnumerable().GetEnumerator();
}

/// <summary>A text, a number, a boolean, a file mode or null.</summary>
public sealed class YamlScalar : YamlNode
{
    /// <param name="value">Read back as this text, whatever it looks like.</param>
    public YamlScalar(string value) => Value = value;

    public YamlScalar(int value) => Value = value;

    public YamlScalar(bool value) => Value = value;

    /// <param name="value">Written in octal digits, as files of Kubernetes spell modes; as a decimal number in JSON, which has no other.</param>
    public YamlScalar(UnixFileMode value) => Value = value;

    private YamlScalar()
    {
    }

    public static YamlScalar Null { get; } = new();

    internal object? Value { get; }
}
