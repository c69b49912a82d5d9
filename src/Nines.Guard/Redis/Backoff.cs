namespace Nines.Guard.Redis;

/// <summary>
/// Pauses between attempts: doubled from the first to the longest, each drawn from the upper half, so that replicas which lost a server
/// together do not come back together. It never gives up. Not safe for threads.
/// </summary>
internal sealed class Backoff(TimeSpan first, TimeSpan longest, Random random)
{
    private int _failures;

    public TimeSpan Next()
    {
        double full = Math.Min(longest.TotalMilliseconds, first.TotalMilliseconds * Math.Pow(2, Math.Min(_failures++, 30)));
        return TimeSpan.FromMilliseconds(full * (0.5 + (0.5 * random.NextDouble())));
    }

    public void Reset() => _failures = 0;
}
