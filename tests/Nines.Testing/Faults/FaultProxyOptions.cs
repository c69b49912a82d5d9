namespace Nines.Testing.Faults;

/// <summary>Settings of a <see cref="FaultProxy"/>.</summary>
public sealed record FaultProxyOptions
{
    /// <summary>The port of 127.0.0.1 to listen on; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Draws jitter. The same seed gives the n-th connection the same draws in the same direction.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>More connections than this at a time are reset. From 1.</summary>
    public int MaxConnections { get; init; } = 1024;

    /// <summary>Pieces of at most 4 KiB that a direction of a connection holds; when it is full, nothing more is read. From 1.</summary>
    public int BufferedPieces { get; init; } = 256;

    /// <summary>The clock of delays and drips.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
