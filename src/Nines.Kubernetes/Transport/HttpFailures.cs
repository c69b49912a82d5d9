using System.Globalization;
using System.Net.Sockets;
using Nines.Text;

namespace Nines.Kubernetes.Transport;

/// <summary>Says what kept a request from being answered.</summary>
internal static class HttpFailures
{
    public static KubernetesException Describe(KubernetesRequest request, Uri server, HttpRequestException failure)
    {
        string place = $"{request} at {server.GetLeftPart(UriPartial.Authority)}";
        string reason = Reason(failure);
        return failure.HttpRequestError switch
        {
            HttpRequestError.SecureConnectionError => new KubernetesException(
                KubernetesErrorKind.Untrusted, $"{place}: no TLS connection: {reason}",
                "Check certificate-authority, tls-server-name and the client certificate of this context.", failure),
            HttpRequestError.NameResolutionError => new KubernetesException(
                KubernetesErrorKind.Unreachable, $"{place}: the name of the server has no address: {reason}",
                "Check 'server'; a private cluster needs its network's DNS.", failure),
            HttpRequestError.ProxyTunnelError => new KubernetesException(
                KubernetesErrorKind.Unreachable, $"{place}: the proxy makes no tunnel: {reason}", "Check proxy-url, HTTPS_PROXY and NO_PROXY.", failure),
            HttpRequestError.ConnectionError => new KubernetesException(
                KubernetesErrorKind.Unreachable, $"{place}: no connection: {reason}", "Is the cluster running, and may this network reach it?", failure),
            HttpRequestError.ConfigurationLimitExceeded => new KubernetesException(
                KubernetesErrorKind.TooLarge, $"{place}: the answer's headers are too large.", null, failure),
            _ => new KubernetesException(KubernetesErrorKind.Unreachable, $"{place}: the connection ended: {reason}", null, failure),
        };
    }

    public static KubernetesException NoConnection(KubernetesRequest request, Uri server, TimeSpan limit, Exception failure) => new(
        KubernetesErrorKind.Unreachable,
        $"{request} at {server.GetLeftPart(UriPartial.Authority)}: no connection within {limit.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} s.",
        "Is the cluster running, and may this network reach it?", failure);

    private static string Reason(HttpRequestException failure)
    {
        string text = failure.InnerException switch
        {
            SocketException socket => socket.Message,
            { InnerException: { } inner } outer => outer.Message + " " + inner.Message,
            { } inner => inner.Message,
            null => failure.Message,
        };
        text = Sanitizer.CleanMessage(text);
        return text.EndsWith('.') ? text : text + ".";
    }
}
