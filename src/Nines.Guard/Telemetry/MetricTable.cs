using System.Collections.Immutable;

namespace Nines.Guard.Telemetry;

/// <summary>Kind of a metric.</summary>
internal enum MetricKind
{
    Counter,
    Gauge,
    Histogram,
}

/// <param name="Name">As Prometheus and OTLP show it.</param>
/// <param name="Labels">In the order in which values are given.</param>
internal sealed record MetricDefinition(string Name, MetricKind Kind, string Unit, string Help, params ImmutableArray<string> Labels);

/// <summary>Every metric of the guard. An instrument that is not here is not exported; docs, dashboard and alerts are held to this table.</summary>
internal static class MetricTable
{
    /// <summary>The name of the meter.</summary>
    public const string Meter = "Nines.Guard";

    /// <summary>The buckets of every histogram, seconds: from a near copy in microseconds to the longest that kube-apiserver waits.</summary>
    public static ImmutableArray<double> Bounds { get; } = [0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    public static MetricDefinition Reviews { get; } =
        new("nines_guard_reviews_total", MetricKind.Counter, "{review}", "Reviews answered, by kind, verdict and source of the answer.", "kind", "verdict", "source");

    public static MetricDefinition ReviewDuration { get; } =
        new("nines_guard_review_duration_seconds", MetricKind.Histogram, "s", "Time from the last byte of the review to the answer.", "kind", "source");

    public static MetricDefinition Unavailable { get; } =
        new("nines_guard_unavailable_total", MetricKind.Counter, "{review}", "Reviews without a decision, by the part that failed.", "part");

    public static MetricDefinition Refused { get; } =
        new("nines_guard_requests_refused_total", MetricKind.Counter, "{request}", "Requests refused because they are not reviews or exceed a limit, by HTTP status.", "status");

    public static MetricDefinition Reloads { get; } =
        new("nines_guard_reloads_total", MetricKind.Counter, "{reload}", "Files reloaded because they changed.", "file", "outcome");

    public static MetricDefinition Handshakes { get; } =
        new("nines_guard_client_certificates_refused_total", MetricKind.Counter, "{handshake}", "Connections refused for their client certificate or because of a limit (crowded: before the handshake; full: after it), by reason.", "why");

    public static MetricDefinition LogLost { get; } =
        new("nines_guard_log_lines_lost_total", MetricKind.Counter, "{line}", "Log lines dropped because the output was too slow.");

    public static MetricDefinition Connections { get; } =
        new("nines_guard_connections", MetricKind.Gauge, "{connection}", "Current connections of callers.");

    public static MetricDefinition Deciding { get; } =
        new("nines_guard_reviews_deciding", MetricKind.Gauge, "{review}", "Reviews being decided.");

    public static MetricDefinition Waiting { get; } =
        new("nines_guard_reviews_waiting", MetricKind.Gauge, "{review}", "Reviews waiting for their turn.");

    public static MetricDefinition Ready { get; } =
        new("nines_guard_ready", MetricKind.Gauge, "1", "1 while this replica is ready.");

    public static MetricDefinition CertificateEnd { get; } =
        new("nines_guard_certificate_not_after_seconds", MetricKind.Gauge, "s", "Expiry of the guard's certificate, as Unix time.");

    public static MetricDefinition CacheLookups { get; } =
        new("nines_guard_cache_lookups_total", MetricKind.Counter, "{lookup}", "Lookups in the cache, by result: near, shared, miss, or unanswered when the store did not answer.", "result");

    public static MetricDefinition CacheAsked { get; } =
        new("nines_guard_cache_asked_total", MetricKind.Counter, "{question}", "Questions that this replica sent to Azure because no replica had the answer.");

    public static MetricDefinition CacheJoined { get; } =
        new("nines_guard_cache_joined_total", MetricKind.Counter, "{question}", "Questions that shared the answer to an identical question in flight.");

    public static MetricDefinition CacheRejected { get; } =
        new("nines_guard_cache_entries_rejected_total", MetricKind.Counter, "{entry}", "Shared entries rejected, by reason; signature means that another program writes to the store.", "why");

    public static MetricDefinition CacheInvalidated { get; } =
        new("nines_guard_cache_invalidated_total", MetricKind.Counter, "{entry}", "Near copies dropped because the store reported a change.");

    public static MetricDefinition CacheFlushes { get; } =
        new("nines_guard_cache_flushes_total", MetricKind.Counter, "{flush}", "Number of times that all near copies were dropped at once.");

    public static MetricDefinition CacheDegraded { get; } =
        new("nines_guard_cache_degraded_windows_total", MetricKind.Counter, "{window}", "Time windows in which this replica could not share entries.");

    public static MetricDefinition CacheShared { get; } =
        new("nines_guard_cache_shared", MetricKind.Gauge, "1", "1 while this replica shares entries with the others.");

    public static MetricDefinition CacheEntries { get; } =
        new("nines_guard_cache_near_entries", MetricKind.Gauge, "{entry}", "Near copies of entries.");

    public static MetricDefinition CacheBytes { get; } =
        new("nines_guard_cache_near_bytes", MetricKind.Gauge, "By", "Memory used by near copies.");

    public static MetricDefinition CacheOldest { get; } =
        new("nines_guard_cache_oldest_near_age_seconds", MetricKind.Gauge, "s", "Age of the oldest near copy, counted from the request to Azure.");

    public static MetricDefinition CacheEpoch { get; } =
        new("nines_guard_cache_epoch", MetricKind.Gauge, "1", "Purge generation that this replica has seen.");

    public static MetricDefinition UpstreamCalls { get; } =
        new("nines_guard_upstream_calls_total", MetricKind.Counter, "{call}", "Calls to Azure, by part and outcome.", "part", "outcome");

    public static MetricDefinition UpstreamDuration { get; } =
        new("nines_guard_upstream_duration_seconds", MetricKind.Histogram, "s", "Time of a call to Azure, including retries and waiting.", "part");

    public static MetricDefinition UpstreamRetries { get; } =
        new("nines_guard_upstream_retries_total", MetricKind.Counter, "{attempt}", "Attempts after the first, by part.", "part");

    public static MetricDefinition UpstreamHedges { get; } =
        new("nines_guard_upstream_hedges_total", MetricKind.Counter, "{attempt}", "Second attempts started while a slow first one was running, by part.", "part");

    public static MetricDefinition UpstreamPauses { get; } =
        new("nines_guard_upstream_pauses_total", MetricKind.Counter, "{pause}", "Number of times that Azure throttled and all calls of a part paused.", "part");

    public static MetricDefinition UpstreamPaused { get; } =
        new("nines_guard_upstream_paused_seconds_total", MetricKind.Counter, "s", "Total length of those pauses.", "part");

    public static MetricDefinition UpstreamBreaker { get; } =
        new("nines_guard_upstream_breaker_open", MetricKind.Gauge, "1", "1 while calls of a part are refused because too many failed, 0.5 during a trial call.", "part");

    public static ImmutableArray<MetricDefinition> All { get; } =
    [
        Reviews, ReviewDuration, Unavailable, Refused, Reloads, Handshakes, LogLost, Connections, Deciding, Waiting, Ready, CertificateEnd,
        CacheLookups, CacheAsked, CacheJoined, CacheRejected, CacheInvalidated, CacheFlushes, CacheDegraded,
        CacheShared, CacheEntries, CacheBytes, CacheOldest, CacheEpoch,
        UpstreamCalls, UpstreamDuration, UpstreamRetries, UpstreamHedges, UpstreamPauses, UpstreamPaused, UpstreamBreaker,
    ];
}
