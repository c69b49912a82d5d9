using System.Text;

namespace Nines.Guard.Tests.Hostile;

/// <summary>Changes that know nothing of JSON: what a broken wire, or somebody who tries everything, would send.</summary>
internal static class ByteChanges
{
    private static readonly byte[][] s_pieces =
    [
        [0], [0xff], [0xef, 0xbb, 0xbf], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], "{"u8.ToArray(), "}"u8.ToArray(), "["u8.ToArray(), "\""u8.ToArray(), "\\"u8.ToArray(),
        ","u8.ToArray(), ":"u8.ToArray(), "null"u8.ToArray(), "\\u0000"u8.ToArray(), "\\ud800"u8.ToArray(), "//\n"u8.ToArray(), "\r\n"u8.ToArray(), "1e999"u8.ToArray(), "*"u8.ToArray(),
    ];

    private static readonly Func<Random, byte[], byte[]>[] s_changes =
    [
        (random, body) => At(random, body, (copy, at) => copy[at] ^= (byte)(1 << random.Next(8))),
        (random, body) => At(random, body, (copy, at) => copy[at] = (byte)random.Next(256)),
        (random, body) => Insert(body, random.Next(body.Length + 1), s_pieces[random.Next(s_pieces.Length)]),
        (random, body) => Insert(body, random.Next(body.Length + 1), s_pieces[random.Next(s_pieces.Length)]),
        (random, body) => Cut(random, body),
        (random, body) => body[..random.Next(body.Length + 1)],
        (random, body) => Repeat(random, body),
        (random, body) => [.. body, .. random.Next(2) == 0 ? body : s_pieces[random.Next(s_pieces.Length)]],
        (random, body) => [.. s_pieces[random.Next(s_pieces.Length)], .. body],
        (random, body) => random.Next(2) == 0 ? Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(body)) : Encoding.Latin1.GetBytes(Encoding.UTF8.GetString(body)),
        (random, body) => [.. body, .. Enumerable.Repeat((byte)" \n\t\0"[random.Next(4)], random.Next(2 * FuzzedGuard.MaxBytes))],
        (random, body) => [.. body, .. new byte[Math.Max(0, FuzzedGuard.MaxBytes - body.Length + random.Next(-2, 3))].Select(_ => (byte)' ')],
    ];

    public static byte[] Apply(Random random, byte[] body) => s_changes[random.Next(s_changes.Length)](random, body);

    private static byte[] At(Random random, byte[] body, Action<byte[], int> change)
    {
        byte[] copy = [.. body];
        if (copy.Length > 0)
        {
            change(copy, random.Next(copy.Length));
        }

        return copy;
    }

    private static byte[] Insert(byte[] body, int at, byte[] piece) => [.. body[..at], .. piece, .. body[at..]];

    private static byte[] Cut(Random random, byte[] body)
    {
        int from = random.Next(body.Length + 1);
        int to = Math.Min(body.Length, from + random.Next(1, 20));
        return [.. body[..from], .. body[to..]];
    }

    private static byte[] Repeat(Random random, byte[] body)
    {
        int from = random.Next(body.Length + 1);
        int to = Math.Min(body.Length, from + random.Next(1, 60));
        return [.. body[..to], .. body[from..]];
    }
}
