using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nines.Kubernetes.Records;

/// <summary>
/// Values whose JSON is the same, byte by byte, and comes near each other, are one object: labels, tolerations, requests. Only for
/// values that cannot be changed and whose text holds no secret, since the text is kept beside them.
/// </summary>
/// <param name="plain">Reads the value.</param>
internal sealed class SameTextConverter<T>(ItemBytes item, JsonConverter<T> plain, JsonSerializerOptions plainOptions) : JsonConverter<T>
    where T : class
{
    private const int MaxSharedLength = 4096;
    private readonly (byte[] Text, T Value)?[] _slots = new (byte[], T)?[1024];

    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        Utf8JsonReader behind = reader;
        behind.Skip();
        ReadOnlySpan<byte> text = item.Part(reader.TokenStartIndex, behind.BytesConsumed);
        if (text.Length > MaxSharedLength)
        {
            return plain.Read(ref reader, typeToConvert, plainOptions);
        }

        var hash = default(HashCode);
        hash.AddBytes(text);
        ref (byte[] Text, T Value)? slot = ref _slots[hash.ToHashCode() & (_slots.Length - 1)];
        if (slot is { } known && text.SequenceEqual(known.Text))
        {
            reader = behind;
            return known.Value;
        }

        T? value = plain.Read(ref reader, typeToConvert, plainOptions);
        if (value is not null)
        {
            slot = (text.ToArray(), value);
        }

        return value;
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => plain.Write(writer, value, plainOptions);
}
