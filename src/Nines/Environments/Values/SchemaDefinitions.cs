using System.Text.Json.Nodes;

namespace Nines.Environments.Values;

/// <summary>The <c>$defs</c> of the schema being written: each named type once, wherever it is used.</summary>
internal sealed class SchemaDefinitions
{
    private readonly SortedDictionary<string, JsonObject?> _definitions = new(StringComparer.Ordinal);

    /// <summary>A reference to a definition, which is described at its first use; it may refer to itself.</summary>
    public JsonObject Refer(string id, Func<JsonObject> describe)
    {
        if (_definitions.TryAdd(id, null))
        {
            _definitions[id] = describe();
        }

        return new JsonObject { ["$ref"] = $"#/$defs/{id}" };
    }

    public JsonObject ToJson()
    {
        var result = new JsonObject();
        foreach ((string id, JsonObject? definition) in _definitions)
        {
            result[id] = definition;
        }

        return result;
    }
}
