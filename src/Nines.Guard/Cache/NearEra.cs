namespace Nines.Guard.Cache;

/// <summary>
/// A stretch of time in which near copies belong together: they are dropped together, and they are trusted together, as long as
/// somebody vouches that the store would have told of a change. An era that is over is never trusted again. Safe for many threads.
/// </summary>
internal sealed class NearEra
{
    private const long Over = long.MinValue;
    private long _until;

    /// <param name="until">The timestamp up to which copies are trusted; <see cref="long.MaxValue"/> where nobody else can change them.</param>
    public NearEra(long until) => _until = until;

    /// <summary>Vouches for the copies up to a timestamp, which may also be earlier than before.</summary>
    public void TrustUntil(long until)
    {
        long seen = Interlocked.Read(ref _until);
        while (seen != Over)
        {
            long before = Interlocked.CompareExchange(ref _until, until, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }

    public bool IsTrusted(long now) => now < Interlocked.Read(ref _until);

    public void End() => Interlocked.Exchange(ref _until, Over);
}
