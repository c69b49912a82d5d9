namespace Nines.Guard.Upstream;

/// <summary>
/// Limit of concurrent attempts. The limit grows by about one per round trip while answers come as fast as usual, and
/// shrinks by a tenth, at most once per round trip, when they come slower or fail: a struggling Azure gets fewer calls, not more.
/// Who finds no place waits in a bounded queue, first come, first served.
/// </summary>
internal sealed class AdaptiveLimit(ResilienceOptions options, TimeProvider time)
{
    private const double ShortWeight = 0.1;
    private const double BaselineRise = 0.005;
    private const double BaselineFall = 0.05;

    // Below this, latency is noise of this machine rather than congestion in Azure.
    private static readonly TimeSpan s_noise = TimeSpan.FromMilliseconds(10);

    private readonly Lock _gate = new();
    private readonly LinkedList<TaskCompletionSource<bool>> _queue = new();
    private double _limit = options.FirstConcurrency;
    private double _baseline;
    private double _recent;
    private long _lastCut;
    private int _underWay;

    /// <summary>The limit now, attempts under way, attempts that wait.</summary>
    public (int Limit, int UnderWay, int Queued) Now
    {
        get
        {
            lock (_gate)
            {
                return ((int)_limit, _underWay, _queue.Count);
            }
        }
    }

    /// <summary>True when there is a place; give it back with <see cref="Release"/>.</summary>
    /// <param name="mayWait">False for an attempt that is worth something only at once.</param>
    public async ValueTask<bool> AcquireAsync(bool mayWait, CancellationToken cancellation)
    {
        LinkedListNode<TaskCompletionSource<bool>> place;
        lock (_gate)
        {
            if (_underWay < (int)_limit)
            {
                _underWay++;
                return true;
            }

            if (!mayWait || _queue.Count >= options.MaxQueued)
            {
                return false;
            }

            place = _queue.AddLast(new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        await using CancellationTokenRegistration leave = cancellation.UnsafeRegister(
            static (state, token) => ((TaskCompletionSource<bool>)state!).TrySetCanceled(token), place.Value);
        try
        {
            return await place.Value.Task;
        }
        catch (OperationCanceledException)
        {
            lock (_gate)
            {
                if (place.List is not null)
                {
                    _queue.Remove(place);
                }
            }

            throw;
        }
    }

    /// <param name="started">The timestamp at which the attempt got its place.</param>
    /// <param name="latency">Duration of the answer; null for an attempt without information about Azure, such as a cancelled one.</param>
    public void Release(long started, TimeSpan? latency, bool isTrouble)
    {
        lock (_gate)
        {
            bool isFull = _underWay * 2 >= (int)_limit;
            _underWay--;
            if (isTrouble || (latency is { } took && IsSlow(took)))
            {
                Cut(started);
            }
            else if (latency is not null && isFull)
            {
                _limit = Math.Min(options.MaxConcurrency, _limit + (1 / _limit));
            }

            Admit();
        }
    }

    private bool IsSlow(TimeSpan latency)
    {
        double took = latency.Ticks;
        if (_baseline == 0)
        {
            _baseline = _recent = took;
            return false;
        }

        _recent += (took - _recent) * ShortWeight;
        _baseline += (took - _baseline) * (took < _baseline ? BaselineFall : BaselineRise);
        return _recent > (options.LatencyTolerance * _baseline) + s_noise.Ticks;
    }

    private void Cut(long started)
    {
        // Attempts that started before the last cut saw the same trouble; it is not punished twice.
        if (started < _lastCut)
        {
            return;
        }

        _lastCut = time.GetTimestamp();
        _limit = Math.Max(options.MinConcurrency, _limit * 0.9);
    }

    private void Admit()
    {
        while (_underWay < (int)_limit && _queue.First is { } first)
        {
            _queue.RemoveFirst();
            if (first.Value.TrySetResult(true))
            {
                _underWay++;
            }
        }
    }
}
