namespace Nines.Reliability.Redundancy;

/// <summary>
/// Active/passive redundancy. A standby does not help until its switchover has ended, so part of the primary's downtime
/// remains whatever the standby's availability: the exposure fraction phi.
/// </summary>
public static class FailoverExposure
{
    /// <summary>
    /// The share of the primary's downtime that passes before the standby has taken over,
    /// phi = [c E min(T_automatic, R) + (1 - c) E min(T_manual, R)] / E R, where the repair time R is exponential and T is the
    /// failover's time. For an exponential T each part is T / (T + MDT), for a fixed T it is 1 - exp(-T / MDT).
    /// </summary>
    /// <param name="times">Times and coverage of the failover.</param>
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

/// <summary>Distribution of a duration around its mean.</summary>
public enum DurationSpread
{
    /// <summary>Exponential with the given mean: the choice when only the mean is known.</summary>
    Exponential,

    /// <summary>Constant, as of a timer.</summary>
    Fixed,
}

/// <summary>Times and coverage of a failover from a primary to its standby.</summary>
/// <param name="Detection">Time until the failure is detected (IEC 60050-192 fault detection time); not negative.</param>
/// <param name="Switchover">Time from detection until the standby serves; not negative.</param>
/// <param name="Coverage">Probability that the automatic switchover works, 0 to 1.</param>
/// <param name="Manual">
/// When the automatic switchover fails: from the failure, detection included, until an operator has switched over; null when no operator does,
/// so that only the repair of the primary ends the outage.
/// </param>
/// <param name="Spread">Distribution of detection and switchover together, and of the manual switchover.</param>
public sealed record FailoverTimes(
    TimeSpan Detection, TimeSpan Switchover, double Coverage = 1, TimeSpan? Manual = null, DurationSpread Spread = DurationSpread.Exponential)
{
    /// <summary>Time from the failure until the standby serves, when the automatic switchover works.</summary>
    public TimeSpan Automatic => Detection + Switchover;
}

/// <summary>A standby whose failures stay hidden until it is next tested.</summary>
public static class UntestedStandby
{
    /// <summary>
    /// Mean unavailability over a test interval, U = 1 - (1 - exp(-lambda tau)) / (lambda tau): about half of lambda tau when
    /// that is small. The test itself and the repair after it take no time.
    /// </summary>
    /// <param name="failuresPerHour">Failure rate lambda while waiting; 0 or more.</param>
    /// <param name="testInterval">Time between tests, tau; 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is negative or not a number.</exception>
    public static double Unavailability(double failuresPerHour, TimeSpan testInterval)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(testInterval, TimeSpan.Zero);
        if (!(failuresPerHour >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(failuresPerHour), failuresPerHour, "Expected 0 or more failures an hour.");
        }

        return Accurate.MeanOneMinusExp(failuresPerHour * testInterval.TotalHours);
    }
}
