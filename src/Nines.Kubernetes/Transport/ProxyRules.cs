using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Nines.Kubernetes.Kubeconfigs;

namespace Nines.Kubernetes.Transport;

/// <summary>
/// Selects the proxy for an address: the cluster's own, or HTTPS_PROXY and NO_PROXY as Go's programs read them (golang.org/x/net/http/httpproxy):
/// hosts of this machine are never proxied; NO_PROXY lists addresses, networks, names with their subdomains, ports, or '*'.
/// </summary>
internal sealed class ProxyRules : IWebProxy
{
    private readonly Uri? _forAll;
    private readonly Uri? _http;
    private readonly Uri? _https;
    private readonly ImmutableArray<string> _exceptions;

    /// <param name="cluster">From proxy-url; no exception applies to it.</param>
    public ProxyRules(Uri? cluster, KubeEnvironment environment)
    {
        Uri? https = Address(environment["HTTPS_PROXY"] ?? environment["https_proxy"]);
        Uri? http = Address(environment["HTTP_PROXY"] ?? environment["http_proxy"]);
        _exceptions = [.. (environment["NO_PROXY"] ?? environment["no_proxy"] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        (_forAll, _https, _http) = (Bare(cluster), Bare(https), Bare(http));
        var passwords = new CredentialCache();
        foreach (Uri uri in (cluster is null ? new[] { https, http } : [cluster]).OfType<Uri>().Where(uri => uri.UserInfo.Length > 0))
        {
            string[] parts = uri.UserInfo.Split(':', 2);
            var password = new NetworkCredential(Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
            if (passwords.GetCredential(Bare(uri)!, "Basic") is null)
            {
                passwords.Add(Bare(uri)!, "Basic", password);
            }
        }

        Credentials = passwords;
    }

    public ICredentials? Credentials { get; set; }

    public Uri? GetProxy(Uri destination)
    {
        if (_forAll is not null)
        {
            return _forAll;
        }

        Uri? proxy = destination.Scheme == "https" ? _https : _http;
        return proxy is null || IsExcepted(destination) ? null : proxy;
    }

    public bool IsBypassed(Uri host) => GetProxy(host) is null;

    private static Uri? Address(string? text) =>
        text is not null && Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text, UriKind.Absolute, out Uri? uri) ? uri : null;

    // Errors of the framework quote the address.
    private static Uri? Bare(Uri? uri) => uri is { UserInfo.Length: > 0 } ? new UriBuilder(uri) { UserName = "", Password = "" }.Uri : uri;

    private bool IsExcepted(Uri destination)
    {
        string host = destination.IdnHost;
        IPAddress? address = IPAddress.TryParse(host, out IPAddress? parsed) ? parsed : null;
        return host == "localhost" || (address is not null && IPAddress.IsLoopback(address))
            || _exceptions.Any(rule => Matches(rule, host, destination.Port, address));
    }

    private static bool Matches(string rule, string host, int port, IPAddress? address)
    {
        if (rule == "*")
        {
            return true;
        }

        if (rule.Contains('/', StringComparison.Ordinal))
        {
            return address is not null && IPNetwork.TryParse(rule, out IPNetwork network) && network.Contains(address);
        }

        if (IPAddress.TryParse(rule.Trim('[', ']'), out IPAddress? whole))
        {
            return whole.Equals(address);
        }

        int colon = rule.LastIndexOf(':');
        if (colon > 0 && int.TryParse(rule.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int only))
        {
            if (only != port)
            {
                return false;
            }

            rule = rule[..colon];
            if (IPAddress.TryParse(rule.Trim('[', ']'), out whole))
            {
                return whole.Equals(address);
            }
        }

        // '.x' and '*.x' are for subdomains alone, 'x' is for x as well.
        rule = rule.StartsWith("*.", StringComparison.Ordinal) ? rule[1..] : rule;
        return rule.StartsWith('.')
            ? host.EndsWith(rule, StringComparison.OrdinalIgnoreCase)
            : host.Equals(rule, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + rule, StringComparison.OrdinalIgnoreCase);
    }
}
