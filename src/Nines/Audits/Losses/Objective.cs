using System.Collections.Immutable;
using System.Globalization;
using Nines.Clusters;
using Nines.Reliability.Solving;
using Nines.Text;

namespace Nines.Audits.Losses;

/// <summary>How long a workload may be down.</summary>
internal static class Objective
{
    /// <summary>The unavailability that the stated objective allows; null when none is stated or it cannot be understood.</summary>
    public static double? Read(Workload workload)
    {
        if (!workload.Annotations.TryGetValue(NinesKeys.ObjectiveAnnotation, out string? text))
        {
            return null;
        }

        // In decimals, so that 99.95 allows 0.0005 and not a little less.
        ReadOnlySpan<char> number = text.AsSpan().Trim().TrimEnd('%');
        return decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal percent) && percent is > 0 and < 100
            ? (double)((100 - percent) / 100)
            : null;
    }

    /// <summary>What is wrong with the annotation, human-readable; null when it is missing or good.</summary>
    public static string? Fault(Workload workload) =>
        workload.Annotations.TryGetValue(NinesKeys.ObjectiveAnnotation, out string? text) && Read(workload) is null
            ? $"{workload}: annotation {NinesKeys.ObjectiveAnnotation} is '{Sanitizer.Clean(text, 80)}'; expected an availability in percent above 0 and below 100, such as 99.95. It is not used."
            : null;
}

/// <summary>The part of a workload's downtime that one kind of domain brings.</summary>
/// <param name="Key">As in <c>DomainLevel.Key</c>, or <c>pod</c>.</param>
/// <param name="SecondsPerYear">What would be saved if domains of this kind never failed.</param>
public sealed record DowntimeCause(string Key, double SecondsPerYear);

/// <summary>How long a workload is expected to have less than it needs, with the pods where they are now.</summary>
/// <param name="Unavailability">0 to 1.</param>
/// <param name="SecondsPerYear">The same in a year.</param>
/// <param name="Causes">The greatest first; they do not add up where failures need each other.</param>
/// <param name="MeetsObjective">Against the stated objective; null when none is stated.</param>
public sealed record ExpectedDowntime(
    BoundedProbability Unavailability, double SecondsPerYear, ImmutableArray<DowntimeCause> Causes, bool? MeetsObjective);
