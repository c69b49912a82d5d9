using System.Buffers.Binary;
using System.Text;

namespace Nines.Guard.Integration.Tests.Hostile.Attacks;

/// <summary>Frames of HTTP/2 (RFC 9113), right and wrong ones.</summary>
internal static class Frames
{
    public const byte EndStream = 1;
    public const byte EndHeaders = 4;

    /// <summary>Beginning of every connection: the preface, and settings that change nothing.</summary>
    public static byte[] Hello { get; } = [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Frame(4, 0, 0)];

    /// <summary>POST /subjectaccessreviews with JSON, as literals that no table keeps (RFC 7541).</summary>
    public static byte[] Post { get; } =
        [0x83, 0x87, .. Literal(4, "/subjectaccessreviews"), .. Literal(1, "localhost"), 0x0f, 0x10, .. Text("application/json")];

    public static byte[] Frame(byte type, byte flags, uint stream, params ReadOnlySpan<byte> payload)
    {
        byte[] frame = new byte[9 + payload.Length];
        frame[0] = (byte)(payload.Length >> 16);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(1), (ushort)payload.Length);
        (frame[3], frame[4]) = (type, flags);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame.AsSpan(9));
        return frame;
    }

    public static byte[] Data(uint stream, byte flags, params ReadOnlySpan<byte> payload) => Frame(0, flags, stream, payload);

    public static byte[] Headers(uint stream, byte flags, params ReadOnlySpan<byte> block) => Frame(1, flags, stream, block);

    public static byte[] Priority(uint stream) => Frame(2, 0, stream, 0, 0, 0, 0, 1);

    public static byte[] Reset(uint stream) => Frame(3, 0, stream, 0, 0, 0, 8);

    public static byte[] Settings(params ReadOnlySpan<byte> payload) => Frame(4, 0, 0, payload);

    public static byte[] Ping() => Frame(6, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8);

    public static byte[] Window(uint stream, int more) => Frame(8, 0, stream, (byte)(more >> 24), (byte)(more >> 16), (byte)(more >> 8), (byte)more);

    public static byte[] Continuation(uint stream, byte flags, params ReadOnlySpan<byte> block) => Frame(9, flags, stream, block);

    /// <summary>A header that is written out, and put into no table.</summary>
    public static byte[] Header(string name, string value) => [0, .. Text(name), .. Text(value)];

    /// <summary>A header that the other side is to keep in its table.</summary>
    public static byte[] Kept(string name, string value) => [0x40, .. Text(name), .. Text(value)];

    private static byte[] Literal(byte nameIndex, string value) => [nameIndex, .. Text(value)];

    // Without Huffman; an integer with a prefix of seven bits.
    private static byte[] Text(string text)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        var length = new List<byte>();
        if (bytes.Length < 127)
        {
            length.Add((byte)bytes.Length);
        }
        else
        {
            length.Add(127);
            int rest = bytes.Length - 127;
            for (; rest >= 128; rest >>= 7)
            {
                length.Add((byte)(0x80 | (rest & 0x7f)));
            }

            length.Add((byte)rest);
        }

        return [.. length, .. bytes];
    }
}
