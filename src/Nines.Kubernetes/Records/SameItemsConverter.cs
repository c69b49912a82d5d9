using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nines.Kubernetes.Records;

/// <summary>Arrays of the same objects are one array.</summary>
/// <param name="item">Reads one object, and shares it.</param>
/// <param name="isKept">What is left out otherwise.</param>
internal sealed class SameItemsConverter<T>(JsonConverter<T> item, Func<T, bool> isKept) : JsonConverter<T[]>
    where T : class
{
    private readonly T[]?[] _slots = new T[]?[4096];
    private readonly List<T> _items = [];

    public override T[]? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("expected a list");
        }

        _items.Clear();
        var hash = default(HashCode);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            T value = reader.TokenType == JsonTokenType.StartObject ? item.Read(ref reader, typeof(T), options)! : throw new JsonException("expected an object");
            if (isKept(value))
            {
                _items.Add(value);
                hash.Add(System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(value));
            }
        }

        if (_items.Count == 0)
        {
            return [];
        }

        ref T[]? slot = ref _slots[hash.ToHashCode() & (_slots.Length - 1)];
        return slot is not null && IsSame(slot) ? slot : slot = [.. _items];
    }

    public override void Write(Utf8JsonWriter writer, T[] value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (T each in value)
        {
            item.Write(writer, each, options);
        }

        writer.WriteEndArray();
    }

    private bool IsSame(T[] known)
    {
        if (known.Length != _items.Count)
        {
            return false;
        }

        for (int i = 0; i < known.Length; i++)
        {
            if (!ReferenceEquals(known[i], _items[i]))
            {
                return false;
            }
        }

        return true;
    }
}
