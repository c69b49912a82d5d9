namespace Nines.Reliability;

/// <summary>Converts an unavailability to downtime and to a number of nines.</summary>
public static class Downtime
{
    /// <summary>A year of 365.25 days, in seconds.</summary>
    public const double SecondsPerYear = 365.25 * 24 * 3600;

    /// <summary>A month of 730 hours, as cloud contracts count it, in seconds.</summary>
    public const double SecondsPerMonth = 730.0 * 3600;

    /// <param name="unavailability">0 to 1.</param>
    /// <returns>Expected downtime in a year, in seconds.</returns>
    public static double PerYear(double unavailability) => unavailability * SecondsPerYear;

    /// <param name="unavailability">0 to 1.</param>
    /// <returns>Expected downtime in a month, in seconds.</returns>
    public static double PerMonth(double unavailability) => unavailability * SecondsPerMonth;

    /// <summary>The number of nines, -log10(U): 99.9 % is 3.</summary>
    /// <param name="unavailability">0 to 1.</param>
    /// <returns>0 or more; null when the unavailability is 0, since it then has no end.</returns>
    public static double? Nines(double unavailability) =>
        unavailability > 0 ? Math.Max(0, -Math.Log10(unavailability)) : null;
}
