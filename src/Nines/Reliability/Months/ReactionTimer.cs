using Nines.Reliability.Redundancy;
using Nines.Reliability.Structure;

namespace Nines.Reliability.Months;

/// <summary>Draws when the reactions to outages begin and end.</summary>
internal sealed class ReactionTimer
{
    private readonly Reaction?[] _byEvent;
    private readonly double[] _unfinished;
    private readonly double[] _automatic;
    private readonly Dictionary<NodeRef, int[]> _firstStages;
    private readonly int[][] _nextStages;
    private readonly double[] _endsAt;
    private readonly bool[] _hasBegun;

    public ReactionTimer(StructureFunction function)
    {
        int events = function.Events.Length;
        _byEvent = new Reaction?[events];
        _unfinished = new double[events];
        _automatic = new double[events];
        _endsAt = new double[events];
        _hasBegun = new bool[events];
        foreach (Reaction reaction in function.Reactions)
        {
            int e = reaction.Event;
            if (reaction.Times is not { } times)
            {
                continue;
            }

            TimeSpan down = function.Events[e].MeanDownTime ?? TimeSpan.MaxValue;
            _byEvent[e] = reaction;
            _unfinished[e] = FailoverExposure.Fraction(times, down);
            _automatic[e] = _unfinished[e] > 0 ? times.Coverage * FailoverExposure.Fraction(times with { Coverage = 1 }, down) / _unfinished[e] : 1;
        }

        _firstStages = function.Reactions.Where(reaction => reaction is { Times: not null, After: null })
            .GroupBy(reaction => reaction.Lost).ToDictionary(group => group.Key, group => group.Select(reaction => reaction.Event).ToArray());
        ILookup<int?, int> after = function.Reactions.Where(reaction => reaction.After is not null).ToLookup(reaction => reaction.After, reaction => reaction.Event);
        _nextStages = [.. Enumerable.Range(0, events).Select(e => after[e].ToArray())];
    }

    public bool IsReaction(int e) => _byEvent[e] is not null;

    public bool HasBegun(int e) => _hasBegun[e];

    /// <summary>True when the end that was scheduled for now is still that of the running reaction.</summary>
    public bool IsDue(int e, double now) => _hasBegun[e] && _endsAt[e] == now;

    public ReadOnlySpan<int> FirstStages(NodeRef lost) => _firstStages.GetValueOrDefault(lost) ?? [];

    public ReadOnlySpan<int> NextStages(int e) => _nextStages[e];

    /// <summary>Begins a reaction.</summary>
    /// <param name="e">Its event.</param>
    /// <param name="now">Hours since the start of the month.</param>
    /// <param name="random">Source of the draws.</param>
    /// <param name="isStart">True when the outage began before the month did: the reaction may be finished.</param>
    /// <returns>Hours until its end; 0 when it is not needed or finished, infinite when nothing but the repair ends it.</returns>
    public double Begin(int e, double now, Xoshiro256 random, bool isStart)
    {
        Reaction reaction = _byEvent[e]!;
        FailoverTimes times = reaction.Times!;
        _hasBegun[e] = true;
        if (random.Unit() > reaction.Share * (isStart ? _unfinished[e] : 1))
        {
            return 0;
        }

        TimeSpan? mean = random.Unit() <= (isStart ? _automatic[e] : times.Coverage) ? times.Automatic : times.Manual;
        double length = mean is { } time
            ? time.TotalHours * (times.Spread == DurationSpread.Fixed ? 1 : random.Exponential())
            : double.PositiveInfinity;
        _endsAt[e] = now + length;
        return length;
    }

    public void Drop(int e)
    {
        _hasBegun[e] = false;
        _endsAt[e] = double.NaN;
    }

    public void Clear()
    {
        Array.Clear(_hasBegun);
        Array.Fill(_endsAt, double.NaN);
    }
}
