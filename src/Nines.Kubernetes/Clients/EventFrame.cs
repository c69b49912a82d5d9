using System.Text.Json;

namespace Nines.Kubernetes.Clients;

/// <summary>One event of a watch: its type, and where its object stands.</summary>
internal readonly record struct EventFrame(string Type, Range Object)
{
    /// <exception cref="JsonException">It is no event.</exception>
    public static EventFrame Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 128 });
        string type = "";
        Range range = default;
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("expected an event");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isType = reader.ValueTextEquals("type"u8);
            bool isObject = reader.ValueTextEquals("object"u8);
            reader.Read();
            int start = (int)reader.TokenStartIndex;
            if (isType && reader.TokenType == JsonTokenType.String)
            {
                type = reader.GetString()!;
            }

            reader.Skip();
            range = isObject ? start..(int)reader.BytesConsumed : range;
        }

        return type.Length > 0 && !range.Equals(default) ? new EventFrame(type, range) : throw new JsonException("expected an event with type and object");
    }
}
