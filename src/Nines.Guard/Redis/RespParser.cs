using System.Buffers;
using System.Buffers.Text;

namespace Nines.Guard.Redis;

/// <summary>
/// Reads RESP3 as it comes in: what arrived is used up, what is missing is remembered, nothing is read twice but the last unfinished
/// line. It does not recurse, and reserves no memory for what a message only announces. Streamed strings and aggregates, which no
/// Redis sends, are refused. Attributes are read and dropped. Not safe for threads.
/// </summary>
internal sealed class RespParser(RespLimits limits) : IReplyParser
{
    /// <summary>The longest line: a simple string, a number, the head of something longer.</summary>
    private const int MaxLine = 4096;

    private readonly Stack<Frame> _frames = new();
    private RespKind _bulkKind;
    private int _bulkLength = -1;
    private int _items;
    private long _bytes;

    /// <inheritdoc/>
    public bool TryRead(ref ReadOnlySequence<byte> buffer, out RespValue value)
    {
        while (TryReadPiece(ref buffer, out RespValue? piece))
        {
            if (piece is { } whole && TryFinish(whole, out value))
            {
                (_items, _bytes) = (0, 0);
                return true;
            }
        }

        value = default;
        return false;
    }

    // One step: the body of a string, or a line. A piece without a value was a head, or an attribute that ended.
    private bool TryReadPiece(ref ReadOnlySequence<byte> buffer, out RespValue? piece)
    {
        piece = null;
        if (_bulkLength >= 0)
        {
            if (buffer.Length < _bulkLength + 2)
            {
                return false;
            }

            byte[] body = buffer.Slice(0, _bulkLength).ToArray();
            Span<byte> end = stackalloc byte[2];
            buffer.Slice(_bulkLength, 2).CopyTo(end);
            if (!end.SequenceEqual("\r\n"u8))
            {
                throw new RespException("a string is longer than it says");
            }

            if (_bulkKind == RespKind.Verbatim && (body.Length < 4 || body[3] != ':'))
            {
                throw new RespException("a verbatim string without a format");
            }

            buffer = buffer.Slice(_bulkLength + 2);
            _bulkLength = -1;
            piece = RespValue.String(_bulkKind, body);
            return true;
        }

        if (buffer.PositionOf((byte)'\n') is not { } position)
        {
            if (buffer.Length > MaxLine)
            {
                throw new RespException($"a line of more than {MaxLine} bytes");
            }

            return false;
        }

        ReadOnlySequence<byte> all = buffer.Slice(0, buffer.GetPosition(1, position));
        if (all.Length is < 3 or > MaxLine)
        {
            throw new RespException($"a line of {all.Length} bytes, which is not in 3 to {MaxLine}");
        }

        Span<byte> line = stackalloc byte[(int)all.Length];
        all.CopyTo(line);
        buffer = buffer.Slice(all.Length);
        if (line[^2] != '\r')
        {
            throw new RespException("a line that does not end with CR LF");
        }

        Account(line.Length);
        piece = ReadLine((RespKind)line[0], line[1..^2]);
        return true;
    }

    private RespValue? ReadLine(RespKind kind, ReadOnlySpan<byte> rest)
    {
        switch (kind)
        {
            case RespKind.Simple or RespKind.Error:
                return RespValue.String(kind, rest.ToArray());
            case RespKind.Integer:
                return RespValue.Number(kind, Integer(rest));
            case RespKind.Boolean when rest.Length == 1 && rest[0] is (byte)'t' or (byte)'f':
                return RespValue.Number(kind, rest[0] == 't' ? 1 : 0);
            case RespKind.Null when rest.IsEmpty:
                return RespValue.Null;
            case RespKind.BigNumber when IsBigNumber(rest):
            case RespKind.Double when IsDouble(rest):
                return RespValue.String(kind, rest.ToArray());
            case RespKind.Bulk or RespKind.BulkError or RespKind.Verbatim:
                return BeginString(kind, rest);
            case RespKind.Array or RespKind.Set or RespKind.Push or RespKind.Map or RespKind.Attribute:
                return BeginAggregate(kind, rest);
            default:
                throw new RespException($"a line that begins with byte 0x{(byte)kind:x2} and is of no known form");
        }
    }

    private RespValue? BeginString(RespKind kind, ReadOnlySpan<byte> rest)
    {
        long length = Integer(rest);
        if (length == -1 && kind == RespKind.Bulk)
        {
            return RespValue.Null;
        }

        if (length < 0 || length > limits.Bytes)
        {
            throw new RespException($"a string of {length} bytes, which is not in 0 to {limits.Bytes}");
        }

        Account(length + 2);
        (_bulkKind, _bulkLength) = (kind, (int)length);
        return null;
    }

    private RespValue? BeginAggregate(RespKind kind, ReadOnlySpan<byte> rest)
    {
        long count = Integer(rest);
        if (count == -1 && kind == RespKind.Array)
        {
            return RespValue.Null;
        }

        if (count < 0 || count > limits.Items)
        {
            throw new RespException($"an aggregate of {count} values, which is not in 0 to {limits.Items}");
        }

        if (kind == RespKind.Push && (_frames.Count > 0 || count == 0))
        {
            throw new RespException(count == 0 ? "an empty push" : "a push inside of something else");
        }

        if (_frames.Count >= limits.Depth)
        {
            throw new RespException($"aggregates nested more than {limits.Depth} deep");
        }

        int values = (int)count * (kind is RespKind.Map or RespKind.Attribute ? 2 : 1);
        if (values > 0)
        {
            _frames.Push(new Frame(kind, values));
            return null;
        }

        return kind == RespKind.Attribute ? null : RespValue.Aggregate(kind, []);
    }

    // Puts a value where it belongs; true when that makes the message whole.
    private bool TryFinish(RespValue value, out RespValue whole)
    {
        whole = value;
        while (_frames.TryPeek(out Frame? frame))
        {
            frame.Items.Add(whole);
            if (frame.Items.Count < frame.Count)
            {
                return false;
            }

            _frames.Pop();
            if (frame.Kind == RespKind.Attribute)
            {
                return false;
            }

            whole = RespValue.Aggregate(frame.Kind, [.. frame.Items]);
        }

        return true;
    }

    private void Account(long bytes)
    {
        _bytes += bytes;
        if (bytes > 0 && (_bytes > limits.Bytes || ++_items > 2 * limits.Items))
        {
            throw new RespException($"a message of more than {limits.Bytes} bytes or {limits.Items} values");
        }
    }

    private static long Integer(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out long number, out int used) && used == text.Length
            ? number
            : throw new RespException("a number that is none");

    private static bool IsDouble(ReadOnlySpan<byte> text) =>
        text.SequenceEqual("inf"u8) || text.SequenceEqual("-inf"u8) || text.SequenceEqual("nan"u8) || text.SequenceEqual("-nan"u8)
        || (Utf8Parser.TryParse(text, out double _, out int used) && used == text.Length);

    private static bool IsBigNumber(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> digits = text.Length > 0 && text[0] is (byte)'-' or (byte)'+' ? text[1..] : text;
        return !digits.IsEmpty && !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }

    private sealed record Frame(RespKind Kind, int Count)
    {
        public List<RespValue> Items { get; } = [];
    }
}

/// <summary>Cuts what a server sends into replies.</summary>
internal interface IReplyParser
{
    /// <summary>Takes one whole value from the front.</summary>
    /// <param name="buffer">Moved past what was used, also when the value is not whole yet.</param>
    /// <exception cref="RespException">It is not the protocol, or exceeds the limits.</exception>
    bool TryRead(ref ReadOnlySequence<byte> buffer, out RespValue value);
}

/// <summary>The peer does not speak RESP3. The connection cannot be used any more. The message holds none of what was sent.</summary>
internal sealed class RespException(string message) : Exception(message);

/// <summary>Limits of one message of a server. More is a protocol error: a server is not trusted with the memory of the guard.</summary>
/// <param name="Depth">Aggregates inside aggregates.</param>
/// <param name="Items">Values in all, attributes included.</param>
/// <param name="Bytes">Bytes of the whole message.</param>
internal sealed record RespLimits(int Depth, int Items, int Bytes)
{
    /// <summary>Fits the map of a cluster with 16,384 slots each in a range of its own, and entries of 16 KiB.</summary>
    public static RespLimits Default { get; } = new(16, 200_000, 4 * 1024 * 1024);
}
