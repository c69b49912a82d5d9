using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Nines.Text;

namespace Nines.Cli.Frame;

/// <summary>Kinds of options that verbs share. Each reports the expected values when it is given another one.</summary>
internal static class OptionKinds
{
    /// <summary>A number within bounds.</summary>
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

    /// <summary>A duration within bounds: <c>90</c>, <c>90s</c>, <c>2m</c>.</summary>
    public static Option<TimeSpan> Duration(string name, TimeSpan value, TimeSpan min, TimeSpan max, string description) => new(name)
    {
        Description = $"{description} [default: {Durations.Format(value)}]",
        HelpName = "DURATION",
        DefaultValueFactory = _ => value,
        CustomParser = result => ParseDuration(result, name, min, max) ?? value,
    };

    /// <summary>A duration within bounds, or none.</summary>
    public static Option<TimeSpan?> OptionalDuration(string name, TimeSpan min, TimeSpan max, string description) => new(name)
    {
        Description = description,
        HelpName = "DURATION",
        CustomParser = result => ParseDuration(result, name, min, max),
    };

    private static TimeSpan? ParseDuration(ArgumentResult result, string name, TimeSpan min, TimeSpan max)
    {
        string text = result.Tokens is [{ Value: var only }] ? only : "";
        if (Durations.TryParse(text, out TimeSpan given) && given >= min && given <= max)
        {
            return given;
        }

        result.AddError($"{name} is '{text}'; expected {Durations.Format(min)} to {Durations.Format(max)}, such as 90, 90s or 2m.");
        return null;
    }

    /// <summary>One of the names of an enumeration, in lower case.</summary>
    /// <param name="name">Name with its dashes.</param>
    /// <param name="alias">A shorter name; null for none.</param>
    /// <param name="description">Help text.</param>
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
}
