using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;

namespace Nines.Text.Readers;

/// <summary>Reads a mapping with a fixed set of keys; the same table writes its schema.</summary>
/// <param name="id">Name of its definition in the schema.</param>
/// <param name="title">The mapping in two or three words: <c>a node pool</c>.</param>
/// <param name="description">The text that an editor shows.</param>
/// <param name="keys">Every key that it accepts.</param>
/// <param name="build">Creates the value from the entries. It is called even when some could not be read, with their fallbacks.</param>
/// <param name="refine">Adds constraints between keys to the schema; null for none.</param>
public sealed class MappingReader<T>(
    string id, string title, string description, ImmutableArray<Key> keys, Func<Fields, T> build, Action<JsonObject>? refine = null)
    : ValueReader<T>
{
    /// <inheritdoc/>
    public override bool TryRead(DocumentNode node, ReadingContext context, [MaybeNullWhen(false)] out T value) =>
        TryRead("", node.Position, node, context, out value);

    /// <summary>Reads the mapping of a name in a collection.</summary>
    public bool TryRead(string name, SourcePosition position, DocumentNode node, ReadingContext context, [MaybeNullWhen(false)] out T value)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(context);
        value = default;
        context.CancellationToken.ThrowIfCancellationRequested();
        Dictionary<string, DocumentEntry> entries = new(StringComparer.Ordinal);
        if (node is MappingNode mapping)
        {
            foreach (DocumentEntry entry in mapping.Entries)
            {
                entries[entry.Key] = entry;
                if (!keys.Any(key => key.Name == entry.Key))
                {
                    context.ReportUnknown(
                        entry.KeyPosition,
                        $"{Capital(title)} has no key {Sanitizer.Quote(entry.Key)}.",
                        entry.Key,
                        keys.Select(key => key.Name));
                    if (!context.IsFull && Spelling.Nearest(entry.Key, keys.Select(key => key.Name)) is { } meant)
                    {
                        context.MarkMisspelled(meant);
                    }
                }
            }
        }
        else if (!PlainScalar.IsNothing(node))
        {
            context.Report(node.Position, $"Expected {title}, which is a mapping, found {PlainScalar.Describe(node)}.");
            return false;
        }

        foreach (Key key in keys.Where(key => key.IsRequired && !entries.ContainsKey(key.Name)))
        {
            context.Report(position, $"{Capital(title)} needs the key '{key.Name}'.");
        }

        value = build(new Fields(name, position, entries, context));
        return true;
    }

    /// <inheritdoc/>
    public override JsonObject Describe(SchemaDefinitions definitions) => definitions.Refer(id, () => DescribeInline(definitions));

    /// <summary>The schema itself instead of a reference to it.</summary>
    public JsonObject DescribeInline(SchemaDefinitions definitions)
    {
        var properties = new JsonObject();
        foreach (Key key in keys)
        {
            properties[key.Name] = key.Describe(definitions);
        }

        var schema = new JsonObject
        {
            ["title"] = Capital(title),
            ["description"] = description,
            ["type"] = keys.Any(key => key.IsRequired) ? "object" : new JsonArray("object", "null"),
            ["additionalProperties"] = false,
            ["properties"] = properties,
        };
        if (keys.Any(key => key.IsRequired))
        {
            schema["required"] = new JsonArray([.. keys.Where(key => key.IsRequired).Select(key => JsonValue.Create(key.Name))]);
        }

        refine?.Invoke(schema);
        return schema;
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}

/// <summary>A key that a mapping accepts.</summary>
public abstract class Key(string name, string description, bool isRequired, JsonNode? shownDefault)
{
    /// <summary>The key as it is written.</summary>
    public string Name => name;

    /// <summary>True when the key must be present.</summary>
    public bool IsRequired => isRequired;

    /// <summary>The schema of its value, with the text that an editor shows.</summary>
    public JsonObject Describe(SchemaDefinitions definitions)
    {
        JsonObject schema = DescribeValue(definitions);
        schema["description"] = description;
        if (shownDefault is not null)
        {
            schema["default"] = shownDefault.DeepClone();
        }

        return schema;
    }

    /// <summary>The schema of its value alone.</summary>
    protected abstract JsonObject DescribeValue(SchemaDefinitions definitions);
}

/// <inheritdoc/>
/// <param name="name">The key as it is written.</param>
/// <param name="value">The reader of its value.</param>
/// <param name="fallback">The value when the key is absent, or when its value could not be read.</param>
/// <param name="description">The text that an editor shows.</param>
/// <param name="isRequired">True when the key must be present.</param>
/// <param name="shownDefault">The default that an editor shows; null for none.</param>
public sealed class Key<T>(string name, ValueReader<T> value, T fallback, string description, bool isRequired, JsonNode? shownDefault)
    : Key(name, description, isRequired, shownDefault)
{
    /// <summary>The reader of its value.</summary>
    public ValueReader<T> Value => value;

    /// <summary>The value when the key is absent, or when its value could not be read.</summary>
    public T Fallback => fallback;

    /// <inheritdoc/>
    protected override JsonObject DescribeValue(SchemaDefinitions definitions) => value.Describe(definitions);
}

/// <summary>Creates keys.</summary>
public static class Keys
{
    /// <summary>A key that must be present.</summary>
    public static Key<T> Required<T>(string name, ValueReader<T> value, T fallback, string description) =>
        new(name, value, fallback, description, isRequired: true, null);

    /// <summary>A key without a default.</summary>
    public static Key<T> Optional<T>(string name, ValueReader<T> value, string description) =>
        new(name, value, default!, description, isRequired: false, null);

    /// <summary>A key with a default, which an editor shows when it can be written.</summary>
    public static Key<T> Default<T>(string name, ValueReader<T> value, T fallback, string description, JsonNode? shown = null) =>
        new(name, value, fallback, description, isRequired: false, shown);
}

/// <summary>The entries of one mapping, by key.</summary>
/// <param name="name">The name of the mapping in a collection; empty elsewhere.</param>
/// <param name="position">The position of the mapping, for diagnostics about all of it.</param>
/// <param name="entries">The entries as they were written.</param>
/// <param name="context">Collects diagnostics.</param>
public sealed class Fields(
    string name, SourcePosition position, Dictionary<string, DocumentEntry> entries, ReadingContext context)
{
    /// <summary>The name of the mapping in a collection; empty elsewhere.</summary>
    public string Name => name;

    /// <summary>The position of the mapping.</summary>
    public SourcePosition Position => position;

    /// <summary>Collects diagnostics.</summary>
    public ReadingContext Context => context;

    /// <summary>True when the key is present, even if its value could not be read.</summary>
    public bool Has(Key key) => entries.ContainsKey(key.Name);

    /// <summary>True when the key is present and its value could be read.</summary>
    public bool IsSound(Key key) => entries.TryGetValue(key.Name, out DocumentEntry? entry) && !context.IsBroken(entry.Value);

    /// <summary>The position of the key's value; the mapping's own when the key is absent.</summary>
    public SourcePosition PositionOf(Key key) => entries.TryGetValue(key.Name, out DocumentEntry? entry) ? entry.Value.Position : position;

    /// <summary>The position of the key itself; the mapping's own when the key is absent.</summary>
    public SourcePosition PositionOfName(Key key) => entries.TryGetValue(key.Name, out DocumentEntry? entry) ? entry.KeyPosition : position;

    /// <summary>The value, or the key's fallback.</summary>
    public T Get<T>(Key<T> key)
    {
        if (!entries.TryGetValue(key.Name, out DocumentEntry? entry))
        {
            return key.Fallback;
        }

        if (key.Value.TryRead(entry.Value, context, out T? value))
        {
            return value;
        }

        context.MarkBroken(entry.Value);
        return key.Fallback;
    }

    /// <inheritdoc cref="Maybe"/>
    public T? Find<T>(Key<T> key)
        where T : class => Get(key);

    /// <summary>The value, or null when the key is absent or its value could not be read.</summary>
    public T? Maybe<T>(Key<T> key)
        where T : struct
    {
        T value = Get(key);
        return IsSound(key) ? value : null;
    }

    /// <summary>Reports a diagnostic at the key's value.</summary>
    public void Report(Key key, string message, string? hint = null) => context.Report(PositionOf(key), message, hint);
}
