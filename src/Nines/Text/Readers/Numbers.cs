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

/// <summary>Readers of durations and sizes, by the grammars of <see cref="Durations"/> and <see cref="Sizes"/>.</summary>
public static class DurationReader
{
    /// <summary>Longer durations do not describe a system.</summary>
    private static readonly TimeSpan _max = TimeSpan.FromDays(365_000);

    /// <summary>Reads the duration of a reaction, with its unit; zero is allowed.</summary>
    public static ScalarReader<TimeSpan> Reaction { get; } = Create(allowsZero: true);

    /// <summary>Reads the duration of a state, with its unit; zero is not allowed.</summary>
    public static ScalarReader<TimeSpan> Positive { get; } = Create(allowsZero: false);

    /// <summary>Reads the duration of a reaction, or <c>never</c>, which gives <see cref="TimeSpan.MaxValue"/>.</summary>
    public static ScalarReader<TimeSpan> ReactionOrNever { get; } = new(
        "a duration such as 1h or 7d, or never",
        ScalarForm.Any,
        text => text == "never" ? TimeSpan.MaxValue : Parse(text, allowsZero: true),
        () => new JsonObject { ["type"] = "string", ["pattern"] = $"^(?:never|{Durations.Pattern})$", ["maxLength"] = Durations.MaxLength });

    /// <summary>Reads a duration in a range; a number without a unit means seconds.</summary>
    public static ScalarReader<TimeSpan> Between(TimeSpan min, TimeSpan max) => new(
        $"a duration from {Durations.Format(min)} to {Durations.Format(max)}",
        ScalarForm.Any,
        text => Durations.TryParse(text, out TimeSpan value) && value >= min && value <= max ? value : Parsed.Failed<TimeSpan>(),
        () => new JsonObject { ["type"] = "string", ["pattern"] = $"^(?:{Durations.Pattern}|[0-9]+(\\.[0-9]+)?)$", ["maxLength"] = Durations.MaxLength });

    private static ScalarReader<TimeSpan> Create(bool allowsZero) => new(
        "a duration such as 30s, 5m, 1h30m or 2d",
        ScalarForm.Any,
        text => Parse(text, allowsZero),
        () => new JsonObject { ["type"] = "string", ["pattern"] = $"^(?:{Durations.Pattern})$", ["maxLength"] = Durations.MaxLength });

    private static Parsed<TimeSpan> Parse(string text, bool allowsZero)
    {
        if (Durations.IsBareNumber(text))
        {
            return Parsed.Failed<TimeSpan>(hint: $"Add the unit: {text}s, {text}m or {text}h.");
        }

        if (!Durations.TryParse(text, out TimeSpan value))
        {
            return Parsed.Failed<TimeSpan>();
        }

        return value > _max || (value == TimeSpan.Zero && !allowsZero)
            ? Parsed.Failed<TimeSpan>($"The duration {Sanitizer.Quote(text)} is out of range: {(allowsZero ? "at least 0s" : "more than 0s")} and at most {_max.Days}d.")
            : value;
    }
}

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
