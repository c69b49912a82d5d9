using System.Text;

namespace Nines.Guard.Redis;

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
