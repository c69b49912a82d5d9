using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Nines.Text;

/// <summary>
/// The one grammar of durations, for files, settings and options alike:
/// <code>
///   duration = 1*( number unit )                   largest unit first, each at most once: 1h30m, 2d, 1.5h, 500ms
///            / "P" [ number "D" ] [ "T" [ number "H" ] [ number "M" ] [ number "S" ] ]      ISO 8601: PT1H30M
///            / number                              seconds
///   unit     = "d" / "h" / "m" / "s" / "ms"
///   number   = 1*DIGIT [ "." 1*DIGIT ]
/// </code>
/// Files that describe a system refuse the bare number (<see cref="IsBareNumber"/>): a mean down time of 4 means hours to its author.
/// </summary>
public static partial class Durations
{
    /// <summary>Durations with a unit, as a regular expression without anchors that is valid for .NET and for JSON Schema.</summary>
    public const string Pattern = ShortPattern + "|" + IsoPattern;

    /// <summary>More characters than a duration has.</summary>
    public const int MaxLength = 60;

    private static readonly SearchValues<char> _decimal = SearchValues.Create("0123456789.");

    private const string ShortPattern = "(?=[0-9])([0-9]+(\\.[0-9]+)?d)?([0-9]+(\\.[0-9]+)?h)?([0-9]+(\\.[0-9]+)?m(?!s))?([0-9]+(\\.[0-9]+)?s)?([0-9]+(\\.[0-9]+)?ms)?";
    private const string IsoPattern = "P(?=[0-9T])([0-9]+(\\.[0-9]+)?D)?(T(?=[0-9])([0-9]+(\\.[0-9]+)?H)?([0-9]+(\\.[0-9]+)?M)?([0-9]+(\\.[0-9]+)?S)?)?";

    /// <summary>Parses a duration. One too long for a <see cref="TimeSpan"/> becomes <see cref="TimeSpan.MaxValue"/>.</summary>
    public static bool TryParse(string text, out TimeSpan value)
    {
        ArgumentNullException.ThrowIfNull(text);
        value = default;
        if (text.Length is 0 or > MaxLength)
        {
            return false;
        }

        if (IsBareNumber(text))
        {
            value = FromSeconds(Number(text));
            return true;
        }

        Match match = Short().Match(text);
        match = match.Success ? match : Iso().Match(text);
        if (match.Success)
        {
            value = FromSeconds(Part("d", 86_400) + Part("h", 3_600) + Part("m", 60) + Part("s", 1) + Part("ms", 0.001m));
        }

        return match.Success;

        decimal Part(string group, decimal unit) => match.Groups[group].Success ? Number(match.Groups[group].ValueSpan) * unit : 0;
    }

    /// <summary>True for a number without a unit, which means seconds.</summary>
    public static bool IsBareNumber(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length is > 0 and <= MaxLength && char.IsAsciiDigit(text[0]) && char.IsAsciiDigit(text[^1])
            && !text.AsSpan().ContainsAnyExcept(_decimal) && text.AsSpan().Count('.') <= 1;
    }

    /// <summary>Formats a duration in the largest unit that divides it: <c>2d</c>, <c>90s</c>, <c>1.5s</c>, <c>100ms</c>.</summary>
    public static string Format(TimeSpan value) => value switch
    {
        { TotalDays: >= 2 } when value.Ticks % TimeSpan.TicksPerDay == 0 => string.Create(CultureInfo.InvariantCulture, $"{value.TotalDays:0}d"),
        { TotalHours: >= 1 } when value.Ticks % TimeSpan.TicksPerHour == 0 => string.Create(CultureInfo.InvariantCulture, $"{value.TotalHours:0}h"),
        { TotalMinutes: > 1 } when value.Ticks % TimeSpan.TicksPerMinute == 0 => string.Create(CultureInfo.InvariantCulture, $"{value.TotalMinutes:0}m"),
        { TotalSeconds: >= 1 } or { Ticks: 0 } => string.Create(CultureInfo.InvariantCulture, $"{value.TotalSeconds:0.###}s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value.TotalMilliseconds:0.###}ms"),
    };

    // A decimal, so that 0.1s is exactly 1,000,000 ticks. More digits than a decimal holds are certainly too long.
    private static decimal Number(ReadOnlySpan<char> text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value) && value < 1e15m ? value : 1e15m;

    private static TimeSpan FromSeconds(decimal seconds) => seconds >= (decimal)TimeSpan.MaxValue.TotalSeconds / 2
        ? TimeSpan.MaxValue
        : TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond));

    [GeneratedRegex(@"^((?<d>[0-9]+(\.[0-9]+)?)d)?((?<h>[0-9]+(\.[0-9]+)?)h)?((?<m>[0-9]+(\.[0-9]+)?)m(?!s))?((?<s>[0-9]+(\.[0-9]+)?)s)?((?<ms>[0-9]+(\.[0-9]+)?)ms)?(?<=.)\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Short();

    [GeneratedRegex(@"^P(?=[0-9T])((?<d>[0-9]+(\.[0-9]+)?)D)?(T(?=[0-9])((?<h>[0-9]+(\.[0-9]+)?)H)?((?<m>[0-9]+(\.[0-9]+)?)M)?((?<s>[0-9]+(\.[0-9]+)?)S)?)?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Iso();
}
