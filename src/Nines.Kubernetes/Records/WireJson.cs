using System.Collections;
using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Nines.Clusters;
using Nines.Text;

namespace Nines.Kubernetes.Records;

/// <summary>
/// Reads single objects into records. Only what a record has is made a value: environment values, commands, data of volumes and all
/// annotations but those that are named are passed over as bytes. Unknown fields are passed over; null is as good as missing.
/// </summary>
/// <remarks>
/// One reader is for one thread at a time: equal texts are shared through it, and equal parts of objects, such as the containers of pods
/// of one template. So nothing that it hands out may be changed.
/// </remarks>
public sealed class WireJson
{
    private readonly ItemBytes _item = new();
    private readonly JsonSerializerOptions _plain;
    private readonly JsonSerializerOptions _shared;

    /// <param name="annotations">Names of the annotations that are kept, beside <see cref="Annotations"/>.</param>
    public WireJson(params IEnumerable<string> annotations)
    {
        var texts = new PooledTextConverter();
        FrozenSet<string> kept = Annotations.Concat(annotations).ToFrozenSet(StringComparer.Ordinal);
        JsonSerializerOptions Options()
        {
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
            options.Converters.Add(new NullAsDefaultConverter<bool>(JsonMetadataServices.BooleanConverter));
            options.Converters.Add(new NullAsDefaultConverter<int>(JsonMetadataServices.Int32Converter));
            options.Converters.Add(new NullAsDefaultConverter<long>(JsonMetadataServices.Int64Converter));
            options.TypeInfoResolver = WireContext.Default.WithAddedModifier(LeaveOutDefaults);
            return options;
        }

        _plain = Options();
        _shared = SharedParts.Options(Options, _plain, _item);
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
            NinesKeys.AppliedReplicasAnnotation,
            NinesKeys.IgnoreAnnotation,
            NinesKeys.NeedsAnnotation,
            NinesKeys.ObjectiveAnnotation,
        ],
        StringComparer.Ordinal);

    /// <exception cref="JsonException">It is no such object; the message names the place inside it and quotes nothing.</exception>
    public T Read<T>(ReadOnlySpan<byte> json)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(_item.Hold(json), Info<T>(_shared)) ?? throw new JsonException("expected an object");
        }
        catch (JsonException)
        {
            // Shared parts do not know their place: the plain way meets the same fault, and does.
            _ = ReadPlain<T>(json);
            throw;
        }
        finally
        {
            _item.Forget();
        }
    }

    /// <summary>Writes what was kept; what is as good as missing is omitted.</summary>
    public byte[] Write<T>(T value)
        where T : class => JsonSerializer.SerializeToUtf8Bytes(value, Info<T>(_plain));

    /// <summary>Writes what was kept; what is as good as missing is omitted.</summary>
    public void Write<T>(Utf8JsonWriter writer, T value)
        where T : class => JsonSerializer.Serialize(writer, value, Info<T>(_plain));

    private T ReadPlain<T>(ReadOnlySpan<byte> json)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, Info<T>(_plain)) ?? throw new JsonException("expected an object");
        }
        catch (JsonException exception) when (exception.Path is { } path)
        {
            // The serializer adds the place to its own messages alone.
            string what = exception.Message.Contains("Path:", StringComparison.Ordinal) ? "a value of another type was expected" : exception.Message;
            throw new JsonException($"{what}, at {Sanitizer.CleanMessage(path)}", exception);
        }
    }

    private static JsonTypeInfo<T> Info<T>(JsonSerializerOptions options) =>
        options.TryGetTypeInfo(typeof(T), out JsonTypeInfo? info)
            ? (JsonTypeInfo<T>)info
            : throw new NotSupportedException($"{typeof(T).Name} is not a record of the Kubernetes API");

    // What may be null says something by being there: an empty selector selects everything, a missing one nothing.
    private static void LeaveOutDefaults(JsonTypeInfo info)
    {
        if (info.Kind != JsonTypeInfoKind.Object)
        {
            return;
        }

        foreach (JsonPropertyInfo property in info.Properties)
        {
            property.ShouldSerialize = property.IsGetNullable || Nullable.GetUnderlyingType(property.PropertyType) is not null
                ? static (_, value) => value is not null
                : static (_, value) => !IsDefault(value);
        }
    }

    private static bool IsDefault(object? value) => value switch
    {
        null or "" or 0 or 0L or false => true,
        AnnotationSet annotations => annotations.Kept.Count == 0,
        ICollection { Count: 0 } or LabelSet { Count: 0 } => true,
        ResourceRequirements { Requests.Count: 0, Limits.Count: 0 } => true,
        EndpointConditions { Ready: null, Serving: null, Terminating: null } => true,
        NodeStatus status => status is { Capacity.Count: 0, Allocatable.Count: 0, Conditions: [], Images: [], NodeInfo.KubeletVersion: "" },
        NodeInfo { KubeletVersion: "" } => true,
        PodStatus status => status == s_noPodStatus,
        WorkloadStatus status => status == s_noWorkloadStatus,
        DaemonSetStatus status => status == s_noDaemonSetStatus,
        PodDisruptionBudgetStatus status => status == s_noBudgetStatus,
        HorizontalPodAutoscalerStatus status => status == s_noAutoscalerStatus,
        ClaimStatus status => status == s_noClaimStatus,
        NamespaceStatus status => status == s_noNamespaceStatus,
        ObjectMeta meta => meta == s_noMeta,
        _ => false,
    };

    private static readonly PodStatus s_noPodStatus = new();
    private static readonly WorkloadStatus s_noWorkloadStatus = new();
    private static readonly DaemonSetStatus s_noDaemonSetStatus = new();
    private static readonly PodDisruptionBudgetStatus s_noBudgetStatus = new();
    private static readonly HorizontalPodAutoscalerStatus s_noAutoscalerStatus = new();
    private static readonly ClaimStatus s_noClaimStatus = new();
    private static readonly NamespaceStatus s_noNamespaceStatus = new();
    private static readonly ObjectMeta s_noMeta = new();
}

[JsonSerializable(typeof(NodeRecord))]
[JsonSerializable(typeof(PodRecord))]
[JsonSerializable(typeof(DeploymentRecord))]
[JsonSerializable(typeof(ReplicaSetRecord))]
[JsonSerializable(typeof(StatefulSetRecord))]
[JsonSerializable(typeof(DaemonSetRecord))]
[JsonSerializable(typeof(PodDisruptionBudgetRecord))]
[JsonSerializable(typeof(HorizontalPodAutoscalerRecord))]
[JsonSerializable(typeof(PersistentVolumeClaimRecord))]
[JsonSerializable(typeof(PersistentVolumeRecord))]
[JsonSerializable(typeof(StorageClassRecord))]
[JsonSerializable(typeof(ServiceRecord))]
[JsonSerializable(typeof(EndpointSliceRecord))]
[JsonSerializable(typeof(PriorityClassRecord))]
[JsonSerializable(typeof(NamespaceRecord))]
[JsonSerializable(typeof(LeaseRecord))]
[JsonSerializable(typeof(EndpointsRecord))]
internal sealed partial class WireContext : JsonSerializerContext;
