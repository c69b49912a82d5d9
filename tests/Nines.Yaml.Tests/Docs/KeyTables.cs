using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Nines.Yaml.Tests.Docs;

/// <summary>The tables of keys in docs/environment.md, written from the schema.</summary>
internal static class KeyTables
{
    public static string Write(JsonElement schema)
    {
        var page = new StringBuilder();
        Section(page, schema, "environment", schema);
        foreach (JsonProperty definition in schema.GetProperty("$defs").EnumerateObject().Where(each => each.Value.TryGetProperty("properties", out _)))
        {
            Section(page, schema, definition.Name, definition.Value);
        }

        return page.ToString();
    }

    private static void Section(StringBuilder page, JsonElement root, string name, JsonElement mapping)
    {
        HashSet<string> required = mapping.TryGetProperty("required", out JsonElement keys) ? [.. keys.EnumerateArray().Select(key => key.GetString()!)] : [];
        page.Append(CultureInfo.InvariantCulture, $"### {name}\n\n");
        if (mapping.TryGetProperty("description", out JsonElement description))
        {
            page.Append(CultureInfo.InvariantCulture, $"{Escape(description.GetString()!)}\n\n");
        }

        page.Append("| key | value | default | meaning |\n|---|---|---|---|\n");
        foreach (JsonProperty key in mapping.GetProperty("properties").EnumerateObject())
        {
            string standard = required.Contains(key.Name) ? "required" : key.Value.TryGetProperty("default", out JsonElement value) ? $"`{value}`" : "";
            string meaning = key.Value.TryGetProperty("description", out JsonElement text) ? Escape(text.GetString()!) : "";
            page.Append(CultureInfo.InvariantCulture, $"| `{key.Name}` | {Type(root, key.Value)} | {standard} | {meaning} |\n");
        }

        page.Append('\n');
    }

    private static string Type(JsonElement root, JsonElement value)
    {
        if (value.TryGetProperty("$ref", out JsonElement reference))
        {
            string name = reference.GetString()!.Split('/')[^1];
            JsonElement target = root.GetProperty("$defs").GetProperty(name);
            return target.TryGetProperty("properties", out _) ? $"[{name}](#{name.ToLowerInvariant()})" : name;
        }

        if (value.TryGetProperty("anyOf", out JsonElement choices))
        {
            return string.Join(" or ", choices.EnumerateArray().Select(choice => Type(root, choice)).Distinct(StringComparer.Ordinal));
        }

        if (value.TryGetProperty("enum", out JsonElement words))
        {
            return string.Join(", ", words.EnumerateArray().Select(word => $"`{word}`"));
        }

        if (value.TryGetProperty("items", out JsonElement items))
        {
            return $"list of {Type(root, items)}";
        }

        if (value.TryGetProperty("additionalProperties", out JsonElement item) && item.ValueKind == JsonValueKind.Object)
        {
            return $"by name: {Type(root, item)}";
        }

        string range = value.TryGetProperty("minimum", out JsonElement least) && value.TryGetProperty("maximum", out JsonElement most)
            ? string.Create(CultureInfo.InvariantCulture, $", {least.GetDouble():N0} to {most.GetDouble():N0}")
            : "";
        return value.TryGetProperty("type", out JsonElement type) ? type.ToString() switch
        {
            "integer" => "whole number" + range,
            "number" => "number" + range,
            "boolean" => "`true` or `false`",
            "string" => Text(value),
            _ => "mapping",
        } : "value";
    }

    private static string Text(JsonElement value)
    {
        string pattern = value.TryGetProperty("pattern", out JsonElement given) ? given.GetString()! : "";
        return pattern.Contains("(?!s)", StringComparison.Ordinal) ? "duration"
            : pattern.EndsWith("%$", StringComparison.Ordinal) ? "percentage"
            : pattern.Contains("[KMGT]iB", StringComparison.Ordinal) ? "memory"
            : pattern.EndsWith("m?)$", StringComparison.Ordinal) ? "cores"
            : "text";
    }

    private static string Escape(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
