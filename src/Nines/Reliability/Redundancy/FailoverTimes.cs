namespace Nines.Reliability.Redundancy;

/// <summary>How a duration spreads around its mean.</summary>
public enum DurationSpread
{
    /// <summary>Exponential with the given mean: the choice when only the mean is known.</summary>
    Exponential,

    /// <summary>Always the same: a timer.</summary>
    Fixed,
}

/// <summary>How a standby takes over from a failed primary.</summary>
/// <param name="Detection">Until the failure is noticed (IEC 60050-192 fault detection time); not negative.</param>
/// <param name="Switchover">From noticing until the standby serves; not negative.</param>
/// <param name="Coverage">Probability that the automatic switchover works, 0 to 1.</param>
/// <param name="Manual">
/// When the automatic way fails: from the failure, detection included, until people have switched over; null when nobody does,
/// so that only the repair of the primary ends the outage.
/// </param>
/// <param name="Spread">Spread of detection and switchover together, and of the manual way.</param>
public sealed record FailoverTimes(
    TimeSpan Detection, TimeSpan Switchover, double Coverage = 1, TimeSpan? Manual = null, DurationSpread Spread = DurationSpread.Exponential)
{
    /// <summary>From the failure until the standby serves, when the automatic way works.</summary>
    public TimeSpan Automatic => Detection + Switchover;
}
