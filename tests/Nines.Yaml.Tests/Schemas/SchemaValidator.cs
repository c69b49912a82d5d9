using System.Text.Json;
using System.Text.RegularExpressions;
using Nines.Text;

namespace Nines.Yaml.Tests.Schemas;

/// <summary>
/// Validates a document against the keywords of JSON Schema that our schema uses, as an editor would: a plain scalar is what
/// YAML's core schema takes it for. A keyword that it does not know is an error of the test.
/// </summary>
internal sealed class SchemaValidator(JsonElement root)
{
    private static readonly Regex Number = new(
        @"^([-+]?[0-9]+|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?)\z", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    public bool Accepts(DocumentNode document) => Accepts(root, document);

    private bool Accepts(JsonElement schema, DocumentNode node)
    {
        // "true" and "false" are schemas as well.
        return schema.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? schema.ValueKind == JsonValueKind.True
            : schema.EnumerateObject().All(rule => Accepts(schema, rule.Name, rule.Value, node));
    }

    private bool Accepts(JsonElement schema, string keyword, JsonElement rule, DocumentNode node) => keyword switch
    {
        "$schema" or "$id" or "$defs" or "title" or "description" or "default" => true,
        "$ref" => Accepts(Resolve(rule.GetString()!), node),
        "type" => (rule.ValueKind == JsonValueKind.Array ? rule.EnumerateArray().Select(type => type.GetString()!) : [rule.GetString()!])
            .Any(type => type == TypeOf(node) || (type == "number" && TypeOf(node) == "integer")),
        "enum" => rule.EnumerateArray().Any(value => TypeOf(node) == "string" && value.GetString() == Text(node)),
        "anyOf" => rule.EnumerateArray().Any(choice => Accepts(choice, node)),
        "oneOf" => rule.EnumerateArray().Count(choice => Accepts(choice, node)) == 1,
        "pattern" => TypeOf(node) != "string" || Matches(rule, Text(node)),
        "minLength" => TypeOf(node) != "string" || Text(node).Length >= rule.GetInt32(),
        "maxLength" => TypeOf(node) != "string" || Text(node).Length <= rule.GetInt32(),
        "minimum" => NumberOf(node) is not { } value || value >= rule.GetDouble(),
        "maximum" => NumberOf(node) is not { } value || value <= rule.GetDouble(),
        "exclusiveMinimum" => NumberOf(node) is not { } value || value > rule.GetDouble(),
        "items" => node is not SequenceNode list || list.Items.All(item => Accepts(rule, item)),
        "minItems" => node is not SequenceNode list || list.Items.Length >= rule.GetInt32(),
        "maxItems" => node is not SequenceNode list || list.Items.Length <= rule.GetInt32(),
        "uniqueItems" => node is not SequenceNode list || !rule.GetBoolean()
            || list.Items.OfType<ScalarNode>().Select(item => item.Value).Distinct(StringComparer.Ordinal).Count() == list.Items.OfType<ScalarNode>().Count(),
        "properties" => node is not MappingNode mapping || mapping.Entries.All(entry => !rule.TryGetProperty(entry.Key, out JsonElement value) || Accepts(value, entry.Value)),
        "additionalProperties" => node is not MappingNode mapping || mapping.Entries
            .Where(entry => !(schema.TryGetProperty("properties", out JsonElement named) && named.TryGetProperty(entry.Key, out _)))
            .All(entry => Accepts(rule, entry.Value)),
        "propertyNames" => node is not MappingNode mapping || mapping.Entries.All(entry => Accepts(rule, new ScalarNode(entry.KeyPosition, entry.Key, true))),
        "minProperties" => node is not MappingNode mapping || mapping.Entries.Length >= rule.GetInt32(),
        "maxProperties" => node is not MappingNode mapping || mapping.Entries.Length <= rule.GetInt32(),
        "required" => node is not MappingNode mapping || rule.EnumerateArray().All(key => Has(mapping, key.GetString()!)),
        "dependentRequired" => node is not MappingNode mapping || rule.EnumerateObject().All(dependency =>
            !Has(mapping, dependency.Name) || dependency.Value.EnumerateArray().All(key => Has(mapping, key.GetString()!))),
        "not" => !Accepts(rule, node),
        _ => throw new InvalidOperationException($"The schema uses '{keyword}', which this validator does not know."),
    };

    private JsonElement Resolve(string reference) =>
        reference.TrimStart('#', '/').Split('/').Aggregate(root, (element, part) => element.GetProperty(part));

    private static bool Has(MappingNode mapping, string key) => mapping.Entries.Any(entry => entry.Key == key);

    private static bool Matches(JsonElement pattern, string text) =>
        Regex.IsMatch(text, pattern.GetString()!, RegexOptions.ECMAScript, TimeSpan.FromSeconds(1));

    private static string Text(DocumentNode node) => ((ScalarNode)node).Value;

    private static double? NumberOf(DocumentNode node) => TypeOf(node) is "integer" or "number"
        ? double.Parse(Text(node), System.Globalization.CultureInfo.InvariantCulture)
        : null;

    private static string TypeOf(DocumentNode node) => node switch
    {
        MappingNode => "object",
        SequenceNode => "array",
        ScalarNode { IsQuoted: true } => "string",
        ScalarNode { Value: "" or "~" or "null" or "Null" or "NULL" } => "null",
        ScalarNode { Value: "true" or "True" or "TRUE" or "false" or "False" or "FALSE" } => "boolean",
        ScalarNode { Value: ".nan" or ".NaN" or ".NAN" or ".inf" or "-.inf" or "+.inf" } => "number without a value in JSON",
        ScalarNode scalar when Number.IsMatch(scalar.Value) => scalar.Value.AsSpan().ContainsAny('.', 'e', 'E') ? "number" : "integer",
        _ => "string",
    };
}
