namespace Nines.Testing;

/// <summary>
/// A clock that stands still until a test moves it. Timers fire inside <see cref="Advance"/>, in the order in which they are due, each
/// at its own time. Timestamps count thirds of a tick, so that code which takes them for ticks or milliseconds shows it. Safe for use
/// by many threads.
/// </summary>
/// <param name="start">Time at first; 2030-01-01 UTC by default.</param>
public sealed class ManualClock(DateTimeOffset? start = null) : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<ManualTimer> timers = [];
    private readonly DateTimeOffset start = start ?? new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private TimeSpan passed;

    /// <inheritdoc/>
    public override long TimestampFrequency => 3 * TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>Time by which the clock was moved so far.</summary>
    public TimeSpan Passed
    {
        get
        {
            lock (gate)
            {
                return passed;
            }
        }
    }

    /// <summary>Timers that wait, so that a test can see when a wait has begun.</summary>
    public int Waiting
    {
        get
        {
            lock (gate)
            {
                return timers.Count;
            }
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => start + Passed;

    /// <inheritdoc/>
    public override long GetTimestamp() => Passed.Ticks * 3;

    /// <summary>Moves the clock on, and fires what becomes due.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        TimeSpan until = Passed + by;
        while (Next(until) is { } timer)
        {
            timer.Fire();
        }
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        ManualTimer timer = new(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    // Moves to the next timer that is due by then and takes it out, or moves to the end.
    private ManualTimer? Next(TimeSpan until)
    {
        lock (gate)
        {
            ManualTimer? next = timers.Where(timer => timer.Due <= until).MinBy(timer => timer.Due);
            TimeSpan to = next?.Due ?? until;
            passed = to > passed ? to : passed;
            if (next is not null)
            {
                timers.Remove(next);
                next.Renew();
            }

            return next;
        }
    }

    private sealed class ManualTimer(ManualClock clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan every = Timeout.InfiniteTimeSpan;

        public TimeSpan Due { get; private set; }

        public void Fire() => callback(state);

        // Called with the gate held.
        public void Renew()
        {
            if (every > TimeSpan.Zero)
            {
                Due += every;
                clock.timers.Add(this);
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                clock.timers.Remove(this);
                every = period;
                if (dueTime == Timeout.InfiniteTimeSpan)
                {
                    return true;
                }

                Due = clock.passed + dueTime;
                clock.timers.Add(this);
            }

            if (dueTime <= TimeSpan.Zero)
            {
                clock.Advance(TimeSpan.Zero);
            }

            return true;
        }

        public void Dispose()
        {
            lock (clock.gate)
            {
                clock.timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
