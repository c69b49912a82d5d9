using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Nines.Guard.Composition;
using Nines.Guard.Configuration;
using Nines.Guard.Files;
using Nines.Guard.Serving.Connections;
using Nines.Guard.Telemetry;

namespace Nines.Guard.Serving;

/// <summary>The guard as a server: starts, answers, and leaves so that no caller notices.</summary>
internal sealed class GuardServer : IAsyncDisposable
{
    // A caller closes as soon as it has read GOAWAY; two seconds are for one whose machine is busy.
    private static readonly TimeSpan s_lastBytes = TimeSpan.FromSeconds(2);

    private readonly ConfiguredSettings _settings;
    private readonly TimeProvider _time;
    private readonly GuardLog _log;
    private readonly GuardParts _parts;
    private readonly Readiness _readiness;
    private readonly ConnectionRegistry _connections;
    private readonly PrometheusText _metrics;
    private readonly KestrelHost _reviews;
    private readonly KestrelHost _operations;
    private readonly ReviewApplication _application;

    /// <summary>Handshakes at once: a caller's own takes milliseconds, and an attacker has to open this many meanwhile to push it out.</summary>
    private const int MaxNewcomers = 1024;

    /// <summary>Probes and scrapes at once.</summary>
    private const int MaxLookers = 256;

    /// <summary>For bodies that are larger than usual, beside one or two of the largest.</summary>
    private const long LargeBodies = 16 << 20;

    public GuardServer(ConfiguredSettings settings, GuardParts parts, WatchedFiles<TlsMaterial> tls, GuardLog log, Instruments instruments, TimeProvider time)
    {
        (_settings, _parts, _log, _time) = (settings, parts, log, time);
        _readiness = new Readiness(parts.NotReady);
        _connections = new ConnectionRegistry(
            settings.Get(GuardSettings.Connections), () => instruments.Handshakes.Add("full"), settings.Get(GuardSettings.ConnectionAge), time, new Random(RandomNumberGenerator.GetInt32(int.MaxValue)));
        var queue = new FairQueue(
            settings.Get(GuardSettings.Concurrency), settings.Get(GuardSettings.QueueLength), settings.Get(GuardSettings.QueuePerUser));
        var journal = new ReviewJournal(
            log, instruments, Enum.Parse<LoggedReviews>(settings.Get(GuardSettings.LogReviews), ignoreCase: true),
            BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))));
        int reviews = settings.Get(GuardSettings.Concurrency) + settings.Get(GuardSettings.QueueLength);
        var budget = new RequestBudget(2 * reviews, LargeBodies + (2 * settings.Get(GuardSettings.BodySize)));
        _application = new ReviewApplication(
            parts, queue, budget, new ReviewLimitSettings(settings.Get(GuardSettings.BodySize), settings.Get(GuardSettings.RequestTimeout)), journal,
            new CacheEndpoints(Dns.GetHostName(), parts.Cache, log), time);
        instruments.Gauge(MetricTable.Connections, () => _connections.Count);
        instruments.Gauge(MetricTable.Deciding, () => queue.Deciding);
        instruments.Gauge(MetricTable.Waiting, () => queue.Waiting);
        instruments.Gauge(MetricTable.Ready, () => _readiness.Reasons().Any() ? 0 : 1);
        instruments.Gauge(MetricTable.CertificateEnd, () => tls.Current.NotAfter.ToUnixTimeSeconds());
        _metrics = new PrometheusText(instruments.Meter);
        var gate = new TlsGate(() => tls.Current, settings.Get(GuardSettings.ClientNames), instruments);
        _reviews = new KestrelHost(settings.Get(GuardSettings.ReviewsListen), Limit, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            var newcomers = new HandshakeLimiter(MaxNewcomers, () => instruments.Handshakes.Add("crowded"));
            listen.Use(newcomers.Join);
            listen.Use(new LastBytes(s_lastBytes, time).Follow);
            listen.UseHttps(gate.Options());
            listen.Use(newcomers.Leave);
            listen.Use(_connections.Follow);
        });
        _operations = new KestrelHost(settings.Get(GuardSettings.OperationsListen), LimitOperations, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.Use(new HandshakeLimiter(MaxLookers, static () => { }).Join);
        });
    }

    /// <summary>Address for reviews, once started: <c>https://127.0.0.1:9443</c>.</summary>
    public string ReviewsAddress => _reviews.Address;

    public string OperationsAddress => _operations.Address;

    /// <summary>Connections of callers now.</summary>
    public int Connections => _connections.Count;

    /// <summary>Connections of callers since the start.</summary>
    public long ConnectionsAccepted => _connections.Accepted;

    /// <exception cref="IOException">An address is taken.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        await _operations.Server.StartAsync(new OperationsApplication(_readiness, _metrics), cancellation);
        foreach (Func<CancellationToken, ValueTask> start in _parts.Starts)
        {
            await start(cancellation);
        }

        await _reviews.Server.StartAsync(_application, cancellation);
        _readiness.Start();
        _log.Event(LogLevel.Information, "started", "Reviews are answered.", ("listen", ReviewsAddress), ("operations", OperationsAddress));
    }

    /// <summary>
    /// Shuts down: not ready any more, every connection asked to close, but still answering until load balancers have stopped sending requests; then no new
    /// connections, and the last requests in flight.
    /// </summary>
    public async Task DrainAsync()
    {
        TimeSpan wait = _settings.Get(GuardSettings.DrainWait);
        TimeSpan limit = _settings.Get(GuardSettings.DrainLimit);
        _log.Event(
            LogLevel.Information, "draining", "Callers are asked to reconnect elsewhere.",
            ("connections", _connections.Count.ToString(CultureInfo.InvariantCulture)), ("seconds", wait.TotalSeconds.ToString(CultureInfo.InvariantCulture)));
        _readiness.Drain();
        AskAllToClose();
        await Task.Delay(wait, _time);
        using var patience = new CancellationTokenSource(limit, _time);
        await _reviews.Server.StopAsync(patience.Token);
        _log.Event(
            patience.IsCancellationRequested ? LogLevel.Warning : LogLevel.Information, "stopped",
            patience.IsCancellationRequested ? "Requests were still in flight and were cut off." : "The last request was answered.");
        await _operations.Server.StopAsync(patience.Token);
    }

    /// <summary>Asks every caller to come back on a new connection, if they are to come back.</summary>
    public void AskAllToClose() => _connections.Drain();

    public async ValueTask DisposeAsync()
    {
        await _reviews.DisposeAsync();
        await _operations.DisposeAsync();
        await _parts.DisposeAsync();
        _metrics.Dispose();
    }

    private void Limit(KestrelServerOptions kestrel)
    {
        // Callers and newcomers have limits of their own, which let the right ones in; this is for those that are on their way out.
        kestrel.Limits.MaxConcurrentConnections = _settings.Get(GuardSettings.Connections) + (4 * MaxNewcomers);

        // The application counts for itself and says how much was expected; this is the second line.
        kestrel.Limits.MaxRequestBodySize = _settings.Get(GuardSettings.BodySize) * 2;
        kestrel.Limits.MaxRequestHeadersTotalSize = (int)_settings.Get(GuardSettings.HeaderSize);
        kestrel.Limits.MaxRequestHeaderCount = 64;
        kestrel.Limits.MaxRequestLineSize = 1024;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5);
        kestrel.Limits.Http2.MaxStreamsPerConnection = 512;

        // Bytes that a caller may send before they are read: some hundred reviews.
        kestrel.Limits.Http2.InitialConnectionWindowSize = 256 * 1024;
        kestrel.Limits.Http2.InitialStreamWindowSize = 128 * 1024;
        kestrel.Limits.Http2.MaxRequestHeaderFieldSize = Math.Min((int)_settings.Get(GuardSettings.HeaderSize), 16 * 1024);
        kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(10);
    }

    private static void LimitOperations(KestrelServerOptions kestrel)
    {
        kestrel.Limits.MaxConcurrentConnections = 4 * MaxLookers;
        kestrel.Limits.MaxRequestBodySize = 0;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5);
    }
}
