using System.CommandLine;
using System.Globalization;
using Nines.Text;

namespace Nines.Cli.Frame;

/// <summary>The kinds of options that verbs share; each says what was expected when it is given something else.</summary>
internal static class OptionKinds
{
    private static readonly (string Unit, double Seconds)[] s_units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86_400), ("", 1)];

    /// <summary>A number within bounds; anything else is told with what was expected.</summary>
    public static Option<T> Bounded<T>(string name, string helpName, T value, T lowest, T highest, string description)
        where T : struct, IComparable<T>, IParsable<T> => new(name)
        {
            Description = $"{description} [default: {value}]",
            HelpName = helpName,
            DefaultValueFactory = _ => value,
            CustomParser = result =>
            {
                string text = result.Tokens is [{ Value: var only }] ? only : "";
                if (T.TryParse(text, CultureInfo.InvariantCulture, out T given) && given.CompareTo(lowest) >= 0 && given.CompareTo(highest) <= 0)
                {
                    return given;
                }

                result.AddError($"{name} is '{text}'; expected a number from {lowest} to {highest}.");
                return value;
            },
        };

    /// <summary>Seconds, or a number with a unit: <c>90</c>, <c>90s</c>, <c>2m</c>.</summary>
    public static Option<TimeSpan> Duration(string name, TimeSpan value, TimeSpan shortest, TimeSpan longest, string description)
    {
        return new Option<TimeSpan>(name)
        {
            Description = $"{description} [default: {Words(value)}]",
            HelpName = "DURATION",
            DefaultValueFactory = _ => value,
            CustomParser = result =>
            {
                string text = result.Tokens is [{ Value: var only }] ? only : "";
                if (Seconds(text) is { } seconds && seconds >= shortest.TotalSeconds && seconds <= longest.TotalSeconds)
                {
                    return TimeSpan.FromSeconds(seconds);
                }

                result.AddError($"{name} is '{text}'; expected {Words(shortest)} to {Words(longest)}, such as 90, 90s or 2m.");
                return value;
            },
        };
    }

    /// <summary>A length of time as people write it, <c>90</c>, <c>90s</c> or <c>2m</c>, in seconds; null when it is none.</summary>
    internal static double? Seconds(string text)
    {
        (string unit, double factor) = s_units.First(candidate => text.EndsWith(candidate.Unit, StringComparison.Ordinal));
        return double.TryParse(text.AsSpan(0, text.Length - unit.Length), CultureInfo.InvariantCulture, out double number) ? number * factor : null;
    }

    /// <summary>One of the names of an enumeration, in lower case.</summary>
    /// <param name="name">With its dashes.</param>
    /// <param name="alias">A shorter name; null for none.</param>
    /// <param name="description">For help.</param>
    public static Option<T> Choice<T>(string name, string? alias, string description)
        where T : struct, Enum
    {
        string[] names = [.. Enum.GetNames<T>().Select(value => value.ToLowerInvariant())];
        var option = new Option<T>(name, alias is null ? [] : [alias])
        {
            Description = description,
            HelpName = string.Join('|', names),
            CustomParser = result =>
            {
                string text = result.Tokens is [{ Value: var only }] ? only : "";
                if (names.Contains(text))
                {
                    return Enum.Parse<T>(text, ignoreCase: true);
                }

                string hint = Spelling.Hint(text, names) is { } near ? " " + near : "";
                result.AddError($"{name} is '{text}'; expected {string.Join(", ", names)}.{hint}");
                return default;
            },
        };
        option.CompletionSources.Clear();
        option.CompletionSources.Add(names);
        return option;
    }

    /// <summary>A duration in the largest unit that divides it.</summary>
    private static string Words(TimeSpan value) => value switch
    {
        { TotalDays: >= 2 } when value.Ticks % TimeSpan.TicksPerDay == 0 => $"{value.TotalDays:0}d",
        { TotalHours: >= 1 } when value.Ticks % TimeSpan.TicksPerHour == 0 => $"{value.TotalHours:0}h",
        { TotalMinutes: > 1 } when value.Ticks % TimeSpan.TicksPerMinute == 0 => $"{value.TotalMinutes:0}m",
        { TotalSeconds: >= 1 } => $"{value.TotalSeconds:0.###}s",
        _ => $"{value.TotalMilliseconds:0.###}ms",
    };
}
