using System.Collections.Immutable;
using Nines.Text;

namespace Nines.Yaml;

/// <summary>A finished node with what it costs when every alias in it is written out.</summary>
/// <param name="Node">The node.</param>
/// <param name="Size">Nodes in it, itself included.</param>
/// <param name="Height">Levels of lists and mappings in it; 0 for a scalar.</param>
internal readonly record struct Built(DocumentNode Node, long Size, int Height);

/// <summary>A list or mapping that has begun and not ended.</summary>
internal sealed class Frame(SourcePosition position, bool isMapping, string? anchor)
{
    private readonly ImmutableArray<DocumentNode>.Builder _items = ImmutableArray.CreateBuilder<DocumentNode>();
    private readonly ImmutableArray<DocumentEntry>.Builder _entries = ImmutableArray.CreateBuilder<DocumentEntry>();
    private readonly Dictionary<string, SourcePosition> _keys = new(StringComparer.Ordinal);
    private long _size = 1;
    private int _height = 1;

    public const string MergeKey = "<<";

    public string? Anchor => anchor;

    public bool ExpectsKey => isMapping && !HasKey;

    public bool IsMergeValue => HasKey && DropsValue && Key == MergeKey;

    /// <summary>True when the key could not be used, so that its value is read and dropped.</summary>
    public bool DropsValue { get; private set; }

    public string? Key { get; private set; }

    public SourcePosition KeyPosition { get; private set; }

    /// <summary>Position and value of <c>&lt;&lt;</c>, merged when the mapping ends; null for none.</summary>
    public (SourcePosition Position, Built Value)? Merge { get; set; }

    private bool HasKey { get; set; }

    public void SetKey(string? key, SourcePosition position, bool isUsable)
    {
        (Key, KeyPosition, HasKey, DropsValue) = (key, position, true, !isUsable);
    }

    /// <summary>Position of an earlier equal key; null when the key is new, and then it is kept.</summary>
    public SourcePosition? Claim(string key, SourcePosition position)
    {
        if (_keys.TryAdd(key, position))
        {
            return null;
        }

        return _keys[key];
    }

    public bool Holds(string key) => _keys.ContainsKey(key);

    public void Add(Built value)
    {
        _size += value.Size;
        _height = Math.Max(_height, value.Height + 1);
        if (!isMapping)
        {
            _items.Add(value.Node);
            return;
        }

        if (!DropsValue)
        {
            _entries.Add(new DocumentEntry(Key!, KeyPosition, value.Node));
        }

        HasKey = false;
    }

    /// <summary>Ends the current entry and drops its value.</summary>
    public void Skip() => HasKey = false;

    /// <summary>Adds an entry of a merged mapping; the caller has counted its nodes.</summary>
    public void AddMerged(DocumentEntry entry)
    {
        _keys.Add(entry.Key, entry.KeyPosition);
        _entries.Add(entry);
    }

    public void AddMergedCost(Built source)
    {
        _size += source.Size;
        _height = Math.Max(_height, source.Height);
    }

    public Built Finish() => new(
        isMapping ? new MappingNode(position, _entries.DrainToImmutable()) : new SequenceNode(position, _items.DrainToImmutable()),
        _size,
        _height);
}
