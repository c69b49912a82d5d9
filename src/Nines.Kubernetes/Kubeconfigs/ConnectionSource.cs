using System.Globalization;
using Nines.Text;

namespace Nines.Kubernetes.Kubeconfigs;

/// <summary>Finds the cluster to talk to: a kubeconfig, or the cluster that this runs in.</summary>
public static class ConnectionSource
{
    /// <summary>The named kubeconfig; else the environment's; else, when these have nothing and this is a pod, its own cluster.</summary>
    /// <param name="kubeconfig">A file from an option; null for the environment's.</param>
    public static ReadResult<ClusterConnection> Find(
        string? kubeconfig, ConnectionChoice choice, KubeEnvironment environment, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(choice);
        ArgumentNullException.ThrowIfNull(environment);
        ReadResult<Kubeconfig> config = KubeconfigFiles.Read(kubeconfig, environment, cancellationToken);
        if (!config.IsValid)
        {
            return ReadResult.Failed<ClusterConnection>(config.Diagnostics);
        }

        bool isEmpty = config.Value.Clusters.IsEmpty && config.Value.Contexts.IsEmpty;
        if (kubeconfig is null && isEmpty && choice.Context is null && environment["KUBERNETES_SERVICE_HOST"] is { } host)
        {
            return InCluster(host, environment);
        }

        return ConnectionResolver.Resolve(config.Value, choice, kubeconfig ?? string.Join(Path.PathSeparator, environment.KubeconfigFiles));
    }

    private static ReadResult<ClusterConnection> InCluster(string host, KubeEnvironment environment)
    {
        var faults = new List<Diagnostic>();
        string token = Path.Combine(environment.ServiceAccountFolder, "token");
        string port = environment["KUBERNETES_SERVICE_PORT"] ?? "443";
        string place = host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
        if (!ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            || !Uri.TryCreate($"https://{place}:{port}/", UriKind.Absolute, out Uri? server))
        {
            return ReadResult.Failed<ClusterConnection>(new Diagnostic(
                new SourcePosition("KUBERNETES_SERVICE_HOST", 0, 0), "KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not an address."));
        }

        string? authority = Text(environment, "ca.crt", faults);
        _ = Text(environment, "token", faults);
        return faults.Count > 0
            ? ReadResult.Failed<ClusterConnection>([.. faults])
            : ReadResult.Of(new ClusterConnection("in-cluster", server)
            {
                CertificateAuthority = authority,
                TokenFile = token,
                Position = new SourcePosition(environment.ServiceAccountFolder, 0, 0),
            });
    }

    private static string? Text(KubeEnvironment environment, string name, List<Diagnostic> faults) =>
        ConnectionResolver.ReadText(
            new Placed(Path.Combine(environment.ServiceAccountFolder, name), new SourcePosition(Path.Combine(environment.ServiceAccountFolder, name), 0, 0)),
            "the service account's " + name, faults);
}
