using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace Nines.Testing.Schemas;

/// <summary>
/// A JSON Schema, checked against its meta-schema. It can be closed, which JSON Schema is not by itself: then a key that the schema does not
/// name is a fault, so that no key is published undocumented.
/// </summary>
public sealed class StrictSchema
{
    private static readonly EvaluationOptions s_options = new() { OutputFormat = OutputFormat.List };

    private readonly JsonSchema _schema;

    private StrictSchema(JsonSchema schema) => _schema = schema;

    /// <summary>One of the published schemas, such as "audit", which refuses keys that it does not name.</summary>
    public static StrictSchema Open(string name) => Parse(File.ReadAllText(Repository.File($"schemas/{name}.schema.json")), closes: true);

    /// <param name="closes">Refuse keys that the schema does not name.</param>
    /// <exception cref="InvalidOperationException">The text is not a JSON Schema.</exception>
    public static StrictSchema Parse(string text, bool closes)
    {
        JsonNode root = JsonNode.Parse(text)!;
        string[] faults = Errors(MetaSchemas.Draft202012.Evaluate(JsonSerializer.SerializeToElement(root), s_options));
        if (faults.Length > 0)
        {
            throw new InvalidOperationException($"Not a JSON Schema: {string.Join("; ", faults)}");
        }

        if (closes)
        {
            Close(root);
        }

        // The library keeps schemas by their name for good, and refuses another one of that name.
        root.AsObject().Remove("$id");
        return new StrictSchema(JsonSchema.FromText(root.ToJsonString()));
    }

    /// <summary>The faults of a document, each with its place; none when it is valid.</summary>
    public IReadOnlyList<string> Faults(JsonElement document) => Errors(_schema.Evaluate(document, s_options));

    private static string[] Errors(EvaluationResults results) => results.IsValid
        ? []
        : [.. (results.Details ?? []).Prepend(results).Where(each => each.Errors is not null).SelectMany(each => each.Errors!.Select(error => $"${each.InstanceLocation}: {error.Key}: {error.Value}")).DefaultIfEmpty("invalid")];

    private static void Close(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject { } schema:
                if (schema["properties"] is JsonObject && !schema.ContainsKey("additionalProperties"))
                {
                    schema["additionalProperties"] = false;
                }

                foreach ((_, JsonNode? value) in schema.ToArray())
                {
                    Close(value);
                }

                break;
            case JsonArray items:
                foreach (JsonNode? item in items)
                {
                    Close(item);
                }

                break;
            default:
                break;
        }
    }
}
