using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Nines.Text;

namespace Nines.Kubernetes.Kubeconfigs;

/// <summary>Parts of a kubeconfig that replace those of its current context.</summary>
public sealed record ConnectionChoice(string? Context = null, string? Cluster = null, string? User = null);

/// <summary>Resolves a context to a connection, and reports everything that is wrong with it at once.</summary>
public static class ConnectionResolver
{
    private const string BasicAuthReason =
        "the user has a user name and password, which no kube-apiserver since 1.19 accepts.";

    /// <param name="config">Merged.</param>
    /// <param name="source">Name for diagnostics that have no position in a file.</param>
    public static ReadResult<ClusterConnection> Resolve(Kubeconfig config, ConnectionChoice choice, string source)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(choice);
        var faults = new List<Diagnostic>();
        var nowhere = new SourcePosition(source, 0, 0);
        string? contextName = choice.Context ?? config.CurrentContext;
        ContextEntry? context = null;
        if (contextName is null && choice.Cluster is null)
        {
            return ReadResult.Failed<ClusterConnection>(new Diagnostic(
                nowhere, "no context is current.", config.Contexts.IsEmpty
                    ? "Set KUBECONFIG, or get the credentials of a cluster first (for AKS: 'az aks get-credentials')."
                    : $"Choose one with --context: {Names(config.Contexts.Keys)}."));
        }

        if (contextName is not null && !config.Contexts.TryGetValue(contextName, out context))
        {
            return ReadResult.Failed<ClusterConnection>(new Diagnostic(
                nowhere, $"there is no context '{KubeconfigFields.Short(contextName)}'.",
                Spelling.Hint(contextName, config.Contexts.Keys) ?? (config.Contexts.IsEmpty ? "There are no contexts at all." : $"There are: {Names(config.Contexts.Keys)}.")));
        }

        ClusterEntry? cluster = Find(config.Clusters, choice.Cluster ?? context?.Cluster?.Value, context?.Cluster?.Position ?? nowhere, "cluster", faults);
        UserEntry? user = Find(config.Users, choice.User ?? context?.User?.Value, context?.User?.Position ?? nowhere, "user", faults);
        Uri? server = cluster is null ? null : Server(cluster, faults);
        string? authority = cluster is null ? null : Authority(cluster, faults);
        Uri? proxy = cluster?.ProxyUrl is { } url ? Proxy(url, faults) : null;
        ClientCertificatePem? certificate = user is null ? null : UserRules.Certificate(user, faults);
        if (user?.BasicAuth is { } basic)
        {
            faults.Add(new Diagnostic(basic, BasicAuthReason, "Use a client certificate, a token or an exec plugin."));
        }

        if (user?.AuthProvider is { } provider)
        {
            faults.Add(new Diagnostic(
                provider.Position, $"the auth-provider '{KubeconfigFields.Short(provider.Value)}' is no longer part of Kubernetes (since 1.26).",
                "For AKS run 'kubelogin convert-kubeconfig'; otherwise use the exec plugin of your provider."));
        }

        if (faults.Count > 0 || cluster is null || server is null)
        {
            return ReadResult.Failed<ClusterConnection>([.. faults]);
        }

        return ReadResult.Of(new ClusterConnection(contextName ?? cluster.Name, server)
        {
            CertificateAuthority = authority,
            TlsServerName = cluster.TlsServerName,
            InsecureSkipTlsVerify = cluster.InsecureSkipTlsVerify,
            Proxy = proxy,
            ClientCertificate = certificate,
            Token = user?.Token?.Value,
            TokenFile = user?.TokenFile?.Value,
            Exec = user?.Token is null && user?.TokenFile is null ? user?.Exec : null,
            ExecConfig = cluster.ExecConfig,
            Impersonation = user?.Impersonation,
            Position = cluster.Position,
        });
    }

    internal static string? ReadText(Placed file, string what, List<Diagnostic> faults)
    {
        try
        {
            return BoundedFile.Read(file.Value);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            faults.Add(new Diagnostic(file.Position, $"{what} cannot be read: {exception.Message}", "Check the path and who may read it."));
            return null;
        }
    }

    private static T? Find<T>(
        IReadOnlyDictionary<string, T> entries, string? name, SourcePosition position, string what, List<Diagnostic> faults)
        where T : class
    {
        if (name is null || entries.TryGetValue(name, out T? found))
        {
            return name is null ? null : entries[name];
        }

        faults.Add(new Diagnostic(
            position, $"there is no {what} '{KubeconfigFields.Short(name)}'.",
            Spelling.Hint(name, entries.Keys) ?? (entries.Count == 0 ? $"There are no {what}s at all." : $"There are: {Names(entries.Keys)}.")));
        return null;
    }

    private static Uri? Server(ClusterEntry cluster, List<Diagnostic> faults)
    {
        if (cluster.Server is not { } server)
        {
            faults.Add(new Diagnostic(cluster.Position, $"cluster '{KubeconfigFields.Short(cluster.Name)}' has no 'server'.", "Write the address of kube-apiserver, such as https://host:443."));
            return null;
        }

        // A host alone is taken for https, as kubectl takes it for an address.
        string text = server.Value.Contains("://", StringComparison.Ordinal) ? server.Value : "https://" + server.Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme is "https" or "http" && uri.UserInfo.Length == 0 && uri.Query.Length == 0)
        {
            return uri.AbsolutePath.EndsWith('/') ? uri : new Uri(uri.AbsoluteUri + "/");
        }

        faults.Add(new Diagnostic(server.Position, $"'server' is not an http or https address without user and query: '{KubeconfigFields.Short(server.Value)}'."));
        return null;
    }

    private static Uri? Proxy(Placed url, List<Diagnostic> faults)
    {
        if (Uri.TryCreate(url.Value, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https" or "socks5")
        {
            return uri;
        }

        faults.Add(new Diagnostic(url.Position, "'proxy-url' is not an address with http, https or socks5."));
        return null;
    }

    private static string? Authority(ClusterEntry cluster, List<Diagnostic> faults)
    {
        Placed? place = cluster.CertificateAuthorityData ?? cluster.CertificateAuthorityFile;
        if (place is null)
        {
            return null;
        }

        if (cluster.InsecureSkipTlsVerify)
        {
            faults.Add(new Diagnostic(
                place.Position, "a certificate authority is given together with insecure-skip-tls-verify.", "Remove one of the two; the authority is the safe one."));
            return null;
        }

        string? pem = cluster.CertificateAuthorityData?.Value ?? ReadText(place, "the certificate authority", faults);
        if (pem is null)
        {
            return null;
        }

        try
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPem(pem);
            if (certificates.Count > 0)
            {
                return pem;
            }

            faults.Add(new Diagnostic(place.Position, "the certificate authority holds no PEM certificate."));
        }
        catch (CryptographicException)
        {
            faults.Add(new Diagnostic(place.Position, "the certificate authority is not a PEM certificate."));
        }

        return null;
    }

    private static string Names(IEnumerable<string> names) =>
        string.Join(", ", names.Order(StringComparer.Ordinal).Take(10).Select(KubeconfigFields.Short)) + (names.Count() > 10 ? ", ..." : "");
}
