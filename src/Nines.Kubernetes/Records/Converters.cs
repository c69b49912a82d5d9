using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Nines.Clusters;

namespace Nines.Kubernetes.Records;

/// <summary>Texts; equal ones that come near each other are one object.</summary>
internal sealed class PooledTextConverter : JsonConverter<string>
{
    private const int MaxPooledLength = 128;
    private readonly string?[] _slots = new string?[32 * 1024];

    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw new JsonException("expected a text");
        }

        return Take(ref reader);
    }

    public string Take(ref Utf8JsonReader reader)
    {
        ReadOnlySpan<byte> bytes = reader.HasValueSequence || reader.ValueIsEscaped ? default : reader.ValueSpan;
        if (bytes.Length is 0 or > MaxPooledLength)
        {
            try
            {
                return reader.GetString()!;
            }
            catch (InvalidOperationException exception)
            {
                throw new JsonException("a text is not valid Unicode", exception);
            }
        }

        var hash = default(HashCode);
        hash.AddBytes(bytes);
        ref string? slot = ref _slots[hash.ToHashCode() & (_slots.Length - 1)];
        if (slot is { } known && Ascii.Equals(bytes, known))
        {
            return known;
        }

        try
        {
            return slot = reader.GetString()!;
        }
        catch (InvalidOperationException exception)
        {
            throw new JsonException("a text is not valid Unicode", exception);
        }
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Take(ref reader);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(value);
}

internal sealed class LabelSetConverter(PooledTextConverter texts) : JsonConverter<LabelSet>
{
    public override LabelSet Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader, texts, null);

    public static LabelSet Read(ref Utf8JsonReader reader, PooledTextConverter texts, FrozenSet<string>? kept)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("expected texts by name");
        }

        List<KeyValuePair<string, string>> pairs = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = texts.Take(ref reader);
            reader.Read();
            if (kept is not null && name == LastApplied.Annotation && reader.TokenType == JsonTokenType.String)
            {
                if (LastApplied.Replicas(reader.GetString()!) is { } replicas)
                {
                    pairs.Add(KeyValuePair.Create(NinesKeys.AppliedReplicasAnnotation, replicas));
                }

                continue;
            }

            if (kept is not null && !kept.Contains(name))
            {
                reader.Skip();
                continue;
            }

            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null))
            {
                throw new JsonException("expected texts by name");
            }

            pairs.Add(KeyValuePair.Create(name, reader.TokenType == JsonTokenType.Null ? "" : texts.Take(ref reader)));
        }

        return LabelSet.From(pairs);
    }

    public override void Write(Utf8JsonWriter writer, LabelSet value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach ((string key, string text) in value)
        {
            writer.WriteString(key, text);
        }

        writer.WriteEndObject();
    }
}

internal sealed class AnnotationSetConverter(PooledTextConverter texts, FrozenSet<string> kept) : JsonConverter<AnnotationSet>
{
    public override AnnotationSet Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        LabelSetConverter.Read(ref reader, texts, kept) is { Count: > 0 } found ? new AnnotationSet(found) : AnnotationSet.Empty;

    public override void Write(Utf8JsonWriter writer, AnnotationSet value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach ((string key, string text) in value.Kept)
        {
            writer.WriteString(key, text);
        }

        writer.WriteEndObject();
    }
}

internal sealed class QuantityConverter : JsonConverter<Quantity>
{
    public override Quantity Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string? text = reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString(),

            // A manifest may say 'cpu: 1' without quotes.
            JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
            _ => null,
        };
        return Quantity.Parse(text) ?? throw new JsonException("expected a quantity such as 500m or 2Gi");
    }

    public override void Write(Utf8JsonWriter writer, Quantity value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}

internal sealed class IntOrTextConverter : JsonConverter<IntOrText>
{
    public override IntOrText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Number when reader.TryGetInt32(out int number) => new IntOrText(number),
        JsonTokenType.String => new IntOrText(0, reader.GetString()),
        _ => throw new JsonException("expected a number or a text"),
    };

    public override void Write(Utf8JsonWriter writer, IntOrText value, JsonSerializerOptions options)
    {
        if (value.Text is { } text)
        {
            writer.WriteStringValue(text);
        }
        else
        {
            writer.WriteNumberValue(value.Number);
        }
    }
}

/// <summary>Reads null as the default value, as Kubernetes does: manifests from templates have such fields.</summary>
internal sealed class NullAsDefaultConverter<T>(JsonConverter<T> plain) : JsonConverter<T>
    where T : struct
{
    public override bool HandleNull => true;

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Null ? default : plain.Read(ref reader, typeToConvert, options);

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => plain.Write(writer, value, options);
}
