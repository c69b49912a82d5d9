namespace Nines.Reliability.Months;

/// <summary>
/// Simulates single months. Up times and down times are exponential, so an event that is in a state at the start of a month
/// has the same remaining time as one that has just entered it. A sampler is not thread-safe.
/// </summary>
internal sealed class MonthSampler(StructureWiring wiring, RenewalRates rates)
{
    private const double Hours = Downtime.SecondsPerMonth / 3600;
    private const int ChangesBetweenChecks = 4096;

    private readonly LiveStructure _structure = new(wiring);
    private readonly bool[] _isDown = new bool[wiring.Function.Events.Length];
    private readonly PriorityQueue<int, double> _nextChange = new();

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
                Turn(next, now, random);
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
    }

    private double NextFailure(double now, Xoshiro256 random) =>
        rates.Failures.Total > 0 ? now + (random.Exponential() / rates.Failures.Total) : double.PositiveInfinity;

    private void Turn(int e, double now, Xoshiro256 random)
    {
        bool isDown = _isDown[e] = !_isDown[e];
        _structure.Flip(e);
        if (isDown)
        {
            _nextChange.Enqueue(e, now + (random.Exponential() * rates.MeanDownHours[e]));
        }
        else if (rates.Unavailability[e] > 0.5)
        {
            _nextChange.Enqueue(e, now + (random.Exponential() * rates.MeanUpHours[e]));
        }
    }

    /// <summary>Every event that is down waits for its repair, so the queue knows them all.</summary>
    private void PutBack()
    {
        foreach ((int e, _) in _nextChange.UnorderedItems)
        {
            if (_isDown[e])
            {
                _isDown[e] = false;
                _structure.Flip(e);
            }
        }

        _nextChange.Clear();
    }
}
