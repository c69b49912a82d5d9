using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Nines.Cli.Shared;

/// <summary>Writes records as JSON. Records are the schema: their properties are the keys, in their order.</summary>
internal static class JsonOutput
{
    /// <summary>Options of a document for scripts.</summary>
    /// <param name="indent">Blanks per level: one where documents are large.</param>
    public static JsonSerializerOptions CreateOptions(int indent) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        IndentSize = indent,

        // Readable text: this JSON is never embedded in a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write<T>(T document, JsonTypeInfo<T> type) => JsonSerializer.Serialize(document, type) + "\n";

    /// <summary>JSON has no infinity: null takes its place.</summary>
    public static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
