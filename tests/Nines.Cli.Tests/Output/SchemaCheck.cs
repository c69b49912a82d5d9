using System.Text.Json;
using System.Text.RegularExpressions;

namespace Nines.Cli.Tests.Output;

/// <summary>
/// Checks a document against the part of JSON Schema that our schemas use, and more strictly than JSON Schema does:
/// a key that the schema does not name is a fault, so that no key is published undocumented.
/// </summary>
internal static class SchemaCheck
{
    public static IReadOnlyList<string> Faults(JsonElement schema, JsonElement document)
    {
        List<string> faults = [];
        Check(schema, schema, document, "$", faults);
        return faults;
    }

    private static void Check(JsonElement root, JsonElement schema, JsonElement value, string path, List<string> faults)
    {
        foreach (JsonProperty rule in schema.EnumerateObject())
        {
            switch (rule.Name)
            {
                case "$ref":
                    Check(root, Resolve(root, rule.Value.GetString()!), value, path, faults);
                    break;
                case "const" when rule.Value.ToString() != value.ToString():
                    faults.Add($"{path}: {value} is not {rule.Value}");
                    break;
                case "type" when !Types(rule.Value).Any(type => IsType(value, type)):
                    faults.Add($"{path}: {value.ValueKind} is not {rule.Value}");
                    break;
                case "minimum" when value.ValueKind == JsonValueKind.Number && value.GetDouble() < rule.Value.GetDouble():
                case "maximum" when value.ValueKind == JsonValueKind.Number && value.GetDouble() > rule.Value.GetDouble():
                    faults.Add($"{path}: {value} is out of range");
                    break;
                case "pattern" when value.ValueKind == JsonValueKind.String && !Regex.IsMatch(
                    value.GetString()!, rule.Value.GetString()!, RegexOptions.None, TimeSpan.FromSeconds(1)):
                    faults.Add($"{path}: {value} does not match {rule.Value}");
                    break;
                case "anyOf":
                    CheckAny(root, rule.Value, value, path, faults);
                    break;
                case "required" when value.ValueKind == JsonValueKind.Object:
                    faults.AddRange(rule.Value.EnumerateArray().Where(key => !value.TryGetProperty(key.GetString()!, out _))
                        .Select(key => $"{path}: {key} is missing"));
                    break;
                case "properties" when value.ValueKind == JsonValueKind.Object:
                    CheckProperties(root, rule.Value, value, path, faults);
                    break;
                case "items" when value.ValueKind == JsonValueKind.Array:
                    int index = 0;
                    foreach (JsonElement item in value.EnumerateArray())
                    {
                        Check(root, rule.Value, item, $"{path}[{index++}]", faults);
                    }

                    break;
                default:
                    break;
            }
        }
    }

    private static void CheckAny(JsonElement root, JsonElement choices, JsonElement value, string path, List<string> faults)
    {
        foreach (JsonElement choice in choices.EnumerateArray())
        {
            List<string> inner = [];
            Check(root, choice, value, path, inner);
            if (inner.Count == 0)
            {
                return;
            }
        }

        faults.Add($"{path}: {value} fits none of the choices");
    }

    private static void CheckProperties(JsonElement root, JsonElement properties, JsonElement value, string path, List<string> faults)
    {
        foreach (JsonProperty property in value.EnumerateObject())
        {
            if (properties.TryGetProperty(property.Name, out JsonElement schema))
            {
                Check(root, schema, property.Value, $"{path}.{property.Name}", faults);
            }
            else
            {
                faults.Add($"{path}: {property.Name} is not in the schema");
            }
        }
    }

    private static JsonElement Resolve(JsonElement root, string reference) =>
        reference.Split('/').Skip(1).Aggregate(root, (element, part) => element.GetProperty(part));

    private static IEnumerable<string> Types(JsonElement rule) =>
        rule.ValueKind == JsonValueKind.Array ? rule.EnumerateArray().Select(item => item.GetString()!) : [rule.GetString()!];

    private static bool IsType(JsonElement value, string type) => type switch
    {
        "null" => value.ValueKind == JsonValueKind.Null,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        _ => string.Equals(value.ValueKind.ToString(), type, StringComparison.OrdinalIgnoreCase),
    };
}
