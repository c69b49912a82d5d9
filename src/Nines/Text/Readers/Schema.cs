using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Nines.Text.Readers;

/// <summary>Constraints between keys, for the <c>refine</c> of <see cref="MappingReader{T}"/>.</summary>
public static class Schema
{
    /// <summary>One or more of the keys are required.</summary>
    public static Action<JsonObject> AtLeastOneOf(params string[] keys) =>
        schema => schema["anyOf"] = new JsonArray([.. keys.Select(Require)]);

    /// <summary>Exactly one of the keys is required.</summary>
    public static Action<JsonObject> ExactlyOneOf(params string[] keys) =>
        schema => schema["oneOf"] = new JsonArray([.. keys.Select(Require)]);

    /// <summary>The first key is allowed only with the second.</summary>
    public static Action<JsonObject> Dependent(string key, string needs) =>
        schema => schema["dependentRequired"] = new JsonObject { [key] = new JsonArray(needs) };

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
