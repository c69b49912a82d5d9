using System.Net;

namespace Nines.Guard.Upstream;

/// <summary>The connections to Azure.</summary>
internal static class UpstreamHttp
{
    /// <summary>
    /// HTTP/2 where it is offered, no redirects (a token must not follow one), no cookies. A proxy is used when the environment names one
    /// and <paramref name="viaProxy"/> allows it.
    /// </summary>
    /// <param name="viaProxy">False for addresses of this machine and its host, such as the instance metadata service.</param>
    public static SocketsHttpHandler CreateHandler(ResilienceOptions options, bool viaProxy = true) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = viaProxy,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = options.ConnectLimit,
        PooledConnectionLifetime = options.ConnectionLifetime,
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        EnableMultipleHttp2Connections = true,
        MaxConnectionsPerServer = options.MaxConcurrency,
        MaxResponseHeadersLength = 64,

        // A connection that is dead without saying so is found by pings, not by the calls that wait on it.
        KeepAlivePingDelay = TimeSpan.FromSeconds(10),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(3),
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        ActivityHeadersPropagator = null,
    };

    /// <summary>A client without time limits of its own: they are <see cref="ResilientCalls"/>'.</summary>
    public static HttpMessageInvoker CreateClient(ResilienceOptions options, bool viaProxy = true) => new(CreateHandler(options, viaProxy));
}
