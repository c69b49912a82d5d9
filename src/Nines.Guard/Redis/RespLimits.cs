namespace Nines.Guard.Redis;

/// <summary>What one message of a server may need at most. More is a protocol error: a server is not trusted with our memory.</summary>
/// <param name="Depth">Aggregates inside aggregates.</param>
/// <param name="Items">Values in all, attributes included.</param>
/// <param name="Bytes">Bytes of the whole message.</param>
internal sealed record RespLimits(int Depth, int Items, int Bytes)
{
    /// <summary>Fits the map of a cluster with 16,384 slots each in a range of its own, and entries of 16 KiB.</summary>
    public static RespLimits Default { get; } = new(16, 200_000, 4 * 1024 * 1024);
}
