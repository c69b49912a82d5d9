namespace Nines.Guard.Upstream;

/// <summary>The latest latencies of a part and their 95th percentile, computed every few samples.</summary>
internal sealed class LatencyWindow(int minSamples)
{
    private const int Capacity = 256;
    private const int Refresh = 16;

    private readonly Lock _gate = new();
    private readonly long[] _ticks = new long[Capacity];
    private readonly long[] _sorted = new long[Capacity];
    private long _seen;
    private long _slow = -1;

    /// <summary>The time that 95 % of the answers took at most; null while too few were seen.</summary>
    public TimeSpan? Slow
    {
        get
        {
            long slow = Interlocked.Read(ref _slow);
            return slow < 0 ? null : TimeSpan.FromTicks(slow);
        }
    }

    public void Add(TimeSpan latency)
    {
        lock (_gate)
        {
            _ticks[_seen % Capacity] = latency.Ticks;
            _seen++;
            if (_seen >= minSamples && (_slow < 0 || _seen % Refresh == 0))
            {
                int count = (int)Math.Min(_seen, Capacity);
                Array.Copy(_ticks, _sorted, count);
                Array.Sort(_sorted, 0, count);
                Interlocked.Exchange(ref _slow, _sorted[Math.Min(count - 1, count * 95 / 100)]);
            }
        }
    }
}
