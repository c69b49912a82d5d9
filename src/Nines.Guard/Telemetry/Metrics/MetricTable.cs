using System.Collections.Immutable;

namespace Nines.Guard.Telemetry.Metrics;

/// <summary>What kind of figure it is.</summary>
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

    public static MetricDefinition Reviews { get; } =
        new("nines_guard_reviews_total", MetricKind.Counter, "{review}", "Reviews answered, by kind, verdict and where the answer came from.", "kind", "verdict", "source");

    public static MetricDefinition ReviewDuration { get; } =
        new("nines_guard_review_duration_seconds", MetricKind.Histogram, "s", "From the last byte of the question to the answer.", "kind", "source");

    public static MetricDefinition Unavailable { get; } =
        new("nines_guard_unavailable_total", MetricKind.Counter, "{review}", "Reviews without a decision, by the part that failed.", "part");

    public static MetricDefinition Refused { get; } =
        new("nines_guard_requests_refused_total", MetricKind.Counter, "{request}", "Requests that are no reviews or too many, by HTTP status.", "status");

    public static MetricDefinition Reloads { get; } =
        new("nines_guard_reloads_total", MetricKind.Counter, "{reload}", "Files read again because they changed.", "file", "outcome");

    public static MetricDefinition Handshakes { get; } =
        new("nines_guard_client_certificates_refused_total", MetricKind.Counter, "{handshake}", "TLS handshakes refused for their client certificate, by why.", "why");

    public static MetricDefinition LogLost { get; } =
        new("nines_guard_log_lines_lost_total", MetricKind.Counter, "{line}", "Log lines dropped because the output was too slow.");

    public static MetricDefinition Connections { get; } =
        new("nines_guard_connections", MetricKind.Gauge, "{connection}", "Connections of callers now.");

    public static MetricDefinition Deciding { get; } =
        new("nines_guard_reviews_deciding", MetricKind.Gauge, "{review}", "Reviews that are being decided now.");

    public static MetricDefinition Waiting { get; } =
        new("nines_guard_reviews_waiting", MetricKind.Gauge, "{review}", "Reviews that wait for their turn now.");

    public static MetricDefinition Ready { get; } =
        new("nines_guard_ready", MetricKind.Gauge, "1", "1 while this replica is ready.");

    public static MetricDefinition CertificateEnd { get; } =
        new("nines_guard_certificate_not_after_seconds", MetricKind.Gauge, "s", "When the guard's own certificate ends, as Unix time.");

    public static ImmutableArray<MetricDefinition> All { get; } =
    [
        Reviews, ReviewDuration, Unavailable, Refused, Reloads, Handshakes, LogLost, Connections, Deciding, Waiting, Ready, CertificateEnd,
    ];
}
