namespace Nines.Reliability;

/// <summary>
/// Counts the work of a solve against its limits. Where a deadline was requested, its time counts only while the engine works, so that a
/// caller who waits between two queries does not lose the second result.
/// </summary>
internal sealed class Effort
{
    private readonly SolverLimits _limits;
    private readonly TimeProvider _time;
    private double _share = 1;
    private long _maxSteps;
    private TimeSpan _spent;
    private long _started;
    private int _running;
    private CancellationToken _cancellation;

    public Effort(SolverLimits limits, TimeProvider time)
    {
        _limits = limits;
        _time = time;
        _maxSteps = limits.MaxSteps;
    }

    public long MaxBytes => _limits.MaxBytes;

    /// <summary>Steps taken so far, of all phases.</summary>
    public long Steps { get; private set; }

    /// <summary>Steps that compiling took, failed attempts included. Later queries limit their own work in proportion to it.</summary>
    public long StepsOfBuilding { get; set; }

    /// <summary>True once the deadline has ended some of the work.</summary>
    public bool IsOutOfTime { get; private set; }

    private TimeSpan Elapsed => _running > 0 ? _spent + _time.GetElapsedTime(_started) : _spent;

    /// <summary>Starts a period of work; dispose the result to end it.</summary>
    public Stretch Work(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        _cancellation = cancellation;
        if (_running++ == 0 && _limits.MaxTime is not null)
        {
            _started = _time.GetTimestamp();
        }

        return new Stretch(this);
    }

    /// <summary>Sets the share of all steps after which the current phase ends, counted from the start of the solve; 0 to 1.</summary>
    public void AllowUpTo(double fraction)
    {
        _share = Math.Min(1, fraction);
        _maxSteps = (long)(_limits.MaxSteps * _share);
    }

    /// <summary>Sets the share of all steps that the current phase may take from now on; 0 to 1.</summary>
    public void AllowFurther(double fraction)
    {
        double used = (double)Steps / _limits.MaxSteps;
        AllowUpTo((_limits.MaxTime is { } time ? Math.Max(used, Elapsed / time) : used) + fraction);
    }

    /// <summary>
    /// Collects the memory of finished attempts. Their tables are large and few, so the garbage collector would free them much
    /// later, and until then the process would use far more memory than the diagrams are limited to.
    /// </summary>
    public static void ReleaseGarbage(long bytes)
    {
        const long worthIt = 8 << 20;
        if (bytes >= worthIt)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: false);
        }
    }

    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public void ThrowIfCancelled() => _cancellation.ThrowIfCancellationRequested();

    /// <summary>Counts steps; true when the current phase has no more of them.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public bool Spend(long steps)
    {
        Steps += steps;
        return IsSpent();
    }

    /// <summary>True when the steps of the current phase are used up, or its time where there is a deadline.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public bool IsSpent()
    {
        _cancellation.ThrowIfCancellationRequested();
        if (Steps >= _maxSteps)
        {
            return true;
        }

        bool isOver = _limits.MaxTime is { } time && Elapsed >= time * _share;
        IsOutOfTime |= isOver;
        return isOver;
    }

    public readonly struct Stretch(Effort effort) : IDisposable
    {
        public void Dispose()
        {
            if (--effort._running == 0 && effort._limits.MaxTime is not null)
            {
                effort._spent += effort._time.GetElapsedTime(effort._started);
            }
        }
    }
}

/// <summary>Counts the steps of one piece of work against a limit of its own, besides that of the solve.</summary>
internal sealed class StepLimit(long max, Effort effort)
{
    private const int PollEvery = 1 << 14;

    private long _steps;

    /// <summary>Counts one step; true when a limit is reached. The solve hears of it every 2^14 steps.</summary>
    public bool IsReached() => ++_steps > max || ((_steps & (PollEvery - 1)) == 0 && effort.Spend(PollEvery));
}
