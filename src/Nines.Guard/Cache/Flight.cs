namespace Nines.Guard.Cache;

/// <summary>
/// One question in flight with its waiting callers. It is independent of each of them: only when the last one gives up, it is
/// stopped.
/// </summary>
internal sealed class Flight : IDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource<Landed> _landed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _waiters = 1;
    private bool _over;

    /// <param name="limit">Time limit of the flight.</param>
    public Flight(TimeSpan limit, TimeProvider time) => _stop = new CancellationTokenSource(limit, time);

    /// <summary>Cancelled when no caller waits any more, or when the time is up.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>False when it is over or being abandoned; the caller starts another.</summary>
    public bool TryJoin()
    {
        lock (_gate)
        {
            if (_over)
            {
                return false;
            }

            _waiters++;
            return true;
        }
    }

    /// <summary>Waits for the answer; each waiter calls it once.</summary>
    public async ValueTask<Landed> WaitAsync(CancellationToken cancellation)
    {
        try
        {
            return await _landed.Task.WaitAsync(cancellation);
        }
        finally
        {
            Leave();
        }
    }

    public void Land(Landed answer)
    {
        Close();
        _landed.TrySetResult(answer);
    }

    public void Fail(Exception why)
    {
        Close();
        _landed.TrySetException(why);

        // All callers may have left by now; an unobserved exception must not end the process.
        _ = _landed.Task.Exception;
    }

    public void Dispose() => _stop.Dispose();

    private void Close()
    {
        lock (_gate)
        {
            _over = true;
        }
    }

    private void Leave()
    {
        lock (_gate)
        {
            if (--_waiters > 0 || _over)
            {
                return;
            }

            _over = true;
        }

        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It landed in this very moment.
        }
    }
}

/// <summary>Result of a flight.</summary>
/// <param name="GoodUntil">Timestamp after which a new caller does not get the answer (G2).</param>
internal readonly record struct Landed(CacheAnswer Answer, long GoodUntil);
