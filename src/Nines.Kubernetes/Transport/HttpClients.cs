using System.Net;
using System.Security.Cryptography.X509Certificates;
using Nines.Kubernetes.Kubeconfigs;

namespace Nines.Kubernetes.Transport;

/// <summary>The HTTP client that shows the present certificate: a new certificate needs new connections.</summary>
internal sealed class HttpClients(ClusterConnection connection, ProxyRules proxy, TransportOptions options) : IDisposable
{
    private readonly Lock _gate = new();
    private (X509Certificate2? Certificate, HttpClient Client)? _now;
    private HttpClient? _before;

    public HttpClient For(X509Certificate2? certificate)
    {
        lock (_gate)
        {
            if (_now is { } now && ReferenceEquals(now.Certificate, certificate))
            {
                return now.Client;
            }

            // What still runs on the last one may end; what runs on the one before it has lasted through two certificates.
            _before?.Dispose();
            _before = _now?.Client;
            HttpClient client = Make(certificate);
            _now = (certificate, client);
            return client;
        }
    }

    public void Dispose()
    {
        _before?.Dispose();
        _now?.Client.Dispose();
    }

    private HttpClient Make(X509Certificate2? certificate) => new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.GZip,
            ConnectTimeout = options.ConnectTimeout,
            EnableMultipleHttp2Connections = true,

            // A watch may be silent for minutes: a dead connection is found by asking.
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
            MaxConnectionsPerServer = 32,
            MaxResponseHeadersLength = 64,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            PreAuthenticate = false,
            Proxy = proxy,
            SslOptions = ServerTrust.Options(connection, certificate),
            UseCookies = false,
            UseProxy = true,
        },
        disposeHandler: true)
    {
        // Each request has its own time limits.
        Timeout = Timeout.InfiniteTimeSpan,
    };
}
