using System.Text.Json.Nodes;

namespace Nines.Text.Readers;

/// <summary>Readers of durations and sizes, by the grammars of <see cref="Durations"/> and <see cref="Sizes"/>.</summary>
public static class DurationReader
{
    /// <summary>Longer durations do not describe a system.</summary>
    private static readonly TimeSpan _max = TimeSpan.FromDays(365_000);

    /// <summary>Reads the duration of a reaction, with its unit; zero is allowed.</summary>
    public static ScalarReader<TimeSpan> Reaction { get; } = Create(allowsZero: true);

    /// <summary>Reads the duration of a state, with its unit; zero is not allowed.</summary>
    public static ScalarReader<TimeSpan> Positive { get; } = Create(allowsZero: false);

    /// <summary>Reads a duration in a range; a number without a unit means seconds.</summary>
    public static ScalarReader<TimeSpan> Between(TimeSpan min, TimeSpan max) => new(
        $"a duration from {Durations.Format(min)} to {Durations.Format(max)}",
        ScalarForm.Any,
        text => Durations.TryParse(text, out TimeSpan value) && value >= min && value <= max ? value : Parsed.Failed<TimeSpan>(),
        () => new JsonObject { ["type"] = "string", ["pattern"] = $"^(?:{Durations.Pattern}|[0-9]+(\\.[0-9]+)?)$", ["maxLength"] = Durations.MaxLength });

    private static ScalarReader<TimeSpan> Create(bool allowsZero) => new(
        "a duration such as 30s, 5m, 1h30m or 2d",
        ScalarForm.Any,
        text =>
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
        },
        () => new JsonObject { ["type"] = "string", ["pattern"] = $"^(?:{Durations.Pattern})$", ["maxLength"] = Durations.MaxLength });
}
