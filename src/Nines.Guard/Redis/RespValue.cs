using System.Text;

namespace Nines.Guard.Redis;

/// <summary>One value that a server sent. It owns its memory.</summary>
internal readonly struct RespValue
{
    private readonly long _number;
    private readonly byte[]? _bytes;
    private readonly RespValue[]? _items;

    private RespValue(RespKind kind, long number, byte[]? bytes, RespValue[]? items) =>
        (Kind, _number, _bytes, _items) = (kind, number, bytes, items);

    public static RespValue Null => new(RespKind.Null, 0, null, null);

    // An uninitialised value must not pass for anything.
    public RespKind Kind => field == RespKind.None ? RespKind.Null : field;

    public bool IsNull => Kind == RespKind.Null;

    public bool IsError => Kind is RespKind.Error or RespKind.BulkError;

    /// <summary>Of <see cref="RespKind.Integer"/>; 0 or 1 of <see cref="RespKind.Boolean"/>.</summary>
    public long Integer => Kind is RespKind.Integer or RespKind.Boolean ? _number : 0;

    /// <summary>Of strings, errors, doubles and big numbers; empty for the others. The text of a verbatim string without its format.</summary>
    public ReadOnlySpan<byte> Bytes => Kind == RespKind.Verbatim ? _bytes.AsSpan(4) : _bytes;

    /// <summary>Of aggregates; a map's keys and values in turn.</summary>
    public ReadOnlySpan<RespValue> Items => _items;

    /// <summary><see cref="Bytes"/> as text, for messages and configuration; never for values of the cache.</summary>
    public string Text => Encoding.UTF8.GetString(Bytes);

    /// <summary>
    /// The code of an error: its first word, when that is capitals as errors of Redis have it; otherwise <c>ERR</c>. The rest of an error
    /// is untrusted, and does not go into logs.
    /// </summary>
    public string ErrorCode
    {
        get
        {
            ReadOnlySpan<byte> bytes = Bytes;
            int end = bytes.IndexOf((byte)' ');
            ReadOnlySpan<byte> word = end < 0 ? bytes : bytes[..end];
            return word.Length is > 0 and <= 20 && !word.ContainsAnyExceptInRange((byte)'A', (byte)'Z') ? Encoding.ASCII.GetString(word) : "ERR";
        }
    }

    public static RespValue Number(RespKind kind, long number) => new(kind, number, null, null);

    public static RespValue String(RespKind kind, byte[] bytes) => new(kind, 0, bytes, null);

    public static RespValue Aggregate(RespKind kind, RespValue[] items) => new(kind, 0, null, items);

    /// <summary>True for a string with exactly these bytes.</summary>
    public bool Is(ReadOnlySpan<byte> text) => !IsNull && _items is null && Bytes.SequenceEqual(text);
}

/// <summary>The types of RESP3, by the byte that begins them.</summary>
internal enum RespKind : byte
{
    /// <summary>Never sent: an uninitialised value.</summary>
    None = 0,
    Null = (byte)'_',
    Simple = (byte)'+',
    Error = (byte)'-',
    Integer = (byte)':',
    Bulk = (byte)'$',
    Array = (byte)'*',
    Double = (byte)',',
    Boolean = (byte)'#',
    BulkError = (byte)'!',
    Verbatim = (byte)'=',
    BigNumber = (byte)'(',
    Map = (byte)'%',
    Set = (byte)'~',
    Attribute = (byte)'|',
    Push = (byte)'>',
}
