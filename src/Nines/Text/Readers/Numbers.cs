using System.Globalization;
using System.Text.Json.Nodes;

namespace Nines.Text.Readers;

/// <summary>Readers of numbers and booleans.</summary>
public static class Numbers
{
    /// <summary>Reads <c>true</c> or <c>false</c>.</summary>
    public static ScalarReader<bool> Boolean { get; } = new(
        "true or false",
        ScalarForm.Plain,
        text => text switch
        {
            "true" or "True" or "TRUE" => true,
            "false" or "False" or "FALSE" => false,
            _ => Parsed.Failed<bool>(hint: text.ToUpperInvariant() switch
            {
                "YES" or "Y" or "ON" or "1" => "Write true.",
                "NO" or "N" or "OFF" or "0" => "Write false.",
                _ => null,
            }),
        },
        () => new JsonObject { ["type"] = "boolean" });

    /// <summary>Reads a whole number in a range.</summary>
    /// <param name="noun">The things that are counted: <c>nodes</c>.</param>
    /// <param name="min">The smallest.</param>
    /// <param name="max">The largest.</param>
    public static ScalarReader<int> Whole(string noun, int min, int max) => new(
        $"{noun} as a whole number from {min:N0} to {max:N0}",
        ScalarForm.Plain,
        text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= min && value <= max
            ? value
            : Parsed.Failed<int>(),
        () => new JsonObject { ["type"] = "integer", ["minimum"] = min, ["maximum"] = max });

    /// <summary>Reads a number with decimals in a range.</summary>
    /// <inheritdoc cref="Whole"/>
    public static ScalarReader<double> Decimal(string noun, double min, double max)
    {
        string expected = string.Create(CultureInfo.InvariantCulture, $"{noun} as a number from {min:#,0.###} to {max:#,0.###}");
        return new(
            expected,
            ScalarForm.Plain,
            text => double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double value)
                && value >= min && value <= max
                ? value
                : Parsed.Failed<double>(hint: text.Contains(',') ? "Write the decimal mark as a point." : null),
            () => new JsonObject { ["type"] = "number", ["minimum"] = min, ["maximum"] = max });
    }
}
