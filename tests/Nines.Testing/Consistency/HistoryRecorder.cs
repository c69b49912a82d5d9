namespace Nines.Testing.Consistency;

/// <summary>Collects a history while a test runs. Safe for use by many threads.</summary>
/// <param name="time">The one clock of the history, which counts from the recorder's making.</param>
/// <param name="mostEvents">More events than this are refused, so that a runaway test does not eat the machine.</param>
public sealed class HistoryRecorder(TimeProvider time, int mostEvents = 5_000_000)
{
    private readonly Lock gate = new();
    private readonly long start = time.GetTimestamp();
    private readonly List<Review> reviews = [];
    private readonly List<AzureCall> calls = [];
    private readonly List<Purge> purges = [];
    private readonly List<FaultWindow> faults = [];
    private readonly List<DegradedWindow> degraded = [];
    private readonly Dictionary<int, TimeSpan> openDegraded = [];
    private readonly Dictionary<FaultWindow, TimeSpan> openFaults = new(ReferenceEqualityComparer.Instance);
    private int events;

    /// <summary>The time to put into events.</summary>
    public TimeSpan Now => time.GetElapsedTime(start);

    /// <summary>The time of a timestamp of the same clock.</summary>
    public TimeSpan At(long timestamp) => time.GetElapsedTime(start, timestamp);

    /// <exception cref="InvalidOperationException">There are too many events.</exception>
    public void Add(Review review) => Add(reviews, review);

    /// <exception cref="InvalidOperationException">There are too many events.</exception>
    public void Add(AzureCall call) => Add(calls, call);

    /// <exception cref="InvalidOperationException">There are too many events.</exception>
    public void Add(Purge purge) => Add(purges, purge);

    /// <summary>Notes that a fault begins; call it before injecting.</summary>
    /// <returns>The argument of <see cref="EndFault"/>.</returns>
    /// <exception cref="InvalidOperationException">There are too many events.</exception>
    public FaultWindow BeginFault(string name, FaultEffects effects)
    {
        FaultWindow fault = new(name, effects, Now, null);
        lock (gate)
        {
            Count();
            openFaults.Add(fault, fault.From);
        }

        return fault;
    }

    /// <summary>Notes that a fault is healed; call it when nothing of it is left.</summary>
    public void EndFault(FaultWindow fault)
    {
        lock (gate)
        {
            if (openFaults.Remove(fault))
            {
                faults.Add(fault with { To = Now });
            }
        }
    }

    /// <summary>Notes what a replica says of itself; saying the same again changes nothing.</summary>
    /// <param name="at">Time at which the state began or ended, if the replica reported it; now by default.</param>
    /// <exception cref="InvalidOperationException">There are too many events.</exception>
    public void SetDegraded(int replica, bool isDegraded, TimeSpan? at = null)
    {
        lock (gate)
        {
            if (isDegraded)
            {
                if (openDegraded.TryAdd(replica, at ?? Now))
                {
                    Count();
                }
            }
            else if (openDegraded.Remove(replica, out TimeSpan from))
            {
                degraded.Add(new DegradedWindow(replica, from, at ?? Now));
            }
        }
    }

    /// <summary>All that was recorded so far; windows that are open have no end.</summary>
    public History Snapshot()
    {
        lock (gate)
        {
            return new History
            {
                Reviews = [.. reviews],
                Calls = [.. calls],
                Purges = [.. purges],
                Faults = [.. faults, .. openFaults.Keys],
                Degraded = [.. degraded, .. openDegraded.Select(open => new DegradedWindow(open.Key, open.Value, null))],
            };
        }
    }

    private void Add<T>(List<T> list, T item)
    {
        lock (gate)
        {
            Count();
            list.Add(item);
        }
    }

    // Called with the gate held.
    private void Count()
    {
        if (++events > mostEvents)
        {
            throw new InvalidOperationException($"The history has more than {mostEvents} events.");
        }
    }
}
