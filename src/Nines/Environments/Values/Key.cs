using System.Text.Json.Nodes;

namespace Nines.Environments.Values;

/// <summary>A key that a mapping accepts.</summary>
internal abstract class Key(string name, string description, bool isRequired, JsonNode? shownDefault)
{
    public string Name => name;

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

    protected abstract JsonObject DescribeValue(SchemaDefinitions definitions);
}

/// <inheritdoc/>
/// <param name="name">As it is written.</param>
/// <param name="value">How its value is read.</param>
/// <param name="fallback">What stands in when the key is absent, or when its value could not be read.</param>
/// <param name="description">For people, in an editor.</param>
/// <param name="isRequired">Whether it must be there.</param>
/// <param name="shownDefault">The default that an editor shows; null for none.</param>
internal sealed class Key<T>(string name, ValueReader<T> value, T fallback, string description, bool isRequired, JsonNode? shownDefault)
    : Key(name, description, isRequired, shownDefault)
{
    public ValueReader<T> Value => value;

    public T Fallback => fallback;

    protected override JsonObject DescribeValue(SchemaDefinitions definitions) => value.Describe(definitions);
}

internal static class Keys
{
    public static Key<T> Required<T>(string name, ValueReader<T> value, T fallback, string description) =>
        new(name, value, fallback, description, isRequired: true, null);

    /// <summary>Absent means nothing at all.</summary>
    public static Key<T> Optional<T>(string name, ValueReader<T> value, string description) =>
        new(name, value, default!, description, isRequired: false, null);

    /// <summary>Absent means a default, which an editor shows when it can be written.</summary>
    public static Key<T> Default<T>(string name, ValueReader<T> value, T fallback, string description, JsonNode? shown = null) =>
        new(name, value, fallback, description, isRequired: false, shown);
}
