using System.Text.Json;

namespace Nines.Measure;

internal static class MeasureJson
{
    public static JsonSerializerOptions Options { get; } = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };
}
