using System.Text.Json.Nodes;

namespace Nines.Text.Readers;

/// <summary>Readers of sizes in bytes, by the grammar of <see cref="Sizes"/>.</summary>
public static class SizeReader
{
    /// <summary>Reads an amount of memory.</summary>
    public static ScalarReader<long> Memory { get; } = Create("memory such as 512Mi or 2Gi", 1, 1L << 50);

    /// <summary>Reads a size in a range.</summary>
    public static ScalarReader<long> Between(long min, long max) => Create($"a size from {Sizes.Format(min)} to {Sizes.Format(max)}", min, max);

    private static ScalarReader<long> Create(string expected, long min, long max) => new(
        expected,
        ScalarForm.Any,
        text => Sizes.TryParse(text, out long bytes) && bytes >= min && bytes <= max ? bytes : Parsed.Failed<long>(hint: HintFor(text)),
        () => new JsonObject
        {
            ["anyOf"] = new JsonArray(
                new JsonObject { ["type"] = "string", ["pattern"] = $"^(?:{Sizes.Pattern})$", ["maxLength"] = Sizes.MaxLength },
                new JsonObject { ["type"] = "number", ["exclusiveMinimum"] = min - 1, ["maximum"] = max }),
        });

    // The case of units matters, since m, M and Mi mean different things elsewhere.
    private static string? HintFor(string text)
    {
        string digits = text.TrimEnd([.. "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ "]);
        return digits.Length == 0 ? null : text[digits.Length..].Trim().ToUpperInvariant() switch
        {
            "M" or "MB" or "MIB" or "MI" => $"Write {digits}Mi.",
            "G" or "GB" or "GIB" or "GI" => $"Write {digits}Gi.",
            "K" or "KB" or "KIB" or "KI" => $"Write {digits}Ki.",
            _ => null,
        };
    }
}
