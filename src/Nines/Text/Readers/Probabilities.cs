using System.Globalization;
using System.Text.Json.Nodes;

namespace Nines.Text.Readers;

/// <summary>
/// Readers of probabilities. The text is parsed as a decimal, so that 99.99% is an unavailability of 0.0001 and not of
/// 0.00009999999999998899.
/// </summary>
public static class Probabilities
{
    private const string PercentPattern = "(100(\\.0*)?|[0-9]{1,2}(\\.[0-9]+)?) ?%";

    /// <summary>Reads an availability, as the unavailability that it leaves.</summary>
    public static ScalarReader<double> AvailabilityAsUnavailability { get; } = new(
        "an availability such as 99.95% or 0.9995",
        ScalarForm.Any,
        text => Map(Read(text, "an availability such as 99.95% or 0.9995"), share => 1 - share),
        Describe);

    /// <summary>Reads a probability: <c>0.05</c> or <c>5%</c>.</summary>
    /// <param name="noun">Completes "expected ...": <c>a factor</c>.</param>
    public static ScalarReader<double> Named(string noun)
    {
        string expected = $"{noun} such as 5% or 0.05";
        return new(
            expected,
            ScalarForm.Any,
            text => Map(Read(text, expected), share => share),
            Describe);
    }

    private static Parsed<double> Map(Parsed<decimal> read, Func<decimal, decimal> convert) =>
        read.IsValid ? ToDouble(convert(read.Value)) : Parsed.Failed<double>(read.Problem, read.Hint);

    private static Parsed<decimal> Read(string text, string expected)
    {
        bool isPercent = text.EndsWith('%');
        string number = isPercent ? text[..^1].TrimEnd(' ') : text;
        const NumberStyles style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent | NumberStyles.AllowLeadingSign;
        if (!decimal.TryParse(number, style, CultureInfo.InvariantCulture, out decimal value))
        {
            return Parsed.Failed<decimal>(hint: number.Contains(',') ? "Write the decimal mark as a point." : null);
        }

        decimal share = isPercent ? value / 100 : value;
        if (share is >= 0 and <= 1)
        {
            return share;
        }

        string? hint = !isPercent && value is > 1 and <= 100 ? $"Did you mean {number}%?" : null;
        return Parsed.Failed<decimal>(
            $"Expected {expected}, found {Sanitizer.Quote(text)}, which is outside {(isPercent ? "0% to 100%" : "0 to 1")}.", hint);
    }

    // The cast from decimal to double may be one bit off; the parser rounds correctly.
    private static double ToDouble(decimal value) => double.Parse(value.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static JsonObject Describe() => new()
    {
        ["anyOf"] = new JsonArray(
            new JsonObject { ["type"] = "string", ["pattern"] = $"^{PercentPattern}$" },
            new JsonObject { ["type"] = "number", ["minimum"] = 0, ["maximum"] = 1 }),
    };
}
