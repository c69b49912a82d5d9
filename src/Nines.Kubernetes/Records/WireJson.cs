using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Nines.Kubernetes.Records;

/// <summary>
/// Reads single objects into records. Only what a record has is made a value: environment values, commands, data of volumes and all
/// annotations but those that are named are passed over as bytes. Unknown fields are passed over; null is as good as missing.
/// </summary>
/// <remarks>One reader is for one thread at a time: equal texts are shared through it.</remarks>
public sealed class WireJson
{
    private readonly WireContext _context;

    /// <param name="annotations">Names of the annotations that are kept, beside <see cref="Annotations"/>.</param>
    public WireJson(params IEnumerable<string> annotations)
    {
        var texts = new PooledTextConverter();
        FrozenSet<string> kept = Annotations.Concat(annotations).ToFrozenSet(StringComparer.Ordinal);
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
            MaxDepth = 128,
            PropertyNameCaseInsensitive = false,
        };
        options.Converters.Add(texts);
        options.Converters.Add(new LabelSetConverter(texts));
        options.Converters.Add(new AnnotationSetConverter(texts, kept));
        options.Converters.Add(new QuantityConverter());
        options.Converters.Add(new IntOrTextConverter());
        _context = new WireContext(options);
    }

    /// <summary>Annotations that say something about failure and placement, and are no secret.</summary>
    public static FrozenSet<string> Annotations { get; } = FrozenSet.ToFrozenSet(
        [
            "cluster-autoscaler.kubernetes.io/safe-to-evict",
            "controller.kubernetes.io/pod-deletion-cost",
            "deployment.kubernetes.io/revision",
            "kubernetes.io/config.mirror",
            "kubernetes.io/config.source",
            "storageclass.kubernetes.io/is-default-class",
            "storageclass.beta.kubernetes.io/is-default-class",
            "volume.kubernetes.io/selected-node",
        ],
        StringComparer.Ordinal);

    /// <exception cref="JsonException">It is no such object; the message names the place inside it and quotes nothing.</exception>
    public T Read<T>(ReadOnlySpan<byte> json)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, Info<T>()) ?? throw new JsonException("expected an object");
        }
        catch (JsonException exception) when (exception.Path is { } path)
        {
            // The serializer adds the place to its own messages alone.
            string what = exception.Message.Contains("Path:", StringComparison.Ordinal) ? "a value of another type was expected" : exception.Message;
            throw new JsonException($"{what}, at {Transport.StatusReader.Printable(path)}", exception);
        }
    }

    /// <summary>Writes what was kept.</summary>
    public byte[] Write<T>(T value)
        where T : class => JsonSerializer.SerializeToUtf8Bytes(value, Info<T>());

    private JsonTypeInfo<T> Info<T>() =>
        (JsonTypeInfo<T>)(_context.GetTypeInfo(typeof(T)) ?? throw new NotSupportedException($"{typeof(T).Name} is no record of the Kubernetes API"));
}

[JsonSerializable(typeof(Node))]
[JsonSerializable(typeof(Pod))]
[JsonSerializable(typeof(Deployment))]
[JsonSerializable(typeof(ReplicaSet))]
[JsonSerializable(typeof(StatefulSet))]
[JsonSerializable(typeof(DaemonSet))]
[JsonSerializable(typeof(PodDisruptionBudget))]
[JsonSerializable(typeof(HorizontalPodAutoscaler))]
[JsonSerializable(typeof(PersistentVolumeClaim))]
[JsonSerializable(typeof(PersistentVolume))]
[JsonSerializable(typeof(StorageClass))]
[JsonSerializable(typeof(Service))]
[JsonSerializable(typeof(EndpointSlice))]
[JsonSerializable(typeof(PriorityClass))]
[JsonSerializable(typeof(Namespace))]
[JsonSerializable(typeof(Lease))]
internal sealed partial class WireContext : JsonSerializerContext;
