using System.Text.Json;

namespace Nines.Kubernetes.Lists;

/// <summary>Finds the objects in the bytes that are there so far, and remembers where it stands until there are more.</summary>
internal sealed class ItemScanner(IItemSink sink, ItemLimits limits)
{
    private JsonReaderState _state = new(JsonItemReader.Options(limits));
    private ListEnvelope _envelope = new();
    private Place _place = Place.Outside;
    private Field _field = Field.None;
    private bool _isList;

    // Lines before the bytes that the next call gets, and bytes of the last of them.
    private long _lines;
    private long _columns;

    // Both from the start of the bytes that the next call gets.
    private int _scanned;
    private int _documentStart;

    private enum Place
    {
        Outside,
        InDocument,
        InItems,
    }

    private enum Field
    {
        None,
        Kind,
        ApiVersion,
        Metadata,
        ResourceVersion,
        Continue,
        Remaining,
        Items,
    }

    public ListEnvelope? LastList { get; private set; }

    public void Skip(int bytes) => _scanned += bytes;

    /// <summary>Scans the next bytes and returns the number of bytes at the start that are no longer needed.</summary>
    public int Scan(ReadOnlySpan<byte> bytes, bool isLast)
    {
        var reader = new Utf8JsonReader(bytes[_scanned..], isLast, _state);
        int offset = _scanned;
        int consumed = 0;
        JsonReaderState state = _state;
        try
        {
            while (reader.Read())
            {
                if (!Token(ref reader, bytes, offset))
                {
                    // An object that is not all there yet: the next call begins with it.
                    _state = state;
                    break;
                }

                consumed = (int)reader.BytesConsumed;
                state = reader.CurrentState;
            }

            // White space behind the last token is done with as well.
            if (consumed < reader.BytesConsumed && reader.TokenType != JsonTokenType.StartObject)
            {
                consumed = (int)reader.BytesConsumed;
                state = reader.CurrentState;
            }
        }
        catch (JsonException exception)
        {
            throw new ItemFormatException(
                isLast && IsCut(exception) ? "the JSON ends in the middle" : "this is not JSON",
                (exception.LineNumber ?? 0) + 1, (exception.BytePositionInLine ?? 0) + 1, exception);
        }

        _state = state;
        if (isLast && _place != Place.Outside)
        {
            throw Fault("the JSON ends in the middle", bytes);
        }

        int keepFrom = _place == Place.InDocument && !_isList ? _documentStart : offset + consumed;
        _scanned = offset + consumed - keepFrom;
        _documentStart -= keepFrom;
        (_lines, _columns) = At(bytes[..keepFrom]);
        return keepFrom;
    }

    /// <param name="before">The bytes before the fault, of those that this call got.</param>
    public ItemFormatException Fault(string message, ReadOnlySpan<byte> before = default, Exception? inner = null)
    {
        (long line, long column) = At(before);
        return new ItemFormatException(message, line + 1, column + 1, inner);
    }

    private (long Line, long Column) At(ReadOnlySpan<byte> before)
    {
        int last = before.LastIndexOf((byte)'\n');
        return (_lines + before.Count((byte)'\n'), last < 0 ? _columns + before.Length : before.Length - last - 1);
    }

    private static bool IsCut(JsonException exception) =>
        exception.Message.Contains("end of data", StringComparison.OrdinalIgnoreCase) || exception.Message.Contains("incomplete", StringComparison.OrdinalIgnoreCase)
        || exception.Message.Contains("depth to be zero", StringComparison.OrdinalIgnoreCase);

    // False when it needs more bytes.
    private bool Token(ref Utf8JsonReader reader, ReadOnlySpan<byte> bytes, int offset)
    {
        switch (_place)
        {
            case Place.Outside:
                if (reader.TokenType != JsonTokenType.StartObject)
                {
                    throw Fault("expected objects of Kubernetes: '{'", bytes[..(offset + (int)reader.TokenStartIndex)]);
                }

                _place = Place.InDocument;
                _documentStart = offset + (int)reader.TokenStartIndex;
                _envelope = new ListEnvelope();
                _isList = false;
                _field = Field.None;
                return true;
            case Place.InItems:
                return InItems(ref reader, bytes, offset);
            default:
                InDocument(ref reader, bytes, offset);
                return true;
        }
    }

    private bool InItems(ref Utf8JsonReader reader, ReadOnlySpan<byte> bytes, int offset)
    {
        if (reader.TokenType == JsonTokenType.EndArray)
        {
            _place = Place.InDocument;
            return true;
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Fault("expected an object in 'items'", bytes[..(offset + (int)reader.TokenStartIndex)]);
        }

        int start = (int)reader.TokenStartIndex;
        if (!reader.TrySkip())
        {
            return false;
        }

        Hand(bytes, (offset + start)..(offset + (int)reader.BytesConsumed), _envelope);
        return true;
    }

    private void InDocument(ref Utf8JsonReader reader, ReadOnlySpan<byte> bytes, int offset)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName when reader.CurrentDepth == 1:
                _field = reader.ValueTextEquals("items"u8) ? Field.Items
                    : reader.ValueTextEquals("kind"u8) ? Field.Kind
                    : reader.ValueTextEquals("apiVersion"u8) ? Field.ApiVersion
                    : reader.ValueTextEquals("metadata"u8) ? Field.Metadata
                    : Field.None;
                return;
            case JsonTokenType.PropertyName when reader.CurrentDepth == 2 && _field is Field.Metadata or Field.ResourceVersion or Field.Continue or Field.Remaining:
                _field = reader.ValueTextEquals("resourceVersion"u8) ? Field.ResourceVersion
                    : reader.ValueTextEquals("continue"u8) ? Field.Continue
                    : reader.ValueTextEquals("remainingItemCount"u8) ? Field.Remaining
                    : Field.Metadata;
                return;
            case JsonTokenType.StartArray when reader.CurrentDepth == 1 && _field == Field.Items:
                (_place, _isList, _field) = (Place.InItems, true, Field.None);
                return;
            case JsonTokenType.Null when reader.CurrentDepth == 1 && _field == Field.Items:
                // An empty list of Go's.
                (_isList, _field) = (true, Field.None);
                return;
            case JsonTokenType.String or JsonTokenType.Number:
                Value(ref reader);
                return;
            case JsonTokenType.EndObject when reader.CurrentDepth == 0:
                _place = Place.Outside;
                if (_isList)
                {
                    LastList = _envelope;
                    sink.ListEnded(_envelope);
                }
                else
                {
                    Hand(bytes, _documentStart..(offset + (int)reader.BytesConsumed), new ListEnvelope());
                }

                return;
        }
    }

    private void Value(ref Utf8JsonReader reader)
    {
        bool isText = reader.TokenType == JsonTokenType.String;
        switch (_field)
        {
            case Field.Kind when isText && reader.CurrentDepth == 1:
                _envelope.Kind = Text(ref reader);
                break;
            case Field.ApiVersion when isText && reader.CurrentDepth == 1:
                _envelope.ApiVersion = Text(ref reader);
                break;
            case Field.ResourceVersion when isText && reader.CurrentDepth == 2:
                _envelope.ResourceVersion = Text(ref reader);
                break;
            case Field.Continue when isText && reader.CurrentDepth == 2:
                _envelope.Continue = Text(ref reader) is { Length: > 0 } token ? token : null;
                break;
            case Field.Remaining when !isText && reader.CurrentDepth == 2:
                _envelope.RemainingItemCount = reader.TryGetInt64(out long count) ? count : null;
                break;
        }
    }

    private string Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() ?? "";
        }
        catch (InvalidOperationException exception)
        {
            throw Fault("a text holds half of a surrogate pair", inner: exception);
        }
    }

    private void Hand(ReadOnlySpan<byte> bytes, Range range, ListEnvelope envelope)
    {
        ReadOnlySpan<byte> json = bytes[range];
        if (json.Length > limits.MaxItemBytes)
        {
            throw Fault($"an object is larger than {limits.MaxItemBytes} bytes", bytes[..range.Start.Value]);
        }

        try
        {
            sink.Item(json, envelope);
        }
        catch (JsonException exception)
        {
            ItemFormatException fault = Fault($"an object cannot be read: {exception.Message}", bytes[..range.Start.Value], exception);
            if (!sink.GoesOnAfter(fault))
            {
                throw fault;
            }
        }
    }
}
