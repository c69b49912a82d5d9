namespace Nines.Guard.Cache;

/// <summary>Arithmetic on the timestamps of a <see cref="TimeProvider"/>, which no clock adjustment moves.</summary>
internal static class Timestamps
{
    /// <summary>The timestamp that lies <paramref name="span"/> after <paramref name="from"/>, rounded towards the past.</summary>
    public static long After(this TimeProvider time, long from, TimeSpan span)
    {
        Int128 moved = (Int128)span.Ticks * time.TimestampFrequency;
        Int128 end = from + (moved / TimeSpan.TicksPerSecond) - (moved < 0 ? 1 : 0);
        return end > long.MaxValue ? long.MaxValue : end < long.MinValue ? long.MinValue : (long)end;
    }
}
