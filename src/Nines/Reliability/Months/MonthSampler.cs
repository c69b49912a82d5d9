using Nines.Reliability.Redundancy;
using Nines.Reliability.Structure;

namespace Nines.Reliability.Months;

/// <summary>
/// Simulates single months. Up times and down times are exponential, so an event that is in a state at the start of a month
/// has the same remaining time as one that has just entered it. Reactions follow the outages that they answer. A sampler is not thread-safe.
/// </summary>
internal sealed class MonthSampler(StructureWiring wiring, RenewalRates rates)
{
    private const double Hours = Downtime.SecondsPerMonth / 3600;
    private const int ChangesBetweenChecks = 4096;

    private readonly LiveStructure _structure = new(wiring);
    private readonly bool[] _isDown = new bool[wiring.Function.Events.Length];
    private readonly PriorityQueue<int, double> _nextChange = new();
    private readonly List<int> _wentDown = [];
    private readonly ReactionTimer _reactions = new(wiring.Function);

    /// <summary>Simulates one month.</summary>
    /// <returns>The share of the month during which the system was down, 0 to 1.</returns>
    public double Next(Xoshiro256 random, CancellationToken cancellationToken)
    {
        Start(random);
        double down = 0;
        double now = 0;
        double nextFailure = NextFailure(now, random);
        for (int changes = 1; ; changes++)
        {
            bool isOwnChange = _nextChange.TryPeek(out int next, out double time) && time <= nextFailure;
            double until = Math.Min(isOwnChange ? time : nextFailure, Hours);
            down += _structure.IsDown ? until - now : 0;
            now = until;
            if (now >= Hours)
            {
                break;
            }

            if (isOwnChange)
            {
                _nextChange.Dequeue();
                if (!_reactions.IsReaction(next))
                {
                    Turn(next, now, random);
                }
                else if (_reactions.IsDue(next, now))
                {
                    End(next, now, random);
                }
            }
            else
            {
                nextFailure = NextFailure(now, random);
                int offered = rates.Pooled[rates.Failures.Next(random)];
                if (!_isDown[offered])
                {
                    Turn(offered, now, random);
                }
            }

            Follow(now, random, isStart: false);
            if (changes % ChangesBetweenChecks == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        PutBack();
        return Math.Min(down / Hours, 1);
    }

    private void Start(Xoshiro256 random)
    {
        double total = rates.DownAtStart.Total;
        for (double drawn = random.Exponential(); drawn < total; drawn += random.Exponential())
        {
            int e = rates.Pooled[rates.DownAtStart.Next(random)];
            if (!_isDown[e])
            {
                Turn(e, 0, random);
            }
        }

        foreach (int e in rates.Followed)
        {
            if (random.Unit() <= rates.Unavailability[e])
            {
                Turn(e, 0, random);
            }
            else
            {
                _nextChange.Enqueue(e, random.Exponential() * rates.MeanUpHours[e]);
            }
        }

        Follow(0, random, isStart: true);
    }

    /// <summary>Begins the reactions to outages that have begun, and drops those to outages that have ended.</summary>
    private void Follow(double now, Xoshiro256 random, bool isStart)
    {
        while (_structure.TryTakeChange(out NodeRef node))
        {
            foreach (int e in _reactions.FirstStages(node))
            {
                if (!_structure.IsTrue(node))
                {
                    Drop(e);
                }
                else if (!_reactions.HasBegun(e))
                {
                    Begin(e, now, random, isStart);
                }
            }
        }
    }

    private void Begin(int e, double now, Xoshiro256 random, bool isStart)
    {
        double length = _reactions.Begin(e, now, random, isStart);
        if (length == 0)
        {
            BeginNext(e, now, random, isStart);
            return;
        }

        Flip(e);
        if (now + length < Hours)
        {
            _nextChange.Enqueue(e, now + length);
        }
    }

    private void BeginNext(int e, double now, Xoshiro256 random, bool isStart)
    {
        foreach (int next in _reactions.NextStages(e))
        {
            Begin(next, now, random, isStart);
        }
    }

    /// <summary>The next stages begin before this one ends, so that the system does not seem to be up in between.</summary>
    private void End(int e, double now, Xoshiro256 random)
    {
        BeginNext(e, now, random, isStart: false);
        Flip(e);
    }

    private void Drop(int e)
    {
        if (!_reactions.HasBegun(e))
        {
            return;
        }

        _reactions.Drop(e);
        if (_isDown[e])
        {
            Flip(e);
        }

        foreach (int next in _reactions.NextStages(e))
        {
            Drop(next);
        }
    }

    private void Flip(int e)
    {
        _isDown[e] = !_isDown[e];
        if (_isDown[e])
        {
            _wentDown.Add(e);
        }

        _structure.Flip(e);
    }

    private double NextFailure(double now, Xoshiro256 random) =>
        rates.Failures.Total > 0 ? now + (random.Exponential() / rates.Failures.Total) : double.PositiveInfinity;

    private void Turn(int e, double now, Xoshiro256 random)
    {
        Flip(e);
        if (_isDown[e])
        {
            _nextChange.Enqueue(e, now + (random.Exponential() * rates.MeanDownHours[e]));
        }
        else if (rates.Unavailability[e] > 0.5)
        {
            _nextChange.Enqueue(e, now + (random.Exponential() * rates.MeanUpHours[e]));
        }
    }

    private void PutBack()
    {
        _nextChange.Clear();
        for (int i = _wentDown.Count - 1; i >= 0; i--)
        {
            if (_isDown[_wentDown[i]])
            {
                Flip(_wentDown[i]);
            }
        }

        _wentDown.Clear();
        while (_structure.TryTakeChange(out _))
        {
        }

        _reactions.Clear();
    }
}

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
