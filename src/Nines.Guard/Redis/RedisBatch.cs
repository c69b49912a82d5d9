using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Nines.Guard.Redis;

/// <summary>
/// Commands that go out one right after the other, and their replies. <paramref name="inline"/> is run on the loop that reads the
/// connection as soon as the last reply is there, before anything that the server sent later is looked at: what it does to near copies
/// cannot be reordered with an invalidation. It must neither wait nor throw. A batch is sent once.
/// </summary>
/// <param name="isAsking">Each command is preceded by ASKING, for a slot of a cluster that is being moved; its replies are skipped.</param>
internal sealed class RedisBatch(Action<RespValue[]>? inline = null, bool isAsking = false)
{
    private readonly ArrayBufferWriter<byte> _bytes = new(256);
    private readonly TaskCompletionSource<RespValue[]?> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RespValue[] _replies = [];
    private int _taken;
    private bool _isAnswerNext = !isAsking;

    public int Count { get; private set; }

    public ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;

    /// <summary>The replies, one for each command, errors among them; null when the connection ended first.</summary>
    public Task<RespValue[]?> Replies => _done.Task;

    public RedisBatch Add(params ReadOnlySpan<RedisArg> command)
    {
        if (isAsking)
        {
            _bytes.Write("*1\r\n$6\r\nASKING\r\n"u8);
        }

        Head('*', command.Length);
        foreach (RedisArg argument in command)
        {
            Head('$', argument.Bytes.Length);
            _bytes.Write(argument.Bytes);
            _bytes.Write("\r\n"u8);
        }

        Count++;
        return this;
    }

    /// <summary>Adds a command of another protocol that answers each command with one reply.</summary>
    public RedisBatch AddRaw(params ReadOnlySpan<RedisArg> parts)
    {
        foreach (RedisArg part in parts)
        {
            _bytes.Write(part.Bytes);
        }

        Count++;
        return this;
    }

    /// <returns>True when that was the last one.</returns>
    internal bool Take(in RespValue reply)
    {
        if (!_isAnswerNext)
        {
            _isAnswerNext = true;
            return false;
        }

        _isAnswerNext = !isAsking;
        if (_taken == 0)
        {
            _replies = new RespValue[Count];
        }

        _replies[_taken++] = reply;
        if (_taken < Count)
        {
            return false;
        }

        inline?.Invoke(_replies);
        _done.TrySetResult(_replies);
        return true;
    }

    internal void Abandon() => _done.TrySetResult(null);

    private void Head(char kind, int number)
    {
        Span<byte> span = _bytes.GetSpan(16);
        span[0] = (byte)kind;
        Utf8Formatter.TryFormat(number, span[1..], out int written);
        "\r\n"u8.CopyTo(span[(written + 1)..]);
        _bytes.Advance(written + 3);
    }
}

/// <summary>One argument of a command; text goes out as UTF-8, numbers as decimals.</summary>
internal readonly struct RedisArg
{
    private readonly ReadOnlyMemory<byte> _bytes;

    private RedisArg(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    public ReadOnlySpan<byte> Bytes => _bytes.Span;

    public static implicit operator RedisArg(string text) => new(Encoding.UTF8.GetBytes(text));

    public static implicit operator RedisArg(byte[] bytes) => new(bytes);

    public static implicit operator RedisArg(long number) => new(Encoding.ASCII.GetBytes(number.ToString()));
}
