using Nines.Reliability.Redundancy;

namespace Nines.Reliability.Structure;

/// <summary>
/// An event that is the unfinished reaction to an outage: detection, eviction, switchover. It begins with the outage, or with the end of the
/// stage before it, and ends after its own time or with the outage, whichever is first. In a structure function it only ever stands
/// together with that outage: down = lost and (reaction or ...).
/// </summary>
/// <param name="Event">Index of the event. Its unavailability is the probability that the reaction is unfinished, given the outage.</param>
/// <param name="Lost">True during the outage.</param>
/// <param name="Times">
/// Times of the reaction. Null for an event that only refines the joint probability of other reactions, which stand together with it; where those
/// are followed in time, it is true throughout.
/// </param>
/// <param name="Share">Probability that an outage needs this reaction, 0 to 1: the share of the load that has to move.</param>
/// <param name="After">Index of the event of the stage before it; null for the first stage.</param>
public sealed record Reaction(int Event, NodeRef Lost, FailoverTimes? Times, double Share, int? After)
{
    /// <summary>
    /// Weight of the first stage's event in the failure frequency, per hour: see <see cref="BasicEvent.FailuresPerHour"/>. At the start of an
    /// outage the reaction is unfinished with probability <paramref name="share"/>, on average over the outage with
    /// <paramref name="unavailability"/>. The outage's own event counts with the average, so this event adds the rest:
    /// w = I_lost U / MDT + I_reaction (share - u) / MDT, where I_reaction already contains the probability of the outage.
    /// </summary>
    public static double FailuresPerHour(double share, double unavailability, TimeSpan meanDownTime) =>
        Math.Max(0, share - unavailability) / meanDownTime.TotalHours;
}
