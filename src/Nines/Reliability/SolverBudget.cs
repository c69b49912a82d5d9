namespace Nines.Reliability;

/// <summary>
/// Keeps a solve within its budget. Time counts only while the engine works, so that a caller who thinks between two
/// questions does not lose the second answer. Node limits decide first; the clock is only the last limit.
/// </summary>
internal sealed class Effort
{
    private readonly SolverBudget _budget;
    private readonly TimeProvider _time;
    private TimeSpan _spent;
    private long _started;
    private int _running;
    private TimeSpan _share;
    private CancellationToken _cancellation;

    public Effort(SolverBudget budget, TimeProvider time)
    {
        _budget = budget;
        _time = time;
        _share = budget.MaxTime;
    }

    public long MaxBytes => _budget.MaxBytes;

    /// <summary>How many steps compiling took, hopeless attempts included: what later questions measure their own work by.</summary>
    public long StepsOfBuilding { get; set; }

    public TimeSpan Remaining => _budget.MaxTime - Elapsed;

    private TimeSpan Elapsed => _running > 0 ? _spent + _time.GetElapsedTime(_started) : _spent;

    /// <summary>Starts a stretch of work; dispose the result to end it.</summary>
    public Stretch Work(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        _cancellation = cancellation;
        if (_running++ == 0)
        {
            _started = _time.GetTimestamp();
        }

        return new Stretch(this);
    }

    /// <summary>Sets the point up to which the current phase may use the whole budget, as a fraction of it.</summary>
    public void AllowUpTo(double fraction) => _share = _budget.MaxTime * Math.Min(1, fraction);

    /// <summary>Lets the current phase use so much of the whole budget from now on, as a fraction of it.</summary>
    public void AllowFurther(double fraction) => AllowUpTo((Elapsed / _budget.MaxTime) + fraction);

    /// <summary>
    /// Gives back what finished attempts have left. Their tables are large and few, so the collector would come for them much
    /// later, and until then they would count against the memory that was promised.
    /// </summary>
    public static void ReleaseGarbage(long bytes)
    {
        const long worthIt = 8 << 20;
        if (bytes >= worthIt)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: false);
        }
    }

    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public void ThrowIfCancelled() => _cancellation.ThrowIfCancellationRequested();

    /// <summary>True when the time is used up. Polled every few thousand steps.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public bool IsSpent()
    {
        _cancellation.ThrowIfCancellationRequested();
        return Elapsed >= _share;
    }

    public readonly struct Stretch(Effort effort) : IDisposable
    {
        public void Dispose()
        {
            if (--effort._running == 0)
            {
                effort._spent += effort._time.GetElapsedTime(effort._started);
            }
        }
    }
}

/// <summary>Counts the steps of one piece of work against a limit, so that where it ends does not depend on the machine.</summary>
internal sealed class StepLimit(long max, Effort effort)
{
    private const int PollMask = (1 << 14) - 1;

    private long _steps;

    /// <summary>Takes one step; true when it may not be taken. The clock is looked at now and then.</summary>
    public bool IsReached() => ++_steps > max || ((_steps & PollMask) == 0 && effort.IsSpent());
}

/// <summary>What one solve may spend. When it runs out the answer becomes certified bounds, and says so.</summary>
/// <param name="MaxBytes">Memory for decision diagrams and their caches, in bytes; at least 1 MiB.</param>
/// <param name="MaxTime">Wall time; positive.</param>
public sealed record SolverBudget(long MaxBytes, TimeSpan MaxTime)
{
    /// <summary>2 GiB and 60 seconds: enough for every published fault-tree benchmark that is known to be solvable.</summary>
    public static SolverBudget Default { get; } = new(2L << 30, TimeSpan.FromSeconds(60));
}
