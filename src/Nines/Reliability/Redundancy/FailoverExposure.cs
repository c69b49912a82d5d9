namespace Nines.Reliability.Redundancy;

/// <summary>
/// Active/passive redundancy. A standby does not help while its switchover is still under way, so part of the primary's downtime
/// is felt whatever the standby does: the exposure fraction phi.
/// </summary>
public static class FailoverExposure
{
    /// <summary>
    /// The share of the primary's downtime that passes before the standby has taken over,
    /// phi = [c E min(T_automatic, R) + (1 - c) E min(T_manual, R)] / E R, where the repair time R is exponential and T is the
    /// failover's time. For an exponential T each part is T / (T + MDT), for a fixed T it is 1 - exp(-T / MDT).
    /// </summary>
    /// <param name="times">How the standby takes over.</param>
    /// <param name="meanDownTime">Mean length of one outage of the primary, MDT = E R; positive.</param>
    /// <returns>0 (instant and certain) to 1 (the standby never helps).</returns>
    /// <exception cref="ArgumentOutOfRangeException">A time is negative, the coverage is not in 0..1 or the mean down time is not positive.</exception>
    public static double Fraction(FailoverTimes times, TimeSpan meanDownTime)
    {
        ArgumentNullException.ThrowIfNull(times);
        ArgumentOutOfRangeException.ThrowIfLessThan(times.Detection, TimeSpan.Zero, nameof(times));
        ArgumentOutOfRangeException.ThrowIfLessThan(times.Switchover, TimeSpan.Zero, nameof(times));
        ArgumentOutOfRangeException.ThrowIfLessThan(times.Manual ?? TimeSpan.Zero, TimeSpan.Zero, nameof(times));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(meanDownTime, TimeSpan.Zero);
        if (!(times.Coverage is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(times), times.Coverage, "Expected a coverage of 0 to 1.");
        }

        double automatic = Part(times.Automatic, meanDownTime, times.Spread);
        double manual = times.Manual is { } time ? Part(time, meanDownTime, times.Spread) : 1;
        return (times.Coverage * automatic) + ((1 - times.Coverage) * manual);
    }

    /// <summary>
    /// Unavailability of a primary with a standby, U = U_p [1 - (1 - phi)(1 - U_s)], when both fail independently.
    /// In a structure function that is: primary and (phi or standby), with phi as an event of its own.
    /// </summary>
    /// <param name="primary">Unavailability of the primary, 0 to 1.</param>
    /// <param name="standby">Unavailability of the standby, 0 to 1.</param>
    /// <param name="fraction">phi, 0 to 1; see <see cref="Fraction"/>.</param>
    public static double Unavailability(double primary, double standby, double fraction) =>
        primary * (fraction + ((1 - fraction) * standby));

    private static double Part(TimeSpan time, TimeSpan meanDownTime, DurationSpread spread) => spread switch
    {
        DurationSpread.Fixed => Accurate.OneMinusExp(time / meanDownTime),
        _ => time.TotalHours / (time.TotalHours + meanDownTime.TotalHours),
    };
}
