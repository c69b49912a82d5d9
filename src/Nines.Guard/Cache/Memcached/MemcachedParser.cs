using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Nines.Guard.Redis;

namespace Nines.Guard.Cache.Memcached;

/// <summary>
/// Reads the text protocol of memcached, as far as get, add, set, delete and version need it. A value becomes a
/// <see cref="RespKind.Bulk"/>, a missing one null, an error an <see cref="RespKind.Error"/>, any other word a
/// <see cref="RespKind.Simple"/>. Not safe for threads.
/// </summary>
/// <param name="maxBytes">The longest value.</param>
internal sealed class MemcachedParser(int maxBytes) : IReplyParser
{
    private const int MaxLine = 2048;
    private int _length = -1;
    private byte[]? _value;

    /// <inheritdoc/>
    public bool TryRead(ref ReadOnlySequence<byte> buffer, out RespValue value)
    {
        value = default;
        Span<byte> end = stackalloc byte[2];
        while (true)
        {
            if (_length >= 0)
            {
                if (buffer.Length < _length + 2)
                {
                    return false;
                }

                _value = buffer.Slice(0, _length).ToArray();
                buffer.Slice(_length, 2).CopyTo(end);
                if (!end.SequenceEqual("\r\n"u8))
                {
                    throw new RespException("a value is longer than it says");
                }

                buffer = buffer.Slice(_length + 2);
                _length = -1;
            }

            if (buffer.PositionOf((byte)'\n') is not { } position)
            {
                return buffer.Length <= MaxLine ? false : throw new RespException($"a line of more than {MaxLine} bytes");
            }

            ReadOnlySequence<byte> all = buffer.Slice(0, buffer.GetPosition(1, position));
            if (all.Length is < 3 or > MaxLine)
            {
                throw new RespException($"a line of {all.Length} bytes, which is not in 3 to {MaxLine}");
            }

            string line = Encoding.ASCII.GetString(all.Slice(0, all.Length - 2));
            buffer = buffer.Slice(all.Length);
            if (TryFinish(line, out value))
            {
                return true;
            }
        }
    }

    private bool TryFinish(string line, out RespValue value)
    {
        value = RespValue.Null;
        if (_value is not null && line != "END")
        {
            throw new RespException("more than one value for one key");
        }

        if (line.StartsWith("VALUE ", StringComparison.Ordinal))
        {
            string[] words = line.Split(' ');
            if (words.Length is not (4 or 5) || !Utf8Parser.TryParse(Encoding.ASCII.GetBytes(words[3]), out int length, out int used)
                || used != words[3].Length || length < 0 || length > maxBytes)
            {
                throw new RespException($"a value of a length that is not in 0 to {maxBytes}");
            }

            _length = length;
            return false;
        }

        if (line == "END")
        {
            value = _value is null ? RespValue.Null : RespValue.String(RespKind.Bulk, _value);
            _value = null;
            return true;
        }

        bool isError = line == "ERROR" || line.StartsWith("CLIENT_ERROR", StringComparison.Ordinal)
            || line.StartsWith("SERVER_ERROR", StringComparison.Ordinal);
        value = RespValue.String(isError ? RespKind.Error : RespKind.Simple, Encoding.ASCII.GetBytes(line));
        return true;
    }
}
