using System.Globalization;
using System.Text.Json.Nodes;

namespace Nines.Environments.Values;

/// <summary>Readers of Kubernetes quantities.</summary>
internal static class Quantities
{
    private const decimal MostCores = 10_000;
    private const decimal MostBytes = 1L << 50;

    private static readonly (string Suffix, decimal Factor)[] _units =
    [
        ("Ki", 1L << 10), ("Mi", 1L << 20), ("Gi", 1L << 30), ("Ti", 1L << 40),
        ("k", 1_000), ("M", 1_000_000), ("G", 1_000_000_000), ("T", 1_000_000_000_000),
    ];

    /// <summary>Cores: <c>500m</c> is half of one.</summary>
    public static ScalarReader<double> Cores { get; } = new(
        "cores such as 500m or 2",
        ScalarForm.Any,
        text => Number(text.EndsWith('m') ? text[..^1] : text) is { } value && Scale(value, text) is > 0 and <= MostCores and var cores
            ? (double)cores
            : Parsed.No<double>(),
        () => Describe("[0-9]+(\\.[0-9]+)?m?", (double)MostCores));

    /// <summary>Bytes: <c>512Mi</c>, <c>2Gi</c>, <c>1G</c>.</summary>
    public static ScalarReader<long> Bytes { get; } = new(
        "memory such as 512Mi or 2Gi",
        ScalarForm.Any,
        text =>
        {
            (string suffix, decimal factor) = _units.FirstOrDefault(unit => text.EndsWith(unit.Suffix, StringComparison.Ordinal), ("", 1));
            return Number(text[..^suffix.Length]) is { } value && value <= MostBytes && value * factor is >= 1 and <= MostBytes and var bytes
                ? (long)bytes
                : Parsed.No<long>(hint: HintFor(text));
        },
        () => Describe("[0-9]+(\\.[0-9]+)?(Ki|Mi|Gi|Ti|k|M|G|T)?", (double)MostBytes));

    private static decimal Scale(decimal value, string text) => text.EndsWith('m') ? value / 1000 : value;

    private static decimal? Number(string text) =>
        text.Length is > 0 and <= 25 && char.IsAsciiDigit(text[0])
            && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value)
            ? value
            : null;

    private static string? HintFor(string text)
    {
        string digits = text.TrimEnd([.. "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ "]);
        return text[digits.Length..].Trim().ToUpperInvariant() switch
        {
            "M" or "MB" or "MIB" => $"Write {digits}Mi.",
            "G" or "GB" or "GIB" => $"Write {digits}Gi.",
            "K" or "KB" or "KIB" => $"Write {digits}Ki.",
            _ => null,
        };
    }

    private static JsonObject Describe(string pattern, double most) => new()
    {
        ["anyOf"] = new JsonArray(
            new JsonObject { ["type"] = "string", ["pattern"] = $"^(?:{pattern})$", ["maxLength"] = 25 },
            new JsonObject { ["type"] = "number", ["exclusiveMinimum"] = 0, ["maximum"] = most }),
    };
}
