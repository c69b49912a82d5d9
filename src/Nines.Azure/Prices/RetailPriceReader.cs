using System.Text.Json;
using Nines.Text;

namespace Nines.Azure.Prices;

/// <summary>
/// Reads answers of the Retail Prices API row by row: one answer, an array of answers, an array of rows, or one answer or row a line.
/// Memory does not grow with the file.
/// </summary>
internal sealed class RetailPriceReader(string file, Action<RetailPriceRow> accept)
{
    // A row has about 1 KB; a single token may be as long as the buffer.
    private const int BufferSize = 1 << 16;
    private const int MaxDepth = 16;
    private const int MaxField = 1_000;

    private readonly byte[] _buffer = new byte[BufferSize];
    private RetailPriceRow? _row;
    private string _field = "";
    private int _rowDepth = -1;
    private int _itemsDepth = -1;
    private int _line = 1;
    private int _columnBytes;
    private bool _isEmpty = true;

    // The Items of the current object have been read: it is an answer.
    private bool _isAnswer;

    /// <summary>Rows that were read.</summary>
    public int Rows { get; private set; }

    /// <summary>Address of the page that follows the last answer; null for none.</summary>
    public string? NextPage { get; private set; }

    /// <summary>Reads all of a stream.</summary>
    /// <returns>The first error; null for none.</returns>
    public Diagnostic? Read(Stream stream, CancellationToken cancellation)
    {
        var state = new JsonReaderState(new JsonReaderOptions { MaxDepth = MaxDepth, AllowMultipleValues = true });
        int filled = SkipMark(stream, Fill(stream, 0));
        bool isFinal = false;
        try
        {
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                int more = isFinal ? 0 : Fill(stream, filled);
                isFinal |= more == 0 && filled < _buffer.Length;
                filled += more;
                var reader = new Utf8JsonReader(_buffer.AsSpan(0, filled), isFinal, state);
                int counted = 0;
                while (reader.Read())
                {
                    counted = CountLines(counted, (int)reader.TokenStartIndex);
                    Accept(ref reader);
                }

                state = reader.CurrentState;
                int used = (int)reader.BytesConsumed;
                CountLines(counted, used);
                if (isFinal)
                {
                    break;
                }

                if (used == 0 && filled == _buffer.Length)
                {
                    return Error($"A value is longer than {BufferSize >> 10} KiB.");
                }

                Buffer.BlockCopy(_buffer, used, _buffer, 0, filled - used);
                filled -= used;
            }
        }
        catch (JsonException exception)
        {
            return new Diagnostic(
                new SourcePosition(file, (int)(exception.LineNumber ?? 0) + 1, (int)(exception.BytePositionInLine ?? 0) + 1),
                "This is not JSON; expected an answer of the Retail Prices API, an array of answers, or rows.",
                "Check that the download is complete and not an error page.");
        }
        catch (FormatException exception)
        {
            return Error(exception.Message);
        }

        return _isEmpty ? new Diagnostic(new SourcePosition(file, 0, 0), "is empty; expected an answer of the Retail Prices API.") : null;
    }

    private int Fill(Stream stream, int filled)
    {
        int total = 0, read;
        while (filled + total < _buffer.Length && (read = stream.Read(_buffer, filled + total, _buffer.Length - filled - total)) > 0)
        {
            total += read;
        }

        return total;
    }

    private int SkipMark(Stream stream, int filled)
    {
        if (!_buffer.AsSpan(0, filled).StartsWith("\uFEFF"u8))
        {
            return filled;
        }

        Buffer.BlockCopy(_buffer, 3, _buffer, 0, filled - 3);
        return filled - 3 + Fill(stream, filled - 3);
    }

    private int CountLines(int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            _columnBytes = _buffer[i] == '\n' ? 0 : _columnBytes + 1;
            _line += _buffer[i] == '\n' ? 1 : 0;
        }

        return Math.Max(from, to);
    }

    private void Accept(ref Utf8JsonReader reader)
    {
        _isEmpty = false;
        int depth = reader.CurrentDepth;
        switch (reader.TokenType)
        {
            // A row or an answer: at the top, in an array at the top, or in the Items of an answer.
            case JsonTokenType.StartObject when _itemsDepth >= 0 ? depth == _itemsDepth + 1 : _row is null && !_isAnswer:
                _row = new RetailPriceRow { Line = _line };
                _rowDepth = depth;
                break;
            case JsonTokenType.StartArray when _row is not null && depth == _rowDepth + 1 && _field == "Items" && _itemsDepth < 0:
                _itemsDepth = depth;
                _rowDepth = -1;
                _row = null;
                break;
            case JsonTokenType.EndArray when depth == _itemsDepth:
                _itemsDepth = -1;
                _row = null;
                _rowDepth = depth - 1;
                _field = "";
                _isAnswer = true;
                break;
            case JsonTokenType.EndObject when depth == _rowDepth:
                End();
                break;
            case JsonTokenType.PropertyName when depth == _rowDepth + 1:
                _field = Text(ref reader);
                break;
            case JsonTokenType.String or JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null:
                Value(ref reader, depth);
                break;
            default:
                break;
        }
    }

    private void End()
    {
        RetailPriceRow? row = _row;
        bool isAnswer = _isAnswer && _itemsDepth < 0;
        _row = null;
        _rowDepth = -1;
        _isAnswer = _isAnswer && _itemsDepth >= 0;
        if (isAnswer || row is null)
        {
            return;
        }

        if (row.Amount is null || row.Meter.Length == 0 || row.Product.Length == 0)
        {
            throw new FormatException(
                $"The object that begins at line {row.Line} is neither a row nor an answer of the Retail Prices API; a row has productName, meterName and retailPrice, an answer has Items.");
        }

        Rows++;
        accept(row);
    }

    private void Value(ref Utf8JsonReader reader, int depth)
    {
        if (_rowDepth < 0)
        {
            if (_itemsDepth < 0 || depth == _itemsDepth + 1)
            {
                throw new FormatException("A value is neither a row nor an answer of the Retail Prices API; expected an object.");
            }

            return;
        }

        if (depth != _rowDepth + 1)
        {
            return;
        }

        if (reader.TokenType == JsonTokenType.String)
        {
            string text = Text(ref reader);
            if (_row is null || _field == "NextPageLink")
            {
                NextPage = _field != "NextPageLink" ? NextPage : text.Length > 0 ? text : null;
            }
            else if (_field is "retailPrice" or "tierMinimumUnits")
            {
                throw new FormatException($"{_field} is a text; expected a number.");
            }
            else
            {
                _row.Set(_field, text);
            }
        }
        else if (reader.TokenType == JsonTokenType.Number && _row is not null)
        {
            SetNumber(ref reader);
        }
        else if (reader.TokenType == JsonTokenType.Null && _field == "NextPageLink")
        {
            NextPage = null;
        }
    }

    private void SetNumber(ref Utf8JsonReader reader)
    {
        if (_field is not ("retailPrice" or "tierMinimumUnits"))
        {
            return;
        }

        if (!reader.TryGetDecimal(out decimal value) || value < 0)
        {
            throw new FormatException($"{_field} is not a number that a price can be; expected one of 0 or more.");
        }

        _row!.Set(_field, value);
    }

    private static string Text(ref Utf8JsonReader reader)
    {
        if (reader.ValueSpan.Length > MaxField && reader.TokenType == JsonTokenType.PropertyName)
        {
            throw new FormatException($"A name is longer than {MaxField:N0} bytes.");
        }

        try
        {
            return reader.GetString() ?? "";
        }
        catch (InvalidOperationException exception)
        {
            throw new FormatException("A text is not valid UTF-8.", exception);
        }
    }

    private Diagnostic Error(string message) => new(new SourcePosition(file, _line, _columnBytes + 1), message);
}
