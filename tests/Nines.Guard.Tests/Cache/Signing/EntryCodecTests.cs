using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Nines.Guard.Cache;

namespace Nines.Guard.Tests.Cache.Signing;

public sealed class EntryCodecTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly SigningKey First = new(7, Enumerable.Range(0, 32).Select(i => (byte)i).ToArray());
    private static readonly SigningKey Second = new(8, Enumerable.Range(100, 32).Select(i => (byte)i).ToArray());
    private static readonly KeyRing Ring = new(new byte[32], [First]);
    private static readonly EntryKey Key = new(1, 2, 3, 4);
    private static readonly EntryCodec Codec = new();

    [Fact]
    public void Written_values_can_be_read_back()
    {
        Entry entry = Some(TimeSpan.FromMinutes(5), "payload");
        Decode(EntryCodec.Encode(Ring, 3, Key, entry), 3, out Entry? read).ShouldBe(EntryRejection.None);
        read!.Version.ShouldBe(entry.Version);
        read.FetchedAt.ShouldBe(entry.FetchedAt);
        read.NotAfter.ShouldBe(entry.NotAfter);
        read.Payload.ToArray().ShouldBe(entry.Payload.ToArray());
    }

    [Fact]
    public void The_bytes_are_those_of_the_documented_form()
    {
        // Written down again here by hand: two replicas of different releases must understand each other.
        byte[] expected = new byte[41 + 2 + 32];
        expected[0] = 1;
        expected[4] = 7;
        BinaryPrimitives.WriteInt64BigEndian(expected.AsSpan(5), 1893456000000);
        BinaryPrimitives.WriteInt64BigEndian(expected.AsSpan(13), 1893456060000);
        expected[36] = 9;
        expected[40] = 2;
        "hi"u8.CopyTo(expected.AsSpan(41));
        byte[] signed = [0, 0, 0, 0, 0, 0, 0, 3, .. KeyBytes(), .. expected[..43]];
        HMACSHA256.HashData(First.Secret.Span, signed).CopyTo(expected, 43);

        EntryCodec.Encode(Ring, 3, Key, new Entry(9, Now, Now.AddMinutes(1), "hi"u8.ToArray())).ShouldBe(expected);
    }

    [Fact]
    public void Any_bit_that_is_changed_is_noticed()
    {
        byte[] value = EntryCodec.Encode(Ring, 3, Key, Some(TimeSpan.FromMinutes(1), "ok"));
        for (int bit = 0; bit < value.Length * 8; bit++)
        {
            byte[] changed = [.. value];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            EntryRejection why = Decode(changed, 3, out Entry? entry);
            why.ShouldBeOneOf(EntryRejection.Signature, EntryRejection.Malformed, EntryRejection.UnknownKey);
            entry.ShouldBeNull();
        }
    }

    [Fact]
    public void A_value_cut_anywhere_or_longer_than_it_says_is_malformed()
    {
        byte[] value = EntryCodec.Encode(Ring, 3, Key, Some(TimeSpan.FromMinutes(1), "ok"));
        for (int length = 0; length < value.Length; length++)
        {
            Decode(value[..length], 3, out _).ShouldBe(EntryRejection.Malformed);
        }

        Decode([.. value, 0], 3, out _).ShouldBe(EntryRejection.Malformed);
        Decode(new byte[1 << 20], 3, out _).ShouldBe(EntryRejection.Malformed);
    }

    [Fact]
    public void A_value_of_another_key_has_no_valid_signature()
    {
        byte[] value = EntryCodec.Encode(Ring, 3, Key, Some(TimeSpan.FromMinutes(1), "ok"));
        Codec.Decode(Ring, 3, new EntryKey(1, 2, 3, 5), value, Now, out _).ShouldBe(EntryRejection.Signature);
    }

    [Fact]
    public void A_value_kept_from_before_a_purge_has_no_valid_signature_after_it() =>
        Decode(EntryCodec.Encode(Ring, 3, Key, Some(TimeSpan.FromMinutes(1), "ok")), 4, out _).ShouldBe(EntryRejection.Signature);

    [Fact]
    public void Rotation_signs_with_the_first_key_and_reads_all_of_them()
    {
        byte[] old = EntryCodec.Encode(Ring, 3, Key, Some(TimeSpan.FromMinutes(1), "ok"));
        KeyRing both = Ring with { Signing = [Second, First] };
        Codec.Decode(both, 3, Key, old, Now, out _).ShouldBe(EntryRejection.None);
        byte[] fresh = EntryCodec.Encode(both, 3, Key, Some(TimeSpan.FromMinutes(1), "ok"));
        Codec.Decode(both, 3, Key, fresh, Now, out _).ShouldBe(EntryRejection.None);
        Codec.Decode(Ring, 3, Key, fresh, Now, out _).ShouldBe(EntryRejection.UnknownKey);
    }

    [Fact]
    public void A_key_id_that_names_another_secret_does_not_verify()
    {
        byte[] value = EntryCodec.Encode(Ring, 3, Key, Some(TimeSpan.FromMinutes(1), "ok"));
        KeyRing swapped = Ring with { Signing = [First with { Secret = Second.Secret }] };
        Codec.Decode(swapped, 3, Key, value, Now, out _).ShouldBe(EntryRejection.Signature);
    }

    [Theory]
    [InlineData(0, 300_000, 299_999, nameof(EntryRejection.None))]
    [InlineData(0, 300_000, 300_000, nameof(EntryRejection.Expired))]
    [InlineData(0, 300_001, 0, nameof(EntryRejection.TooFar))]
    [InlineData(60_000, 360_000, 0, nameof(EntryRejection.None))]
    [InlineData(60_001, 360_001, 0, nameof(EntryRejection.TooFar))]
    [InlineData(10, 9, 0, nameof(EntryRejection.Malformed))]
    public void Times_are_judged_to_the_millisecond(int fetchedMs, int notAfterMs, int nowMs, string expected)
    {
        var entry = new Entry(1, Now.AddMilliseconds(fetchedMs), Now.AddMilliseconds(notAfterMs), default);
        byte[] value = EntryCodec.Encode(Ring, 0, Key, entry);
        Codec.Decode(Ring, 0, Key, value, Now.AddMilliseconds(nowMs), out _).ToString().ShouldBe(expected);
    }

    [Theory]
    [InlineData(long.MinValue, long.MaxValue)]
    [InlineData(0, long.MaxValue)]
    [InlineData(long.MaxValue, long.MaxValue)]
    [InlineData(-1, 1)]
    public void Impossible_times_are_refused_even_with_a_valid_signature(long fetchedAt, long notAfter)
    {
        byte[] value = EntryCodec.Encode(Ring, 0, Key, Some(TimeSpan.FromMinutes(1), ""));
        BinaryPrimitives.WriteInt64BigEndian(value.AsSpan(5), fetchedAt);
        BinaryPrimitives.WriteInt64BigEndian(value.AsSpan(13), notAfter);
        byte[] signed = [.. new byte[8], .. KeyBytes(), .. value[..^32]];
        HMACSHA256.HashData(First.Secret.Span, signed).CopyTo(value, value.Length - 32);
        Decode(value, 0, out _).ShouldBeOneOf(EntryRejection.Malformed, EntryRejection.TooFar);
    }

    [Fact]
    public void The_largest_payload_fits_and_a_larger_one_is_an_error()
    {
        var largest = new Entry(1, Now, Now.AddMinutes(1), new byte[Entry.MaxPayloadBytes]);
        byte[] value = EntryCodec.Encode(Ring, 0, Key, largest);
        value.Length.ShouldBe(EntryCodec.MaxBytes);
        Decode(value, 0, out _).ShouldBe(EntryRejection.None);
        Should.Throw<ArgumentException>(() =>
            EntryCodec.Encode(Ring, 0, Key, largest with { Payload = new byte[Entry.MaxPayloadBytes + 1] }));
    }

    [Fact]
    public void Reasons_are_counted_by_name()
    {
        var counts = new EntryRejections();
        counts.Count(EntryRejection.TooFar);
        counts.Count(EntryRejection.TooFar);
        counts.Count(EntryRejection.UnknownKey);
        counts.ToDictionary().Select(pair => $"{pair.Key}={pair.Value}").ShouldBe(
            ["expired=0", "malformed=0", "signature=0", "too-far=2", "unknown-key=1"]);
    }

    private static EntryRejection Decode(byte[] value, long epoch, out Entry? entry) => Codec.Decode(Ring, epoch, Key, value, Now, out entry);

    private static Entry Some(TimeSpan life, string payload) => new(UInt128.MaxValue - 5, Now, Now + life, Encoding.UTF8.GetBytes(payload));

    private static byte[] KeyBytes()
    {
        byte[] bytes = new byte[EntryKey.Bytes];
        Key.Write(bytes);
        return bytes;
    }
}
