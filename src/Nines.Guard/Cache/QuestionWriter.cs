using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Nines.Guard.Cache;

/// <summary>
/// Writes the fields of an upstream question so that different questions never give the same bytes: each field is preceded by its
/// length, and each list by its count. Joining by a separator would not do: a field may contain any character.
/// </summary>
/// <param name="joinedBy">Not null only in the test that shows why fields are not joined.</param>
internal sealed class QuestionWriter(char? joinedBy = null)
{
    private readonly ArrayBufferWriter<byte> _buffer = new(512);

    /// <summary>Bytes written so far; valid until the next write.</summary>
    public ReadOnlySpan<byte> Written => _buffer.WrittenSpan;

    public QuestionWriter Field(ReadOnlySpan<char> value)
    {
        int length = Encoding.UTF8.GetByteCount(value);
        Begin(length);
        Encoding.UTF8.GetBytes(value, _buffer.GetSpan(length));
        _buffer.Advance(length);
        return this;
    }

    /// <summary>A list: its count, then each field in the order given. Sort first where order does not matter upstream.</summary>
    public QuestionWriter List(IReadOnlyCollection<string> values)
    {
        Begin(values.Count);
        foreach (string value in values)
        {
            Field(value);
        }

        return this;
    }

    public QuestionWriter Count(int count)
    {
        BinaryPrimitives.WriteInt32BigEndian(_buffer.GetSpan(sizeof(int)), count);
        _buffer.Advance(sizeof(int));
        return this;
    }

    /// <summary>Empties the writer for the next question.</summary>
    public void Clear() => _buffer.ResetWrittenCount();

    private void Begin(int count)
    {
        if (joinedBy is { } separator)
        {
            _buffer.Write((ReadOnlySpan<byte>)[(byte)separator]);
        }
        else
        {
            Count(count);
        }
    }
}
