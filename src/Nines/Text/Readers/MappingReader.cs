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
