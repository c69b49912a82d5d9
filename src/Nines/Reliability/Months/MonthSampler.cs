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
