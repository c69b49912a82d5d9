using System.Collections.Immutable;
using Nines.Reliability.Structure;

namespace Nines.Reliability.Months;

/// <summary>
/// Failure and repair rates of the events of a structure function, prepared so that the cost of a month is proportional to its changes.
/// Immutable and shared by threads.
/// </summary>
internal sealed class RenewalRates
{
    /// <summary>Above this unavailability an event is followed on its own: most draws of its failure would find it down already.</summary>
    private const double MostlyDown = 0.5;

    public RenewalRates(StructureWiring wiring)
    {
        ImmutableArray<BasicEvent> events = wiring.Function.Events;
        HashSet<int> reactions = [.. wiring.Function.Reactions.Select(reaction => reaction.Event)];
        ImmutableArray<int> changing = [.. wiring.UsedEvents.Where(e => events[e].Unavailability is > 0 and < 1 && !reactions.Contains(e))];
        foreach (int e in changing)
        {
            if (!(events[e].MeanDownTime > TimeSpan.Zero))
            {
                throw new ArgumentException($"The mean down time of event '{events[e].Name}' is not known.", nameof(wiring));
            }
        }

        MeanDownHours = [.. events.Select(e => e.MeanDownTime?.TotalHours ?? 0)];
        MeanUpHours = [.. events.Select((e, i) => MeanDownHours[i] / e.Unavailability * (1 - e.Unavailability))];
        Unavailability = [.. events.Select(e => e.Unavailability)];
        Followed = [.. changing.Where(e => Unavailability[e] > MostlyDown)];
        Pooled = [.. changing.Where(e => Unavailability[e] <= MostlyDown)];
        Failures = new AliasTable([.. Pooled.Select(e => 1 / MeanUpHours[e])]);
        DownAtStart = new AliasTable([.. Pooled.Select(e => -Accurate.LogOnePlus(-Unavailability[e]))]);
        ChangesPerHour = changing.Sum(e => 2 / (MeanUpHours[e] + MeanDownHours[e]));
    }

    /// <summary>Events that are drawn together from their total rate.</summary>
    public ImmutableArray<int> Pooled { get; }

    /// <summary>Events of which each has its own next change.</summary>
    public ImmutableArray<int> Followed { get; }

    /// <summary>Weight of a pooled event: its failure rate an hour. The total is the rate at which failures are offered.</summary>
    public AliasTable Failures { get; }

    /// <summary>
    /// Weight of a pooled event: -ln(1 - U). When a Poisson number of draws with the total as its mean is made, each event is
    /// drawn at all with probability U, independently: the stationary start without asking each event.
    /// </summary>
    public AliasTable DownAtStart { get; }

    /// <summary>By event index.</summary>
    public ImmutableArray<double> MeanDownHours { get; }

    /// <summary>By event index; meaningless for events that never change.</summary>
    public ImmutableArray<double> MeanUpHours { get; }

    /// <summary>By event index.</summary>
    public ImmutableArray<double> Unavailability { get; }

    /// <summary>Expected failures and repairs an hour.</summary>
    public double ChangesPerHour { get; }
}
