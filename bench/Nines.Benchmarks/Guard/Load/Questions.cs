using System.Globalization;
using System.Text;

namespace Nines.Benchmarks.Guard.Load;

/// <summary>
/// Request bodies that differ only in a number of twelve digits, so that all have one length and making one costs a copy. A body is a
/// template in which <see cref="Marker"/> stands where the number belongs, as often as it likes.
/// </summary>
internal sealed class Questions
{
    /// <summary>Stands for the number of the key in a template.</summary>
    public const string Marker = "<key-number>";

    private readonly byte[] template;
    private readonly int[] holes;

    public Questions(string path, string template, long keys, string expected)
    {
        Path = path;
        this.template = Encoding.UTF8.GetBytes(template);
        byte[] marker = Encoding.UTF8.GetBytes(Marker);
        List<int> found = [];
        for (int at = 0; at <= this.template.Length - marker.Length; at++)
        {
            if (this.template.AsSpan(at).StartsWith(marker))
            {
                found.Add(at);
            }
        }

        if (keys > 1 && found.Count == 0)
        {
            throw new ArgumentException($"The template asks for {keys} keys, but {Marker} stands nowhere in it.", nameof(template));
        }

        holes = [.. found];
        Keys = keys;
        Expected = Encoding.UTF8.GetBytes(expected);
    }

    /// <summary>Path to which the question is posted, for example /subjectaccessreviews.</summary>
    public string Path { get; }

    /// <summary>Number of different questions; they come round in order.</summary>
    public long Keys { get; }

    /// <summary>Text that every right answer holds, for example <c>"allowed":true</c>.</summary>
    public byte[] Expected { get; }

    public int Length => template.Length;

    /// <summary>Writes the body with this number into the buffer.</summary>
    public void Write(Span<byte> buffer, long number)
    {
        template.CopyTo(buffer);
        foreach (int hole in holes)
        {
            (number % 1_000_000_000_000).TryFormat(buffer.Slice(hole, Marker.Length), out _, "D12", CultureInfo.InvariantCulture);
        }
    }
}
