using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;

namespace Nines.Guard.Cache;

/// <summary>Compares the signature that a value carries with the one that it should have.</summary>
internal delegate bool SignatureCheck(ReadOnlySpan<byte> carried, ReadOnlySpan<byte> expected);

/// <summary>
/// Entries as bytes for a store that others can write to. All numbers are big-endian:
/// format (1 byte, 1), key id (4), fetched at (8, ms since 1970), not after (8, ms), version (16), payload length (4), payload,
/// HMAC-SHA256 (32) over epoch (8), entry key (32) and everything before it.
/// </summary>
/// <remarks>
/// The epoch and the entry key are signed and not carried: a value that is copied to another name, or kept from before a purge and put
/// back after it, has no valid signature there.
/// </remarks>
internal sealed class EntryCodec
{
    /// <summary>No entry may be good for longer than this after it was fetched.</summary>
    public static readonly TimeSpan MaxTtl = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Maximum time that the clock of another replica may be ahead; beyond it its entries are refused. Two clocks may each be half a minute off. It
    /// lengthens no life: how much of one is left is counted by the store as well, from when the entry was written.
    /// </summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    /// <summary>The largest value.</summary>
    public const int MaxBytes = HeaderBytes + Entry.MaxPayloadBytes + HMACSHA256.HashSizeInBytes;

    private const byte Format = 1;
    private const int HeaderBytes = 1 + 4 + 8 + 8 + 16 + 4;
    private const int SignedBesides = 8 + EntryKey.Bytes;

    /// <summary>Compares in constant time. Replaced only by the test that shows the effect of a missing check.</summary>
    internal SignatureCheck Check { get; init; } = CryptographicOperations.FixedTimeEquals;

    /// <summary>True only in the test that shows what happens when lives are not absolute.</summary>
    internal bool IgnoresTime { get; init; }

    /// <exception cref="ArgumentException">The payload is larger than <see cref="Entry.MaxPayloadBytes"/>.</exception>
    public static byte[] Encode(KeyRing ring, long epoch, in EntryKey key, Entry entry)
    {
        int length = entry.Payload.Length;
        if (length > Entry.MaxPayloadBytes)
        {
            throw new ArgumentException($"a payload has at most {Entry.MaxPayloadBytes} bytes, not {length}", nameof(entry));
        }

        SigningKey signing = ring.Signing[0];
        byte[] value = new byte[HeaderBytes + length + HMACSHA256.HashSizeInBytes];
        value[0] = Format;
        BinaryPrimitives.WriteUInt32BigEndian(value.AsSpan(1), signing.Id);
        BinaryPrimitives.WriteInt64BigEndian(value.AsSpan(5), entry.FetchedAt.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteInt64BigEndian(value.AsSpan(13), entry.NotAfter.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteUInt128BigEndian(value.AsSpan(21), entry.Version);
        BinaryPrimitives.WriteInt32BigEndian(value.AsSpan(37), length);
        entry.Payload.Span.CopyTo(value.AsSpan(HeaderBytes));
        Sign(signing, epoch, key, value.AsSpan(0, HeaderBytes + length), value.AsSpan(HeaderBytes + length));
        return value;
    }

    /// <summary>Reads a value and trusts nothing in it.</summary>
    /// <param name="now">The wall clock of this replica.</param>
    /// <param name="entry">Not null when the answer is <see cref="EntryRejection.None"/>. It shares no memory with <paramref name="value"/>.</param>
    public EntryRejection Decode(KeyRing ring, long epoch, in EntryKey key, ReadOnlySpan<byte> value, DateTimeOffset now, out Entry? entry)
    {
        entry = null;
        if (value.Length is < HeaderBytes + HMACSHA256.HashSizeInBytes or > MaxBytes || value[0] != Format
            || BinaryPrimitives.ReadInt32BigEndian(value[37..]) != value.Length - HeaderBytes - HMACSHA256.HashSizeInBytes)
        {
            return EntryRejection.Malformed;
        }

        if (Find(ring.Signing, BinaryPrimitives.ReadUInt32BigEndian(value[1..])) is not { } signing)
        {
            return EntryRejection.UnknownKey;
        }

        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Sign(signing, epoch, key, value[..^HMACSHA256.HashSizeInBytes], expected);
        if (!Check(value[^HMACSHA256.HashSizeInBytes..], expected))
        {
            return EntryRejection.Signature;
        }

        long fetchedAt = BinaryPrimitives.ReadInt64BigEndian(value[5..]);
        long notAfter = BinaryPrimitives.ReadInt64BigEndian(value[13..]);
        EntryRejection byTime = IgnoresTime ? EntryRejection.None : CheckTimes(fetchedAt, notAfter, now.ToUnixTimeMilliseconds());
        if (byTime == EntryRejection.None)
        {
            entry = new Entry(
                BinaryPrimitives.ReadUInt128BigEndian(value[21..]),
                DateTimeOffset.FromUnixTimeMilliseconds(fetchedAt),
                DateTimeOffset.FromUnixTimeMilliseconds(notAfter),
                value[HeaderBytes..^HMACSHA256.HashSizeInBytes].ToArray());
        }

        return byTime;
    }

    // Compared without adding to what the value says: a hostile number must not overflow.
    private static EntryRejection CheckTimes(long fetchedAt, long notAfter, long now)
    {
        long max = (long)MaxTtl.TotalMilliseconds;
        if (fetchedAt < 0 || notAfter < fetchedAt)
        {
            return EntryRejection.Malformed;
        }

        if (notAfter - fetchedAt > max || notAfter > now + max + (long)Tolerance.TotalMilliseconds)
        {
            return EntryRejection.TooFar;
        }

        return notAfter <= now ? EntryRejection.Expired : EntryRejection.None;
    }

    private static SigningKey? Find(ImmutableArray<SigningKey> keys, uint id)
    {
        foreach (SigningKey key in keys)
        {
            if (key.Id == id)
            {
                return key;
            }
        }

        return null;
    }

    private static void Sign(SigningKey signing, long epoch, in EntryKey key, ReadOnlySpan<byte> content, Span<byte> signature)
    {
        int length = SignedBesides + content.Length;
        byte[] rented = ArrayPool<byte>.Shared.Rent(length);
        BinaryPrimitives.WriteInt64BigEndian(rented, epoch);
        key.Write(rented.AsSpan(8));
        content.CopyTo(rented.AsSpan(SignedBesides));
        HMACSHA256.HashData(signing.Secret.Span, rented.AsSpan(0, length), signature);
        ArrayPool<byte>.Shared.Return(rented, clearArray: true);
    }
}
