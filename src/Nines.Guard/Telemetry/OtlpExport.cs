using System.Net;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Nines.Guard.Telemetry;

/// <summary>
/// Sends spans and metrics to a collector by OTLP over HTTP, on threads of its own. What waits is bounded; what a slow or dead collector does
/// not take is dropped, and no review waits for it.
/// </summary>
internal sealed class OtlpExport : IAsyncDisposable
{
    private const int MaxSpansWaiting = 2048;
    private const int SpanDelayMs = 2_000;
    private const int MetricsIntervalMs = 30_000;
    private const int TimeoutMs = 3_000;

    private readonly TracerProvider _traces;
    private readonly MeterProvider _metrics;

    /// <param name="collector">Its base address, such as <c>http://collector:4318</c>.</param>
    public OtlpExport(Uri collector)
    {
        string home = collector.AbsoluteUri.TrimEnd('/');

        // Which reviews are traced is decided before a span is begun, so that the others cost nothing.
        _traces = Sdk.CreateTracerProviderBuilder()
            .ConfigureResource(Describe)
            .SetSampler(new AlwaysOnSampler())
            .AddSource(ReviewTraces.SourceName)
            .AddOtlpExporter(options =>
            {
                Reach(options, new Uri($"{home}/v1/traces"));
                options.BatchExportProcessorOptions.MaxQueueSize = MaxSpansWaiting;
                options.BatchExportProcessorOptions.ScheduledDelayMilliseconds = SpanDelayMs;
                options.BatchExportProcessorOptions.ExporterTimeoutMilliseconds = TimeoutMs;
            })
            .Build();
        _metrics = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(Describe)
            .AddMeter(MetricTable.Meter)
            .AddOtlpExporter((options, reader) =>
            {
                Reach(options, new Uri($"{home}/v1/metrics"));
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = MetricsIntervalMs;
                reader.PeriodicExportingMetricReaderOptions.ExportTimeoutMilliseconds = TimeoutMs;
            })
            .Build();
    }

    /// <summary>Sends what waits, in a bounded time.</summary>
    public async ValueTask DisposeAsync() =>
        await Task.WhenAll(
            Task.Run(() =>
            {
                _traces.Shutdown(TimeoutMs);
                _traces.Dispose();
            }),
            Task.Run(() =>
            {
                _metrics.Shutdown(TimeoutMs);
                _metrics.Dispose();
            }));

    private static void Describe(ResourceBuilder resource) => resource.AddService(
        "nines-guard", serviceVersion: typeof(OtlpExport).Assembly.GetName().Version?.ToString(3), autoGenerateServiceInstanceId: false, serviceInstanceId: Dns.GetHostName());

    private static void Reach(OtlpExporterOptions options, Uri endpoint)
    {
        options.Protocol = OtlpExportProtocol.HttpProtobuf;
        options.Endpoint = endpoint;
        options.TimeoutMilliseconds = TimeoutMs;
    }
}
