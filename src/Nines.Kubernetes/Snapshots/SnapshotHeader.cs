using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Nines.Clusters;
using Nines.Kubernetes.Snapshots.Trimming;

namespace Nines.Kubernetes.Snapshots;

/// <summary>Header of a snapshot file of nines: how the snapshot was taken, and its contents.</summary>
internal sealed record SnapshotHeader
{
    public string? Source { get; init; }

    public DateTimeOffset? TakenAt { get; init; }

    public string? ServerVersion { get; init; }

    public bool Anonymised { get; init; }

    /// <summary>The kinds that were read, so that the lack of an object means that there was none.</summary>
    public ImmutableArray<string> Kinds { get; init => field = value.IsDefault ? [] : value; } = [];

    public ImmutableArray<UnreadKind> Unread { get; init => field = value.IsDefault ? [] : value; } = [];

    public ImmutableArray<string> Notes { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <exception cref="JsonException">It is of a version that is not known, or no such object.</exception>
    public static SnapshotHeader Read(ReadOnlySpan<byte> json, string apiVersion)
    {
        if (apiVersion.Length > 0 && apiVersion != SnapshotKinds.MetadataVersion)
        {
            throw new JsonException($"expected the version {SnapshotKinds.MetadataVersion}: a newer nines wrote this snapshot, and has to read it");
        }

        return JsonSerializer.Deserialize(json, HeaderContext.Default.HeaderObject)?.Metadata ?? new SnapshotHeader();
    }

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(
        new HeaderObject { ApiVersion = SnapshotKinds.MetadataVersion, Kind = SnapshotKinds.Metadata, Metadata = this }, HeaderContext.Default.HeaderObject);
}

/// <summary>The header with what makes it an object.</summary>
internal sealed record HeaderObject
{
    public string? ApiVersion { get; init; }

    public string? Kind { get; init; }

    public SnapshotHeader? Metadata { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(HeaderObject))]
internal sealed partial class HeaderContext : JsonSerializerContext;
