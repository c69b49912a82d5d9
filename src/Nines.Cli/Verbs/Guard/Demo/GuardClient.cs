using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Nines.Guard.Serving;

namespace Nines.Cli.Verbs.Guard.Demo;

/// <summary>One answer, or why there is none.</summary>
/// <param name="Replica">Index of the replica that answered; that of the last one asked without an answer.</param>
/// <param name="Status">0 when there is none.</param>
/// <param name="Source">As the guard calls it; empty when it does not say.</param>
/// <param name="Version">Of a cached decision: the same from every replica that serves it. Empty when it does not say.</param>
/// <param name="Asked">Number of attempts until then.</param>
/// <param name="Failure">Reason why there is no answer; null when there is.</param>
internal sealed record GuardAnswer(int Replica, int Status, byte[] Body, string Source, string Version, int Asked, string? Failure);

/// <summary>
/// Asks the guards as kube-apiserver does: HTTP/2 over mutual TLS, again after half a second and a little more each time when a connection is lost
/// or the answer says so. A replica that accepts no connections is skipped, as by a load balancer.
/// </summary>
internal sealed class GuardClient : IDisposable
{
    // Source: k8s.io/apiserver, webhook.DefaultRetryBackoffWithInitialDelay; without its jitter, so that runs are alike.
    private const int MaxAttempts = 5;
    private const double Growth = 1.5;
    private static readonly TimeSpan s_firstWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_lookLimit = TimeSpan.FromSeconds(2);

    private readonly HttpMessageInvoker _http;
    private readonly X509Certificate2 _certificate;
    private readonly ImmutableArray<int> _ports;
    private readonly TimeProvider _time;

    public GuardClient(ThrowAwayPki pki, ImmutableArray<int> ports, TimeProvider time)
    {
        (_ports, _time) = (ports, time);
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        policy.CustomTrustStore.ImportFromPemFile(pki.Authority);
        _certificate = X509Certificate2.CreateFromPemFile(pki.ClientCertificate, pki.ClientKey);
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                TargetHost = ThrowAwayPki.ServerName,
                CertificateChainPolicy = policy,
                ClientCertificateContext = SslStreamCertificateContext.Create(_certificate, null, offline: true),
            },
        });
    }

    /// <param name="first">The replica that is asked first, by index.</param>
    /// <param name="path">Such as <c>/tokenreviews</c>.</param>
    public async Task<GuardAnswer> AskAsync(int first, string path, ReadOnlyMemory<byte> review, CancellationToken cancellation)
    {
        TimeSpan wait = s_firstWait;
        int replica = first;
        GuardAnswer answer = new(first, 0, [], "", "", 0, "");
        for (int attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            answer = await TryAllAsync(replica, path, review, attempt, cancellation);
            if (answer.Failure is null && answer.Status is not (429 or 500 or 504))
            {
                break;
            }

            if (attempt < MaxAttempts)
            {
                await Task.Delay(wait, _time, cancellation);
                wait *= Growth;
                replica = (answer.Replica + 1) % _ports.Length;
            }
        }

        return answer;
    }

    /// <summary>True when every replica that answers shares its cache with the others, and at least one answers.</summary>
    public async Task<bool> AllShareAsync(CancellationToken cancellation)
    {
        CacheReport?[] reports = await Task.WhenAll(Enumerable.Range(0, _ports.Length).Select(replica => CacheAsync(replica, cancellation)));
        return reports.OfType<CacheReport>().Any() && reports.OfType<CacheReport>().All(report => report.Shared);
    }

    /// <summary>The cache of a replica as it shows it itself; null when it does not answer.</summary>
    public async Task<CacheReport?> CacheAsync(int replica, CancellationToken cancellation)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(s_lookLimit);
        try
        {
            using HttpRequestMessage request = Request(HttpMethod.Get, replica, CacheEndpoints.StatePath);
            using HttpResponseMessage response = await _http.SendAsync(request, limit.Token);
            return response.StatusCode == HttpStatusCode.OK
                ? JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(limit.Token), AdministrationJson.Default.CacheReport)
                : null;
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or SocketException || (fault is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _certificate.Dispose();
    }

    // The replicas in turn, until one takes the connection.
    private async Task<GuardAnswer> TryAllAsync(int first, string path, ReadOnlyMemory<byte> review, int attempt, CancellationToken cancellation)
    {
        string why = "";
        for (int step = 0; step < _ports.Length; step++)
        {
            int replica = (first + step) % _ports.Length;
            using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(s_limit);
            try
            {
                using HttpRequestMessage request = Request(HttpMethod.Post, replica, path);
                request.Content = new ReadOnlyMemoryContent(review);
                request.Content.Headers.ContentType = new("application/json");
                using HttpResponseMessage response = await _http.SendAsync(request, limit.Token);
                byte[] body = await response.Content.ReadAsByteArrayAsync(limit.Token);
                return new GuardAnswer(replica, (int)response.StatusCode, body, Header(response, ReviewAnswer.SourceHeader), Header(response, ReviewAnswer.AnswerHeader), attempt, null);
            }
            catch (HttpRequestException fault) when (fault.HttpRequestError == HttpRequestError.ConnectionError)
            {
                why = "no connection";
            }
            catch (Exception fault) when (fault is HttpRequestException or IOException or SocketException)
            {
                return new GuardAnswer(replica, 0, [], "", "", attempt, "the connection was lost");
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                return new GuardAnswer(replica, 0, [], "", "", attempt, $"no answer within {s_limit.TotalSeconds:0} s");
            }
        }

        return new GuardAnswer(first, 0, [], "", "", attempt, why);
    }

    private HttpRequestMessage Request(HttpMethod method, int replica, string path) =>
        new(method, string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{_ports[replica]}{path}"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

    private static string Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values.First() : "";
}
