using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using System.Text.Json;
using System.Text;

namespace Nines.Text.Readers;

/// <summary>
/// One kind of value of a settings-like document: reads it, and describes it in the published schema. Both are in one place so that they agree.
/// </summary>
public abstract class ValueReader<T>
{
    /// <summary>Reads a node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="context">Collects diagnostics.</param>
    /// <param name="value">The value.</param>
    /// <returns>False when the node is not such a value; then at least one diagnostic was reported.</returns>
    public abstract bool TryRead(DocumentNode node, ReadingContext context, [MaybeNullWhen(false)] out T value);

    /// <summary>The JSON Schema of such a value.</summary>
    public abstract JsonObject Describe(SchemaDefinitions definitions);
}

/// <summary>Reads a value that is converted from another, with its position.</summary>
public sealed class MappedReader<TFrom, T>(ValueReader<TFrom> inner, Func<TFrom, SourcePosition, T> convert) : ValueReader<T>
{
    /// <inheritdoc/>
    public override bool TryRead(DocumentNode node, ReadingContext context, [MaybeNullWhen(false)] out T value)
    {
        bool isRead = inner.TryRead(node, context, out TFrom? from);
        value = isRead ? convert(from!, node.Position) : default;
        return isRead;
    }

    /// <inheritdoc/>
    public override JsonObject Describe(SchemaDefinitions definitions) => inner.Describe(definitions);
}

/// <summary>Reads a value with a short form that is a scalar and a long form that is a mapping.</summary>
public sealed class EitherReader<T>(ValueReader<T> scalar, ValueReader<T> mapping) : ValueReader<T>
{
    /// <inheritdoc/>
    public override bool TryRead(DocumentNode node, ReadingContext context, [MaybeNullWhen(false)] out T value) =>
        node is MappingNode ? mapping.TryRead(node, context, out value) : scalar.TryRead(node, context, out value);

    /// <inheritdoc/>
    public override JsonObject Describe(SchemaDefinitions definitions) =>
        new() { ["anyOf"] = new JsonArray(scalar.Describe(definitions), mapping.Describe(definitions)) };
}

/// <summary>Constraints between keys, for the <c>refine</c> of <see cref="MappingReader{T}"/>.</summary>
public static class Schema
{
    /// <summary>One or more of the keys are required.</summary>
    public static Action<JsonObject> AtLeastOneOf(params string[] keys) =>
        schema => schema["anyOf"] = new JsonArray([.. keys.Select(Require)]);

    /// <summary>Exactly one of the keys is required.</summary>
    public static Action<JsonObject> ExactlyOneOf(params string[] keys) =>
        schema => schema["oneOf"] = new JsonArray([.. keys.Select(Require)]);

    private static JsonNode Require(string key) => new JsonObject { ["required"] = new JsonArray(key) };
}

/// <summary>The <c>$defs</c> of the schema being written: each named type once, wherever it is used.</summary>
public sealed class SchemaDefinitions
{
    private readonly SortedDictionary<string, JsonObject?> _definitions = new(StringComparer.Ordinal);

    /// <summary>A reference to a definition, which is described at its first use; it may refer to itself.</summary>
    public JsonObject Refer(string id, Func<JsonObject> describe)
    {
        ArgumentNullException.ThrowIfNull(describe);
        if (_definitions.TryAdd(id, null))
        {
            _definitions[id] = describe();
        }

        return new JsonObject { ["$ref"] = $"#/$defs/{id}" };
    }

    /// <summary>Writes a complete schema as text, draft 2020-12, ending in a newline.</summary>
    /// <param name="id">Identifier of the schema.</param>
    /// <param name="root">Schema of the document, described with these definitions.</param>
    public string Write(string id, JsonObject root)
    {
        ArgumentNullException.ThrowIfNull(root);
        var schema = new JsonObject { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["$id"] = id };
        foreach (KeyValuePair<string, JsonNode?> each in root.ToList())
        {
            root.Remove(each.Key);
            schema[each.Key] = each.Value;
        }

        schema["$defs"] = ToJson();
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(
            stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            schema.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length) + "\n";
    }

    // Sorted by id.
    private JsonObject ToJson()
    {
        var result = new JsonObject();
        foreach ((string id, JsonObject? definition) in _definitions)
        {
            result[id] = definition;
        }

        return result;
    }
}
