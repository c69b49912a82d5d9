namespace Nines.Reliability.Redundancy;

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
