using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using System.Text.Json;
using System.Text;
using Nines.Text.Readers;

namespace Nines.Environments.Specs;

/// <summary>
/// The JSON Schema of environment files, for editors. It is written from the same tables that the reader uses;
/// <c>schemas/environment.schema.json</c> is its committed copy.
/// </summary>
public static class EnvironmentSchema
{
    /// <summary>Identifier of the schema; the last part changes when files that were valid no longer are.</summary>
    public const string Id = "urn:nines:schemas:environment:1";

    /// <summary>The whole schema as text, draft 2020-12, ending in a newline.</summary>
    public static string Write()
    {
        var definitions = new SchemaDefinitions();
        JsonObject environment = EnvironmentSection.Reader.DescribeInline(definitions);
        var schema = new JsonObject { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["$id"] = Id };
        foreach (KeyValuePair<string, JsonNode?> each in environment.ToList())
        {
            environment.Remove(each.Key);
            schema[each.Key] = each.Value;
        }

        schema["$defs"] = definitions.ToJson();
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(
            stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            schema.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length) + "\n";
    }
}
