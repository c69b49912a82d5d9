using System.Buffers;
using System.Text.Json;

namespace Nines.Kubernetes.Lists;

/// <summary>
/// Reads lists and single objects, one after another, from a stream of UTF-8 JSON, and hands out object by object. Holds one object at
/// a time, whatever the size of the list. The same reader is for pages of kube-apiserver and for files of <c>kubectl get -o json</c>.
/// </summary>
public static class JsonItemReader
{
    private const int FirstBuffer = 64 * 1024;

    /// <summary>Reads to the end.</summary>
    /// <returns>Envelope of the last list; null when there was no list.</returns>
    /// <exception cref="ItemFormatException">It is no JSON of Kubernetes, is cut off, or is larger than the limits.</exception>
    public static async Task<ListEnvelope?> ReadAsync(Stream stream, IItemSink sink, ItemLimits limits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(limits);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        try
        {
            var scanner = new ItemScanner(sink, limits);
            int end = 0;
            long total = 0;
            bool isFirst = true;
            while (true)
            {
                // Filled to the brim before it is looked at: objects that do not fit are scanned again.
                int length = await stream.ReadAtLeastAsync(buffer.AsMemory(end), buffer.Length - end, throwOnEndOfStream: false, cancellationToken);
                bool isLast = end + length < buffer.Length;
                end += length;
                total += length;
                if (total > limits.MaxBytes)
                {
                    throw scanner.Fault($"there are more than {limits.MaxBytes} bytes");
                }

                int mark = isFirst && end >= 3 && buffer.AsSpan(0, 3).SequenceEqual("\uFEFF"u8) ? 3 : 0;
                isFirst = false;
                scanner.Skip(mark);
                int done = scanner.Scan(buffer.AsSpan(0, end), isLast);
                cancellationToken.ThrowIfCancellationRequested();
                if (isLast)
                {
                    return scanner.LastList;
                }

                buffer.AsSpan(done, end - done).CopyTo(buffer);
                end -= done;
                if (end == buffer.Length)
                {
                    buffer = Grow(buffer, end, limits, scanner);
                }
            }
        }
        finally
        {
            // It held whole objects, with all that is not ours to keep.
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private static byte[] Grow(byte[] buffer, int end, ItemLimits limits, ItemScanner scanner)
    {
        if (end >= limits.MaxItemBytes)
        {
            throw scanner.Fault($"an object is larger than {limits.MaxItemBytes} bytes");
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(2L * buffer.Length, Array.MaxLength));
        buffer.AsSpan(0, end).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        return larger;
    }

    internal static JsonReaderOptions Options(ItemLimits limits) => new()
    {
        AllowMultipleValues = true,
        CommentHandling = JsonCommentHandling.Disallow,
        MaxDepth = limits.MaxDepth,
    };
}

/// <summary>Limits of reading items. Input beyond them is refused.</summary>
public sealed record ItemLimits
{
    public static ItemLimits Default { get; } = new();

    /// <summary>Largest single object. etcd keeps none above 1.5 MiB; indented text takes a few times as much.</summary>
    public int MaxItemBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>All of one source.</summary>
    public long MaxBytes { get; init; } = 32L * 1024 * 1024 * 1024;

    /// <summary>Deepest nesting.</summary>
    public int MaxDepth { get; init; } = 128;
}

/// <summary>Takes single objects out of a stream of JSON.</summary>
public interface IItemSink
{
    /// <summary>One object as it was written. The bytes are gone after the call.</summary>
    /// <param name="json">UTF-8, well-formed.</param>
    /// <param name="envelope">Envelope of its list as far as it was read; empty for an object outside a list.</param>
    void Item(ReadOnlySpan<byte> json, ListEnvelope envelope);

    /// <summary>A list has ended, and its envelope has all that it will have.</summary>
    void ListEnded(ListEnvelope envelope)
    {
    }

    /// <summary>An object was refused with a <see cref="System.Text.Json.JsonException"/>. Whether to go on with the next one.</summary>
    bool GoesOnAfter(ItemFormatException fault) => false;
}

/// <summary>Metadata of a list, as far as it was read.</summary>
public sealed class ListEnvelope
{
    /// <summary>Such as PodList; kubectl writes it after the items.</summary>
    public string? Kind { get; internal set; }

    public string? ApiVersion { get; internal set; }

    public string? ResourceVersion { get; internal set; }

    /// <summary>Token of the next page; null at the end.</summary>
    public string? Continue { get; internal set; }

    public long? RemainingItemCount { get; internal set; }
}

/// <summary>JSON that cannot be read.</summary>
/// <param name="line">From 1.</param>
/// <param name="column">In bytes, from 1.</param>
public sealed class ItemFormatException(string message, long line, long column, Exception? inner = null) : FormatException(message, inner)
{
    public long Line { get; } = line;

    public long Column { get; } = column;
}
