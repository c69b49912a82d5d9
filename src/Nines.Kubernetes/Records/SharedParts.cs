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
        AddSameText<Toleration[]>(parts, plain, item);
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
        whole.Converters.Insert(0, new SameItemsConverter<PodVolume>(
            Converter<PodVolume>(parts), static volume => volume.PersistentVolumeClaim is not null || volume.Ephemeral is not null));
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
