using System.Globalization;
using System.Text.Json.Nodes;
using Nines.Environments.Reading;

namespace Nines.Environments.Values;

/// <summary>
/// Readers of probabilities. They are read as decimals, so that 99.99% is an unavailability of 0.0001 and not of
/// 0.00009999999999998899.
/// </summary>
internal static class Shares
{
    private const string PercentPattern = "(100(\\.0*)?|[0-9]{1,2}(\\.[0-9]+)?) ?%";

    /// <summary>An availability, as the unavailability that it leaves.</summary>
    public static ScalarReader<double> AvailabilityAsUnavailability { get; } = new(
        "an availability such as 99.95% or 0.9995",
        ScalarForm.Any,
        text => Map(Read(text, "an availability such as 99.95% or 0.9995"), share => 1 - share),
        Describe);

    /// <summary>A probability: <c>0.05</c> or <c>5%</c>.</summary>
    public static ScalarReader<double> Probability(string noun)
    {
        string expected = $"{noun} such as 5% or 0.05";
        return new(
            expected,
            ScalarForm.Any,
            text => Map(Read(text, expected), share => share),
            Describe);
    }

    private static Parsed<double> Map(Parsed<decimal> read, Func<decimal, decimal> convert) =>
        read.IsValid ? ToDouble(convert(read.Value)) : Parsed.No<double>(read.Problem, read.Hint);

    private static Parsed<decimal> Read(string text, string expected)
    {
        bool isPercent = text.EndsWith('%');
        string number = isPercent ? text[..^1].TrimEnd(' ') : text;
        const NumberStyles style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent | NumberStyles.AllowLeadingSign;
        if (!decimal.TryParse(number, style, CultureInfo.InvariantCulture, out decimal value))
        {
            return Parsed.No<decimal>(hint: number.Contains(',') ? "Write the decimal mark as a point." : null);
        }

        decimal share = isPercent ? value / 100 : value;
        if (share is >= 0 and <= 1)
        {
            return share;
        }

        string? hint = !isPercent && value is > 1 and <= 100 ? $"Did you mean {number}%?" : null;
        return Parsed.No<decimal>(
            $"Expected {expected}, found {Suggestion.Quote(text)}, which is outside {(isPercent ? "0% to 100%" : "0 to 1")}.", hint);
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
