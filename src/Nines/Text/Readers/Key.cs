using System.Text.Json.Nodes;

namespace Nines.Text.Readers;

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
