using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Nines.Guard.Cache;

/// <summary>One answer as the cache keeps it: immutable, the same on every replica.</summary>
/// <param name="Version">Drawn at random when the answer was made; two different answers never share one.</param>
/// <param name="FetchedAt">Time at which the request to Azure was sent, by the clock of the replica that sent it. Age is counted from here.</param>
/// <param name="NotAfter">Absolute: <paramref name="FetchedAt"/> plus the lesser of what Azure allows and the limit. Never moved by a read.</param>
/// <param name="Payload">Answer, in the format of the part that asked; at most <see cref="MaxPayloadBytes"/> bytes.</param>
internal sealed record Entry(UInt128 Version, DateTimeOffset FetchedAt, DateTimeOffset NotAfter, ReadOnlyMemory<byte> Payload)
{
    /// <summary>A larger payload is not cached: 16 KiB holds 400 group ids.</summary>
    public const int MaxPayloadBytes = 16 * 1024;
}

/// <summary>
/// Names an entry of the cache: HMAC-SHA256 over the upstream question, so that an equal key means an equal request to Azure, and
/// a reader of the store does not learn who asked for what.
/// </summary>
internal readonly record struct EntryKey(ulong A, ulong B, ulong C, ulong D)
{
    /// <summary>32 bytes, the length of SHA-256.</summary>
    public const int Bytes = 32;

    /// <param name="bytes">Exactly <see cref="Bytes"/> bytes.</param>
    public static EntryKey Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Bytes)
        {
            throw new ArgumentException($"a key has {Bytes} bytes, not {bytes.Length}", nameof(bytes));
        }

        return new(
            BinaryPrimitives.ReadUInt64BigEndian(bytes),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]));
    }

    /// <param name="destination">At least <see cref="Bytes"/> bytes.</param>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, A);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], B);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], C);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], D);
    }

    /// <summary>The key as a store sees it: 64 hexadecimal digits.</summary>
    public override string ToString() => $"{A:x16}{B:x16}{C:x16}{D:x16}";

    // The key is a uniform hash already; mixing it again would be wasted.
    public override int GetHashCode() => (int)A;

    public bool Equals(EntryKey other) => A == other.A && B == other.B && C == other.C && D == other.D;

    internal static EntryKey Compute(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> question)
    {
        Span<byte> hash = stackalloc byte[Bytes];
        HMACSHA256.HashData(secret, question, hash);
        return Read(hash);
    }
}
