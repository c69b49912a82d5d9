namespace Nines.Guard.Cache;

/// <summary>One answer as the cache keeps it: immutable, the same on every replica.</summary>
/// <param name="Version">Drawn at random when the answer was made; two different answers never share one.</param>
/// <param name="FetchedAt">When the request to Azure was sent, by the clock of the replica that sent it. Age is counted from here.</param>
/// <param name="NotAfter">Absolute: <paramref name="FetchedAt"/> plus the lesser of what Azure allows and the limit. Never moved by a read.</param>
/// <param name="Payload">What was answered, in the form of whoever asked; at most <see cref="MostPayloadBytes"/> bytes.</param>
internal sealed record Entry(UInt128 Version, DateTimeOffset FetchedAt, DateTimeOffset NotAfter, ReadOnlyMemory<byte> Payload)
{
    /// <summary>A larger payload is not cached: 16 KiB holds 400 group ids.</summary>
    public const int MostPayloadBytes = 16 * 1024;
}
