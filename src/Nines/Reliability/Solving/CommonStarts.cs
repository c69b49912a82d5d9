using Nines.Reliability.Structure;

namespace Nines.Reliability.Solving;

/// <summary>
/// Outages that start several reactions: that of a zone starts the eviction of its pods and the failover of a database. The failure frequency adds
/// up what each reaction contributes, though the system goes down once. In the moment after outage x, with the probability s of a reaction that it starts and u
/// on average: the contributions are the sum of P(down | x, one at s) - P(down | x), and the right one is P(down | x, all at s) - P(down | x).
/// </summary>
internal sealed class CommonStarts(StructureFunction function, CommonStarts.Probability evaluate)
{
    // Each outage takes an evaluation for each reaction. Where there are more, the frequency keeps the excess.
    private const int MaxEvaluations = 1000;

    /// <summary>The probability of the top event for one probability per event.</summary>
    public delegate double Probability(ReadOnlySpan<double> unavailabilities);

    /// <summary>Failures an hour that are counted more than once; less than 0 where reactions matter only together.</summary>
    public double Excess()
    {
        (int Event, Reaction[] Starts)[] outages = [.. Outages()];
        return outages.Sum(outage => outage.Starts.Length + 2) > MaxEvaluations ? 0 : outages.Sum(outage => Excess(outage.Event, outage.Starts));
    }

    private double Excess(int outage, Reaction[] starts)
    {
        double[] given = [.. function.Events.Select(each => each.Unavailability)];
        given[outage] = 1;
        double before = evaluate(given);
        double each = starts.Sum(reaction =>
        {
            double[] one = [.. given];
            one[reaction.Event] = reaction.Share;
            return evaluate(one) - before;
        });
        double[] all = [.. given];
        foreach (Reaction reaction in starts)
        {
            all[reaction.Event] = reaction.Share;
        }

        return (function.Events[outage].FailuresPerHour ?? 0) * (each - (evaluate(all) - before));
    }

    /// <summary>Events that start several reactions. A reaction to an outage that is itself a reaction starts later, and is not one of them.</summary>
    private IEnumerable<(int Event, Reaction[] Starts)> Outages()
    {
        HashSet<int> reactions = [.. function.Reactions.Select(reaction => reaction.Event)];
        return function.Reactions.Where(reaction => reaction is { Times: not null, After: null })
            .GroupBy(reaction => reaction.Lost)
            .SelectMany(group => EventsBelow(group.Key) is var below && below.Overlaps(reactions) ? [] : below.SelectMany(e => group.Select(reaction => (Event: e, Reaction: reaction))))
            .GroupBy(start => start.Event, start => start.Reaction)
            .Select(outage => (outage.Key, outage.ToArray()))
            .Where(outage => outage.Item2.Length > 1);
    }

    private HashSet<int> EventsBelow(NodeRef node)
    {
        HashSet<int> events = [];
        HashSet<NodeRef> seen = [];
        var pending = new Stack<NodeRef>([node]);
        while (pending.TryPop(out NodeRef next))
        {
            if (!seen.Add(next))
            {
                continue;
            }

            if (function.Kind(next) == NodeKind.Event)
            {
                events.Add(function.EventIndex(next));
            }

            foreach (NodeRef argument in function.Arguments(next))
            {
                pending.Push(argument);
            }
        }

        return events;
    }
}
