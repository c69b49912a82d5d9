using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nines.Kubernetes.Records;

/// <summary>Values that are equal and come near each other are one object. Their parts are shared first, so that equal arrays are the same one.</summary>
/// <param name="plain">Reads the value.</param>
internal sealed class SameValueConverter<T>(JsonConverter<T> plain, JsonSerializerOptions plainOptions) : JsonConverter<T>
    where T : class
{
    private readonly T?[] _slots = new T?[4096];

    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (plain.Read(ref reader, typeToConvert, plainOptions) is not { } value)
        {
            return null;
        }

        ref T? slot = ref _slots[value.GetHashCode() & (_slots.Length - 1)];
        return slot is not null && slot.Equals(value) ? slot : slot = value;
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => plain.Write(writer, value, plainOptions);
}
