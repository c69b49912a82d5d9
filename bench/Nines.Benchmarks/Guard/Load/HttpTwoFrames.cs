using System.Buffers.Binary;
using System.Text;

namespace Nines.Benchmarks.Guard.Load;

/// <summary>The few frames of HTTP/2 (RFC 9113) and header fields of HPACK (RFC 7541) that a review needs.</summary>
internal static class HttpTwoFrames
{
    public const int HeaderLength = 9;
    public const byte Data = 0;
    public const byte Headers = 1;
    public const byte Reset = 3;
    public const byte Settings = 4;
    public const byte Ping = 6;
    public const byte GoAway = 7;
    public const byte WindowUpdate = 8;
    public const byte EndStream = 1;
    public const byte Acknowledge = 1;
    public const byte EndHeaders = 4;
    public const byte Padded = 8;
    public const byte Priority = 32;

    /// <summary>Bytes that a stream may receive before its window is topped up: far more than an answer.</summary>
    public const int StreamWindow = 4 << 20;

    /// <summary>Bytes that the connection may receive before its window is topped up.</summary>
    public const int ConnectionWindow = 1 << 30;

    /// <summary>The preface of a client, its settings (no push, a large window) and the connection's window.</summary>
    public static byte[] Opening()
    {
        List<byte> bytes = [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8];
        byte[] settings = new byte[HeaderLength + 12];
        Header(settings, 12, Settings, 0, 0);
        BinaryPrimitives.WriteUInt16BigEndian(settings.AsSpan(9), 2);
        BinaryPrimitives.WriteUInt16BigEndian(settings.AsSpan(15), 4);
        BinaryPrimitives.WriteInt32BigEndian(settings.AsSpan(17), StreamWindow);
        bytes.AddRange(settings);
        bytes.AddRange(Update(ConnectionWindow - 65_535));
        return [.. bytes];
    }

    public static byte[] Update(int increment)
    {
        byte[] frame = new byte[HeaderLength + 4];
        Header(frame, 4, WindowUpdate, 0, 0);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(HeaderLength), increment);
        return frame;
    }

    public static void Header(Span<byte> frame, int length, byte type, byte flags, int stream)
    {
        BinaryPrimitives.WriteInt32BigEndian(frame, length << 8);
        frame[3] = type;
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame[5..], stream);
    }

    /// <summary>A HEADERS frame for a review: the first one on a connection fills the table, all later ones are indexes into it.</summary>
    public static byte[] Request(LoadTarget target, bool first)
    {
        // Static names: path 4, authority 1, content-type 31, content-length 28, user-agent 58, accept 19, accept-encoding 16.
        (int Name, string Value)[] fields =
        [
            (4, target.Questions.Path), (1, $"localhost:{target.Port}"), (31, "application/json"), (28, $"{target.Questions.Length}"),
            (58, "nines-bench"), (19, "application/json, */*"), (16, "gzip"),
        ];
        List<byte> block = [0x83, 0x87];
        for (int i = 0; i < fields.Length; i++)
        {
            if (!first)
            {
                // The newest entry of the table is 62, the oldest of these seven 68.
                block.Add((byte)(0x80 | (61 + fields.Length - i)));
                continue;
            }

            block.Add((byte)(0x40 | fields[i].Name));
            block.Add((byte)fields[i].Value.Length);
            block.AddRange(Encoding.ASCII.GetBytes(fields[i].Value));
        }

        byte[] frame = new byte[HeaderLength + block.Count];
        Header(frame, block.Count, Headers, EndHeaders, 0);
        block.CopyTo(frame, HeaderLength);
        return frame;
    }

    /// <summary>True if a block of response headers begins with the one byte that means status 200 (size updates of the table may stand before it).</summary>
    public static bool IsOk(ReadOnlySpan<byte> block)
    {
        while (!block.IsEmpty && (block[0] & 0xe0) == 0x20)
        {
            block = block[1..];
        }

        return !block.IsEmpty && block[0] == 0x88;
    }
}
