using System.Security.Cryptography;

namespace Nines.Guard.Files;

/// <summary>Makes key files, and the next one of a file.</summary>
internal static class KeyRingRotation
{
    /// <summary>
    /// Until this long after a key signed last, entries with its signature may be there: their five minutes, and as much again for
    /// clocks and for replicas that got the file late.
    /// </summary>
    public static readonly TimeSpan Afterlife = TimeSpan.FromMinutes(10);

    public static KeyRingFile New(DateTimeOffset now) => new(Secret(), [new TimedKey(1, Seconds(now), Secret())]);

    /// <summary>
    /// Adds a key that verifies at once and signs from a time, and takes away those that signed nothing that is still good. The naming
    /// secret stays, so entries keep their names and nothing is missed.
    /// </summary>
    /// <param name="signsFrom">After now, by as long as it takes until all replicas have the file.</param>
    /// <returns>The next file, or why there can be none now.</returns>
    public static (KeyRingFile? Next, string? Fault) Rotate(KeyRingFile file, DateTimeOffset now, DateTimeOffset signsFrom)
    {
        if (file.NextChange(now) is { } pending)
        {
            return (null, $"its newest key signs only from {pending.UtcDateTime.ToString(KeyRingFile.TimeFormat)}: the last rotation has not ended. Rotate after that.");
        }

        if (signsFrom <= file.Keys[^1].SignsFrom)
        {
            return (null, $"its newest key signs from {file.Keys[^1].SignsFrom.UtcDateTime.ToString(KeyRingFile.TimeFormat)}, after the new one would. Correct the clock of this machine.");
        }

        // A key was replaced when the next one began to sign.
        TimedKey[] kept = [.. file.Keys.Where((key, at) => at == file.Keys.Length - 1 || file.Keys[at + 1].SignsFrom + Afterlife > now)];
        if (kept.Length == KeyRingFile.MaxKeys)
        {
            return (null, $"has {kept.Length} keys that signed in the last minutes, the maximum. Rotate again in {Afterlife.TotalMinutes:0} minutes.");
        }

        uint id = file.Keys.Max(key => key.Id);
        return id == uint.MaxValue
            ? (null, "has used all key numbers. Create a new file: nines guard init keys --force.")
            : (file with { Keys = [.. kept, new TimedKey(id + 1, Seconds(signsFrom), Secret())] }, null);
    }

    private static byte[] Secret() => RandomNumberGenerator.GetBytes(KeyRingFile.MinBytes);

    private static DateTimeOffset Seconds(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
}
