using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Nines.Guard.Cache.Redis;

/// <summary>
/// Names of keys: <c>{prefix}v:{epoch}:{{key}}</c> for entries, <c>{prefix}l:{epoch}:{{key}}</c> for the lease of the replica that asks,
/// <c>{prefix}e</c> for the epoch. The braces put an entry and its lease into one slot of a cluster.
/// </summary>
internal sealed class RedisNames
{
    private const int KeyDigits = 2 * EntryKey.Bytes;
    private readonly byte[] _values;
    private readonly byte[] _epochBytes;

    /// <exception cref="ArgumentException">The prefix has characters that a pattern or a cluster gives a meaning to.</exception>
    public RedisNames(string prefix)
    {
        if (prefix.Length is < 1 or > 64 || prefix.Any(letter => letter is <= ' ' or > '~' or '*' or '?' or '[' or ']' or '\\' or '{' or '}'))
        {
            throw new ArgumentException(
                "the prefix of keys has 1 to 64 printable ASCII characters, none of * ? [ ] \\ { } or a space", nameof(prefix));
        }

        Prefix = prefix;
        Values = $"{prefix}v:";
        Epoch = $"{prefix}e";
        PurgeLease = $"{prefix}l:purge";
        _values = Encoding.ASCII.GetBytes(Values);
        _epochBytes = Encoding.ASCII.GetBytes(Epoch);
    }

    public string Prefix { get; }

    /// <summary>Common prefix of the names of all entries; pushes are requested by it.</summary>
    public string Values { get; }

    public string Epoch { get; }

    public string PurgeLease { get; }

    public string Value(long epoch, in EntryKey key) => $"{Values}{epoch}:{{{key}}}";

    public string Lease(long epoch, in EntryKey key) => $"{Prefix}l:{epoch}:{{{key}}}";

    /// <summary>Names nothing that exists; for the heartbeat with a primary that does not hold the epoch.</summary>
    public string Beat(int number) => $"{Prefix}b:{number.ToString(CultureInfo.InvariantCulture)}";

    public bool IsEpoch(ReadOnlySpan<byte> name) => name.SequenceEqual(_epochBytes);

    /// <summary>Reads the name of an entry; false for any other name.</summary>
    public bool TryReadValue(ReadOnlySpan<byte> name, out long epoch, out EntryKey key)
    {
        key = default;
        epoch = 0;
        if (!name.StartsWith(_values) || !Utf8Parser.TryParse(name[_values.Length..], out epoch, out int used))
        {
            return false;
        }

        ReadOnlySpan<byte> rest = name[(_values.Length + used)..];
        if (rest.Length != KeyDigits + 3 || rest[0] != ':' || rest[1] != '{' || rest[^1] != '}')
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[EntryKey.Bytes];
        if (Convert.FromHexString(rest[2..^1], bytes, out _, out int written) != System.Buffers.OperationStatus.Done || written != EntryKey.Bytes)
        {
            return false;
        }

        key = EntryKey.Read(bytes);
        return true;
    }
}
