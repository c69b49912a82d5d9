using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Nines.Testing.Otlp;

/// <summary>
/// The fields of one message of protocol buffers, read without its definition: https://protobuf.dev/programming-guides/encoding/. Each number
/// may come several times.
/// </summary>
public sealed class ProtoMessage
{
    private readonly ImmutableArray<(int Number, ulong Value, ReadOnlyMemory<byte> Bytes)> _fields;

    private ProtoMessage(ImmutableArray<(int Number, ulong Value, ReadOnlyMemory<byte> Bytes)> fields) => _fields = fields;

    /// <exception cref="FormatException">It is none.</exception>
    public static ProtoMessage Read(ReadOnlyMemory<byte> bytes)
    {
        var fields = ImmutableArray.CreateBuilder<(int Number, ulong Value, ReadOnlyMemory<byte> Bytes)>();
        while (!bytes.IsEmpty)
        {
            ulong tag = Varint(ref bytes);
            ulong value = 0;
            ReadOnlyMemory<byte> content = default;
            switch (tag & 7)
            {
                case 0:
                    value = Varint(ref bytes);
                    break;
                case 1:
                    value = BinaryPrimitives.ReadUInt64LittleEndian(Take(ref bytes, 8).Span);
                    break;
                case 2:
                    content = Take(ref bytes, Varint(ref bytes));
                    break;
                case 5:
                    value = BinaryPrimitives.ReadUInt32LittleEndian(Take(ref bytes, 4).Span);
                    break;
                default:
                    throw new FormatException($"no wire type is {tag & 7}");
            }

            fields.Add(((int)(tag >> 3), value, content));
        }

        return new ProtoMessage(fields.DrainToImmutable());
    }

    /// <summary>Those at the end of a path of numbers.</summary>
    public IEnumerable<ProtoMessage> Messages(params int[] path) => path.Aggregate(
        Enumerable.Repeat(this, 1), (messages, number) => messages.SelectMany(message => message.All(number).Select(field => Read(field.Bytes))));

    /// <summary>Empty when it is not there, as in protocol buffers.</summary>
    public string Text(int number) => Encoding.UTF8.GetString(All(number).LastOrDefault().Bytes.Span);

    public string Hex(int number) => Convert.ToHexStringLower(All(number).LastOrDefault().Bytes.Span);

    /// <summary>Zero when it is not there.</summary>
    public ulong Number(int number) => All(number).LastOrDefault().Value;

    public double Double(int number) => BitConverter.UInt64BitsToDouble(Number(number));

    public bool Has(int number) => All(number).Any();

    /// <summary>Numbers of eight bytes that are packed into one field.</summary>
    public ImmutableArray<ulong> Packed(int number)
    {
        ReadOnlySpan<byte> bytes = All(number).LastOrDefault().Bytes.Span;
        var values = ImmutableArray.CreateBuilder<ulong>();
        for (int at = 0; at + 8 <= bytes.Length; at += 8)
        {
            values.Add(BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]));
        }

        return values.DrainToImmutable();
    }

    private IEnumerable<(int Number, ulong Value, ReadOnlyMemory<byte> Bytes)> All(int number) => _fields.Where(field => field.Number == number);

    private static ulong Varint(ref ReadOnlyMemory<byte> bytes)
    {
        ulong value = 0;
        for (int at = 0; at < Math.Min(10, bytes.Length); at++)
        {
            byte part = bytes.Span[at];
            value |= (ulong)(part & 0x7F) << (7 * at);
            if (part < 0x80)
            {
                bytes = bytes[(at + 1)..];
                return value;
            }
        }

        throw new FormatException("a number has no end");
    }

    private static ReadOnlyMemory<byte> Take(ref ReadOnlyMemory<byte> bytes, ulong count)
    {
        if (count > (ulong)bytes.Length)
        {
            throw new FormatException("a field is longer than its message");
        }

        ReadOnlyMemory<byte> taken = bytes[..(int)count];
        bytes = bytes[(int)count..];
        return taken;
    }
}
