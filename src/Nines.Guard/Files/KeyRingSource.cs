using Nines.Guard.Cache;

namespace Nines.Guard.Files;

/// <summary>The ring of this moment, from a file that may be replaced while the guard runs. Safe for many threads.</summary>
internal sealed class KeyRingSource
{
    private readonly Func<KeyRingFile> _file;
    private readonly TimeProvider _time;
    private volatile State _state;

    /// <param name="file">The file as it was read last.</param>
    public KeyRingSource(Func<KeyRingFile> file, TimeProvider time)
    {
        (_file, _time) = (file, time);
        _state = Make(file(), time.GetUtcNow());
    }

    public static KeyRingSource From(WatchedFiles<KeyRingFile> watched, TimeProvider time) => new(() => watched.Current, time);

    public KeyRing GetCurrent()
    {
        State state = _state;
        KeyRingFile file = _file();
        DateTimeOffset now = _time.GetUtcNow();
        if (ReferenceEquals(file, state.File) && now < state.Until && now >= state.Since)
        {
            return state.Ring;
        }

        // A caller that was slower than others makes the same ring again, or is corrected by the next one, which compares the files.
        State next = Make(file, now);
        _state = next;
        return next.Ring;
    }

    private static State Make(KeyRingFile file, DateTimeOffset now) =>
        new(file, file.At(now), file.Signing(now) is var signing && signing.SignsFrom <= now ? signing.SignsFrom : DateTimeOffset.MinValue, file.NextChange(now) ?? DateTimeOffset.MaxValue);

    private sealed record State(KeyRingFile File, KeyRing Ring, DateTimeOffset Since, DateTimeOffset Until);
}
