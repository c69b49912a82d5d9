using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nines.Kubernetes.Records;

/// <summary>
/// Reads records so that what pods of one template have in common is there once. Three layers: plain, with parts that are shared by
/// their text, and with containers that are shared by their parts; each reads its values with the one before.
/// </summary>
internal static class SharedParts
{
    public static JsonSerializerOptions Options(Func<JsonSerializerOptions> options, JsonSerializerOptions plain, ItemBytes item)
    {
        JsonSerializerOptions parts = options();
        AddSameText<LabelSet>(parts, plain, item);
        AddSameText<OwnerReference[]>(parts, plain, item);
        AddSameText<TolerationRecord[]>(parts, plain, item);
        AddSameText<TopologySpreadConstraint[]>(parts, plain, item);
        AddSameText<Affinity>(parts, plain, item);
        AddSameText<ResourceRequirements>(parts, plain, item);
        AddSameText<Dictionary<string, Quantity>>(parts, plain, item);
        AddSameText<ContainerPort[]>(parts, plain, item);
        AddSameText<ContainerImage>(parts, plain, item);

        // Their text may hold secrets: headers and commands of probes.
        AddSameValue<Probe>(parts, plain);
        JsonSerializerOptions whole = options();
        foreach (JsonConverter converter in parts.Converters.Except(whole.Converters, TypeComparer.Instance))
        {
            whole.Converters.Insert(0, converter);
        }

        whole.Converters.Insert(0, new SameItemsConverter<Container>(SameValue<Container>(parts), static _ => true));
        whole.Converters.Insert(0, new SameItemsConverter<Condition>(SameValue<Condition>(parts), static _ => true));

        // Others do not bind a pod to a place, and one of them has another name in each pod.
        whole.Converters.Insert(0, new SameItemsConverter<PodVolumeRecord>(
            Converter<PodVolumeRecord>(parts), static volume => volume.PersistentVolumeClaim is not null || volume.Ephemeral is not null));
        return whole;
    }

    private static void AddSameText<T>(JsonSerializerOptions options, JsonSerializerOptions plain, ItemBytes item)
        where T : class => options.Converters.Insert(0, new SameTextConverter<T>(item, Converter<T>(plain), plain));

    private static void AddSameValue<T>(JsonSerializerOptions options, JsonSerializerOptions plain)
        where T : class => options.Converters.Insert(0, SameValue<T>(plain));

    private static SameValueConverter<T> SameValue<T>(JsonSerializerOptions options)
        where T : class => new(Converter<T>(options), options);

    // The converter looks its parts up in options that can no longer change.
    private static JsonConverter<T> Converter<T>(JsonSerializerOptions options)
    {
        options.MakeReadOnly();
        return (JsonConverter<T>)options.GetTypeInfo(typeof(T)).Converter;
    }

    private sealed class TypeComparer : IEqualityComparer<JsonConverter>
    {
        public static TypeComparer Instance { get; } = new();

        public bool Equals(JsonConverter? x, JsonConverter? y) => x?.GetType() == y?.GetType();

        public int GetHashCode(JsonConverter obj) => obj.GetType().GetHashCode();
    }
}

/// <summary>Arrays of the same objects are one array.</summary>
/// <param name="item">Reads one object, and shares it.</param>
/// <param name="isKept">Returns false for items that are omitted.</param>
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

/// <summary>The bytes of the object that is being read, so that converters can look at the text of a part before they make a value of it.</summary>
internal sealed class ItemBytes
{
    private byte[] _bytes = new byte[16 * 1024];
    private int _length;

    public ReadOnlySpan<byte> Hold(ReadOnlySpan<byte> json)
    {
        if (_bytes.Length < json.Length)
        {
            _bytes = new byte[Math.Max(json.Length, (int)Math.Min(2L * _bytes.Length, Array.MaxLength))];
        }

        json.CopyTo(_bytes);
        _length = json.Length;
        return _bytes.AsSpan(0, _length);
    }

    public ReadOnlySpan<byte> Part(long start, long end) => _bytes.AsSpan((int)start, (int)(end - start));

    /// <summary>It held all of an object, with what is not ours to keep.</summary>
    public void Forget()
    {
        _bytes.AsSpan(0, _length).Clear();
        _length = 0;
    }
}
