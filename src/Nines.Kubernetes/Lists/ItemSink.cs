namespace Nines.Kubernetes.Lists;

/// <summary>Takes single objects out of a stream of JSON.</summary>
public interface IItemSink
{
    /// <summary>One object as it was written. The bytes are gone after the call.</summary>
    /// <param name="json">UTF-8, well-formed.</param>
    /// <param name="envelope">What its list has said so far; an object of its own has an empty one.</param>
    void Item(ReadOnlySpan<byte> json, ListEnvelope envelope);

    /// <summary>A list has ended, and its envelope has all that it will have.</summary>
    void ListEnded(ListEnvelope envelope)
    {
    }

    /// <summary>An object was refused with a <see cref="System.Text.Json.JsonException"/>. Whether to go on with the next one.</summary>
    bool GoesOnAfter(ItemFormatException fault) => false;
}

/// <summary>What a list says about itself, as far as it was read.</summary>
public sealed class ListEnvelope
{
    /// <summary>Such as PodList; kubectl writes it after the items.</summary>
    public string? Kind { get; internal set; }

    public string? ApiVersion { get; internal set; }

    public string? ResourceVersion { get; internal set; }

    /// <summary>Where the next page begins; null at the end.</summary>
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
