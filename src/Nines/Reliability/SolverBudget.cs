namespace Nines.Reliability;

/// <summary>
/// Keeps a solve within its limits. Time counts only while the engine works, so that a caller who waits between two
/// queries does not lose the second result. Node limits decide first; the clock is only the last limit.
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

    /// <summary>Steps that compiling took, failed attempts included. Later queries limit their own work in proportion to it.</summary>
    public long StepsOfBuilding { get; set; }

    private TimeSpan Elapsed => _running > 0 ? _spent + _time.GetElapsedTime(_started) : _spent;

    /// <summary>Starts a period of work; dispose the result to end it.</summary>
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

    /// <summary>Sets the share of the total time after which the current phase ends, counted from the start of the solve; 0 to 1.</summary>
    public void AllowUpTo(double fraction) => _share = _budget.MaxTime * Math.Min(1, fraction);

    /// <summary>Sets the share of the total time that the current phase may use from now on; 0 to 1.</summary>
    public void AllowFurther(double fraction) => AllowUpTo((Elapsed / _budget.MaxTime) + fraction);

    /// <summary>
    /// Collects the memory of finished attempts. Their tables are large and few, so the garbage collector would free them much
    /// later, and until then they would count against the memory limit.
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

    /// <summary>True when the time is used up. Polled every few thousand steps.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
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

    /// <summary>Counts one step; true when the limit is reached. The clock is read every 2^14 steps.</summary>
    public bool IsReached() => ++_steps > max || ((_steps & PollMask) == 0 && effort.IsSpent());
}

/// <summary>Limits of one solve. When they are reached, the result is certified bounds and is marked as such.</summary>
/// <param name="MaxBytes">Memory for decision diagrams and their caches, in bytes; at least 1 MiB.</param>
/// <param name="MaxTime">Wall time; positive.</param>
public sealed record SolverBudget(long MaxBytes, TimeSpan MaxTime)
{
    /// <summary>2 GiB and 60 seconds: enough for every published fault-tree benchmark that is known to be solvable.</summary>
    public static SolverBudget Default { get; } = new(2L << 30, TimeSpan.FromSeconds(60));
}
