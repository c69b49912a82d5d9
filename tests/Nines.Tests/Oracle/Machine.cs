namespace Nines.Tests.Oracle;

/// <summary>Random numbers of one part (SplitMix64), so that two machines that share a part share its history.</summary>
internal sealed class Draws(string name, int seed)
{
    private ulong _state = Hash(name) ^ (0x9E3779B97F4A7C15 * (ulong)(uint)seed);

    /// <summary>Uniform over [0, 1).</summary>
    public double Uniform()
    {
        _state += 0x9E3779B97F4A7C15;
        ulong mixed = _state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return ((mixed ^ (mixed >> 31)) >> 11) * (1.0 / (1UL << 53));
    }

    public double Exponential(double mean) => -mean * Math.Log(1 - Uniform());

    private static ulong Hash(string name) => name.Aggregate(14695981039346656037UL, (hash, letter) => (hash ^ letter) * 1099511628211UL);
}

/// <summary>A part of a machine: up or down, as its own history or the parts before it say.</summary>
internal abstract class Part
{
    public bool IsUp { get; protected set; } = true;

    /// <summary>Begins the history.</summary>
    public virtual void Start(Machine machine)
    {
    }

    /// <summary>Follows a change of the parts before it.</summary>
    public virtual void Update(Machine machine)
    {
    }

    /// <summary>Follows the end of a time that it has set.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="what">Number that the part gave the time.</param>
    /// <param name="turn">Number of the outage in which it was set.</param>
    public virtual void Ring(Machine machine, int what, int turn)
    {
    }
}

/// <summary>Discrete-event simulator: parts change one at a time, and after each change all parts follow, in their order.</summary>
internal sealed class Machine
{
    private readonly PriorityQueue<(Part Part, int What, int Turn), double> _times = new();
    private readonly List<Part> _parts = [];

    /// <summary>Hours since the start.</summary>
    public double Now { get; private set; }

    /// <summary>Failures and repairs that an hour is expected to have.</summary>
    public double ChangesPerHour => _parts.OfType<Unit>().Sum(unit => unit.ChangesPerHour);

    /// <summary>Adds a part after the parts that it follows.</summary>
    public T Add<T>(T part)
        where T : Part
    {
        _parts.Add(part);
        return part;
    }

    public void Set(Part part, int what, int turn, double hours) => _times.Enqueue((part, what, turn), Now + hours);

    /// <summary>Runs, and observes one part after a first time that is not observed.</summary>
    public void Run(Part top, double before, double hours, Observation observed, CancellationToken cancellation)
    {
        foreach (Part part in _parts)
        {
            part.Start(this);
        }

        Follow();
        bool wasUp = true;
        for (int changes = 0; Now < before + hours; changes++)
        {
            double next = _times.TryPeek(out _, out double time) ? Math.Min(time, before + hours) : before + hours;

            // A state that lasts no time at all is not an outage.
            if (next > Now)
            {
                observed.Add(Now - before, next - before, top.IsUp, hasFailed: wasUp && !top.IsUp);
                wasUp = top.IsUp;
                Now = next;
            }

            if (Now >= before + hours)
            {
                return;
            }

            (Part part, int what, int turn) = _times.Dequeue();
            part.Ring(this, what, turn);
            Follow();
            if (changes % 65536 == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }
        }
    }

    private void Follow()
    {
        foreach (Part part in _parts)
        {
            part.Update(this);
        }
    }
}

/// <summary>Downtime and failures of a run, month by month.</summary>
internal sealed class Observation(int months)
{
    public const double MonthHours = 730;

    public double[] DownHours { get; } = new double[months];

    public int[] Failures { get; } = new int[months];

    /// <summary>Adds a time in one state; times before the start are not observed.</summary>
    public void Add(double from, double to, bool isUp, bool hasFailed)
    {
        if (to <= 0 || isUp)
        {
            return;
        }

        if (hasFailed && from >= 0)
        {
            Failures[Math.Min(months - 1, (int)(from / MonthHours))]++;
        }

        for (double start = Math.Max(0, from); start < to;)
        {
            int month = Math.Min(months - 1, (int)(start / MonthHours));
            double end = month == months - 1 ? to : Math.Min(to, (month + 1) * MonthHours);
            DownHours[month] += end - start;
            start = end;
        }
    }
}
