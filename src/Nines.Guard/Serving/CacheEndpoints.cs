using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Nines.Guard.Cache;
using Nines.Guard.Composition;
using Nines.Guard.Telemetry;

namespace Nines.Guard.Serving;

/// <summary>
/// <c>GET /cache</c> and <c>POST /purge</c>, on the port of the reviews: who may ask is who has a client certificate. Neither shows who asked
/// for what; a purge costs one question to Azure for each entry that is needed again.
/// </summary>
internal sealed class CacheEndpoints(string replica, GuardCache? cache, GuardLog log)
{
    public const string StatePath = "/cache";
    public const string PurgePath = "/purge";

    private int _purging;

    public static bool Has(string path) => path is StatePath or PurgePath;

    /// <returns>The status; the body is in <paramref name="output"/>, JSON unless the status is 404, 405 or 429.</returns>
    public async ValueTask<int> AnswerAsync(string method, string path, IBufferWriter<byte> output, CancellationToken cancellation)
    {
        if (cache is null)
        {
            return StatusCodes.Status404NotFound;
        }

        if (method != (path == StatePath ? "GET" : "POST"))
        {
            return StatusCodes.Status405MethodNotAllowed;
        }

        return path == StatePath ? State(cache, output) : await PurgeAsync(cache, output, cancellation);
    }

    private int State(GuardCache of, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output);
        JsonSerializer.Serialize(json, CacheReport.Create(replica, of.Store.State, of.Shared.Counts), AdministrationJson.Default.CacheReport);
        return StatusCodes.Status200OK;
    }

    private async ValueTask<int> PurgeAsync(GuardCache of, IBufferWriter<byte> output, CancellationToken cancellation)
    {
        // One at a time: each waits until all replicas have heard of it, and a second one would only begin a further epoch.
        if (Interlocked.Exchange(ref _purging, 1) == 1)
        {
            return StatusCodes.Status429TooManyRequests;
        }

        try
        {
            bool isSure = await of.Store.PurgeAsync(cancellation);
            log.Event(
                isSure ? LogLevel.Information : LogLevel.Warning, "purged",
                isSure ? "No replica serves an entry from before." : "The copies of this replica are dropped, but other replicas may still serve theirs.");
            using var json = new Utf8JsonWriter(output);
            JsonSerializer.Serialize(json, new PurgeReport(replica, isSure, of.Store.Epoch), AdministrationJson.Default.PurgeReport);
            return isSure ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        }
        finally
        {
            Volatile.Write(ref _purging, 0);
        }
    }
}

/// <summary>The cache of one replica as <c>GET /cache</c> shows it; ages and durations are in seconds.</summary>
internal sealed record CacheReport
{
    /// <summary>The replica's host name: the name of its pod.</summary>
    public required string Replica { get; init; }

    /// <summary>memory, redis, redis-sentinel, redis-cluster or memcached.</summary>
    public required string Store { get; init; }

    /// <summary>False while this replica answers from Azure and its own copies alone.</summary>
    public required bool Shared { get; init; }

    public required long Epoch { get; init; }

    public required ImmutableArray<StoreServer> Servers { get; init; }

    public required long Entries { get; init; }

    public required long Bytes { get; init; }

    /// <summary>Counted from when Azure was asked; null without entries.</summary>
    public double? OldestSeconds { get; init; }

    public required long NearHits { get; init; }

    public required long SharedHits { get; init; }

    public required long Misses { get; init; }

    /// <summary>Questions to the store that it could not answer in time.</summary>
    public long Unanswered { get; init; }

    /// <summary>Of all lookups; null before the first one.</summary>
    public double? HitRatio { get; init; }

    /// <summary>Questions that this replica asked upstream, and callers that shared the answer of another.</summary>
    public required long Asked { get; init; }

    public required long Joined { get; init; }

    /// <summary>Shared entries that were not believed, by why.</summary>
    public required ImmutableSortedDictionary<string, long> Rejected { get; init; }

    public required long DegradedWindows { get; init; }

    /// <summary>The latest ones, oldest first; the end of one that lasts is null.</summary>
    public required ImmutableArray<DegradedWindow> Degraded { get; init; }

    public static CacheReport Create(string replica, StoreState state, (long Asked, long Joined) counts)
    {
        long lookups = state.NearHits + state.SharedHits + state.Misses;
        return new CacheReport
        {
            Replica = replica,
            Store = state.Kind,
            Shared = state.Shared,
            Epoch = state.Epoch,
            Servers = state.Servers,
            Entries = state.NearEntries,
            Bytes = state.NearBytes,
            OldestSeconds = state.OldestNearAge?.TotalSeconds,
            NearHits = state.NearHits,
            SharedHits = state.SharedHits,
            Misses = state.Misses,
            Unanswered = state.Unanswered,
            HitRatio = lookups == 0 ? null : (double)(state.NearHits + state.SharedHits) / lookups,
            Asked = counts.Asked,
            Joined = counts.Joined,
            Rejected = state.Rejected,
            DegradedWindows = state.DegradedWindows,
            Degraded = state.Degraded,
        };
    }
}

/// <summary>Result of <c>POST /purge</c>.</summary>
/// <param name="Purged">False when it could not be made sure that no replica serves an older entry; ask again.</param>
/// <param name="Epoch">The purge generation of this replica now.</param>
internal sealed record PurgeReport(string Replica, bool Purged, long Epoch);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip)]
[JsonSerializable(typeof(CacheReport))]
[JsonSerializable(typeof(PurgeReport))]
[JsonSerializable(typeof(ImmutableArray<PurgeReport>))]
internal sealed partial class AdministrationJson : JsonSerializerContext;
