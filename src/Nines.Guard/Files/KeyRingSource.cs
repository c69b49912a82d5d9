using Nines.Guard.Cache;

namespace Nines.Guard.Files;

/// <summary>The ring of this moment, from a file that may be replaced while the guard runs. Safe for many threads.</summary>
internal sealed class KeyRingSource
{
    private readonly TimeProvider _time;
    private volatile State _state;

    public KeyRingSource(KeyRingFile file, TimeProvider time)
    {
        _time = time;
        _state = Make(file, time.GetUtcNow());
    }

    public KeyRing Current
    {
        get
        {
            State state = _state;
            DateTimeOffset now = _time.GetUtcNow();
            if (now < state.Until && now >= state.Since)
            {
                return state.Ring;
            }

            // Whoever comes second makes the same one. A file that was replaced in between must not be undone.
            State next = Make(state.File, now);
            Interlocked.CompareExchange(ref _state, next, state);
            return next.Ring;
        }
    }

    public void Replace(KeyRingFile file) => _state = Make(file, _time.GetUtcNow());

    private static State Make(KeyRingFile file, DateTimeOffset now) =>
        new(file, file.At(now), file.Signing(now) is var signing && signing.SignsFrom <= now ? signing.SignsFrom : DateTimeOffset.MinValue, file.NextChange(now) ?? DateTimeOffset.MaxValue);

    private sealed record State(KeyRingFile File, KeyRing Ring, DateTimeOffset Since, DateTimeOffset Until);
}
