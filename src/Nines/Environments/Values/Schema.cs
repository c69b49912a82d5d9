using System.Text.Json.Nodes;

namespace Nines.Environments.Values;

/// <summary>What a table of keys cannot say by itself, for <see cref="MappingReader{T}"/>.</summary>
internal static class Schema
{
    /// <summary>One or more of the keys must be there.</summary>
    public static Action<JsonObject> AtLeastOneOf(params string[] keys) =>
        schema => schema["anyOf"] = new JsonArray([.. keys.Select(Requires)]);

    /// <summary>Exactly one of the keys must be there.</summary>
    public static Action<JsonObject> ExactlyOneOf(params string[] keys) =>
        schema => schema["oneOf"] = new JsonArray([.. keys.Select(Requires)]);

    /// <summary>The first key may only be there with the second.</summary>
    public static Action<JsonObject> Dependent(string key, string needs) =>
        schema => schema["dependentRequired"] = new JsonObject { [key] = new JsonArray(needs) };

    private static JsonNode Requires(string key) => new JsonObject { ["required"] = new JsonArray(key) };
}
