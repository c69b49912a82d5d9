using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Nines.Environments.Reading;

namespace Nines.Environments.Values;

/// <summary>Readers of durations: <c>1h30m</c>, <c>500ms</c>, <c>2d</c>, or ISO 8601 <c>PT1H30M</c>.</summary>
internal static partial class Durations
{
    private const string ShortPattern = "(?=[0-9])([0-9]+(\\.[0-9]+)?d)?([0-9]+(\\.[0-9]+)?h)?([0-9]+(\\.[0-9]+)?m(?!s))?([0-9]+(\\.[0-9]+)?s)?([0-9]+(\\.[0-9]+)?ms)?";
    private const string IsoPattern = "P(?=[0-9T])([0-9]+(\\.[0-9]+)?D)?(T(?=[0-9])([0-9]+(\\.[0-9]+)?H)?([0-9]+(\\.[0-9]+)?M)?([0-9]+(\\.[0-9]+)?S)?)?";

    /// <summary>Longest duration; longer ones say nothing about a system that people will see.</summary>
    private static readonly TimeSpan _longest = TimeSpan.FromDays(365_000);

    /// <summary>How long a reaction takes; zero is allowed.</summary>
    public static ScalarReader<TimeSpan> Reaction { get; } = Make(allowsZero: true);

    /// <summary>How long a state lasts; never zero.</summary>
    public static ScalarReader<TimeSpan> Positive { get; } = Make(allowsZero: false);

    private static ScalarReader<TimeSpan> Make(bool allowsZero) => new(
        "a duration such as 30s, 5m, 1h30m or 2d",
        ScalarForm.Any,
        text =>
        {
            if (Parse(text) is not { } value)
            {
                bool isBare = decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _);
                return Parsed.No<TimeSpan>(hint: isBare ? $"Say of what: {text}s, {text}m or {text}h." : null);
            }

            return value > _longest || (value == TimeSpan.Zero && !allowsZero)
                ? Parsed.No<TimeSpan>($"The duration {Suggestion.Quote(text)} is out of range: {(allowsZero ? "at least 0s" : "more than 0s")} and at most {_longest.Days}d.")
                : value;
        },
        () => new JsonObject { ["type"] = "string", ["pattern"] = $"^(?:{ShortPattern}|{IsoPattern})$", ["maxLength"] = 60 });

    private static TimeSpan? Parse(string text)
    {
        if (text.Length > 60)
        {
            return null;
        }

        Match match = Short().Match(text);
        match = match.Success ? match : Iso().Match(text);
        if (!match.Success || !match.Groups["n"].Success)
        {
            return null;
        }

        decimal seconds = Part("d", 86_400) + Part("h", 3_600) + Part("m", 60) + Part("s", 1) + Part("ms", 0.001m);
        return seconds >= (decimal)TimeSpan.MaxValue.TotalSeconds / 2
            ? TimeSpan.MaxValue
            : TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond));

        decimal Part(string group, decimal unit)
        {
            if (!match.Groups[group].Success)
            {
                return 0;
            }

            // More digits than a decimal holds: certainly too long.
            return decimal.TryParse(match.Groups[group].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value) && value < 1e15m
                ? value * unit
                : 1e15m;
        }
    }

    [GeneratedRegex(@"^(?<n>((?<d>[0-9]+(\.[0-9]+)?)d)?((?<h>[0-9]+(\.[0-9]+)?)h)?((?<m>[0-9]+(\.[0-9]+)?)m(?!s))?((?<s>[0-9]+(\.[0-9]+)?)s)?((?<ms>[0-9]+(\.[0-9]+)?)ms)?)(?<=.)\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Short();

    [GeneratedRegex(@"^P(?=[0-9T])(?<n>((?<d>[0-9]+(\.[0-9]+)?)D)?(T(?=[0-9])((?<h>[0-9]+(\.[0-9]+)?)H)?((?<m>[0-9]+(\.[0-9]+)?)M)?((?<s>[0-9]+(\.[0-9]+)?)S)?)?)\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Iso();
}
