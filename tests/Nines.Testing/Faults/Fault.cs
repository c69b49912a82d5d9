namespace Nines.Testing.Faults;

/// <summary>Treatment of the bytes of one direction by a <see cref="FaultProxy"/>.</summary>
public abstract record Fault
{
    private protected Fault()
    {
    }

    /// <summary>Bytes go on as they come.</summary>
    public static Fault Pass { get; } = new PassFault();

    /// <summary>
    /// Bytes are taken and held, as far as the buffer reaches, and nothing is closed: the other side looks alive and says nothing. When
    /// the fault is healed, what was held goes on, the end of the stream included.
    /// </summary>
    public static Fault Stall { get; } = new StallFault();

    /// <summary>The next byte resets the connection on both sides (RST), and does not arrive.</summary>
    public static Fault Reset { get; } = new ResetFault();

    /// <summary>Each piece arrives this much later than it came, in order.</summary>
    /// <param name="latency">From zero.</param>
    /// <param name="jitter">On top, evenly distributed from zero up to this, drawn from the proxy's seed.</param>
    /// <exception cref="ArgumentOutOfRangeException">Either is negative.</exception>
    public static Fault Delay(TimeSpan latency, TimeSpan jitter = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(latency, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(jitter, TimeSpan.Zero);
        return new DelayFault(latency, jitter);
    }

    /// <summary>So many bytes at once, then a pause.</summary>
    /// <param name="bytes">From 1.</param>
    /// <param name="every">The pause after each portion, more than zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">Either is out of its range.</exception>
    public static Fault Drip(int bytes, TimeSpan every)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(every, TimeSpan.Zero);
        return new DripFault(bytes, every);
    }

    /// <summary>So many bytes pass on each connection, counted from when the fault is set; then the connection is closed on both sides.</summary>
    /// <param name="bytes">From 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public static Fault CutAfter(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        return new CutFault(bytes);
    }
}

internal sealed record PassFault : Fault;

internal sealed record StallFault : Fault;

internal sealed record ResetFault : Fault;

internal sealed record DelayFault(TimeSpan Latency, TimeSpan Jitter) : Fault;

internal sealed record DripFault(int Bytes, TimeSpan Every) : Fault;

internal sealed record CutFault(long Bytes) : Fault;
