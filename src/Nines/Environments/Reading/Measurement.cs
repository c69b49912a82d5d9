using Nines.Environments.Specs;
using Nines.Text;

namespace Nines.Environments.Reading;

/// <summary>What was seen of one component.</summary>
/// <param name="Component">A component id or a catalogue service, as under <c>availabilities</c>.</param>
/// <param name="ObservedHours">How long it was watched; more than 0.</param>
/// <param name="DownHours">How long of that it was down.</param>
/// <param name="Failures">How often it went down.</param>
/// <param name="Position">Where the row stands.</param>
internal sealed record Measurement(string Component, double ObservedHours, double DownHours, int Failures, SourcePosition Position)
{
    /// <summary>Failures to reckon with when none was seen: the mean of Jeffreys' posterior for a Poisson rate, (0 + 1/2) / T.</summary>
    private const double UnseenFailures = 0.5;

    /// <summary>
    /// The availability that the measurement stands for: U = down / observed, and MDT = down / failures. Without a failure,
    /// neither is known and zero would be too good to be true; the failure rate is then taken as 0.5 / observed (Jeffreys' prior)
    /// and the default mean down time stays.
    /// </summary>
    /// <param name="defaultMeanDownTime">Of the catalogue, or an hour.</param>
    public AvailabilitySpec ToSpec(TimeSpan defaultMeanDownTime)
    {
        if (Failures > 0)
        {
            // A tick is the shortest time there is; rounding to none at all would make the failure rate infinite.
            TimeSpan meanDownTime = TimeSpan.FromTicks(Math.Max(1, TimeSpan.FromHours(DownHours / Failures).Ticks));
            return new AvailabilitySpec(DownHours / ObservedHours, meanDownTime, true, Position);
        }

        TimeSpan meanUpTime = TimeSpan.FromHours(ObservedHours / UnseenFailures);
        return new AvailabilitySpec(defaultMeanDownTime / (meanUpTime + defaultMeanDownTime), null, true, Position) { MeanUpTime = meanUpTime };
    }
}
