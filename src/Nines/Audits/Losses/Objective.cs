using System.Globalization;
using Nines.Clusters;
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

    /// <summary>What is wrong with the annotation, for people; null when it is missing or good.</summary>
    public static string? Fault(Workload workload) =>
        workload.Annotations.TryGetValue(NinesKeys.ObjectiveAnnotation, out string? text) && Read(workload) is null
            ? $"{workload}: annotation {NinesKeys.ObjectiveAnnotation} is '{Sanitizer.Clean(text, 80)}'; expected an availability in percent above 0 and below 100, such as 99.95. It is not used."
            : null;
}
