using Nines.Cli.Frame;
using Nines.Kubernetes.Clients;
using Nines.Kubernetes.Kubeconfigs;
using Nines.Text;

namespace Nines.Cli.Shared;

/// <summary>Client of the selected cluster.</summary>
/// <param name="Client">The client.</param>
/// <param name="Connection">Server address and credentials.</param>
internal sealed record OpenCluster(KubernetesClient Client, ClusterConnection Connection) : IDisposable
{
    public void Dispose() => Client.Dispose();
}

/// <summary>Finds the selected cluster in the kubeconfig. Nothing is sent before the first request.</summary>
internal static class ClusterConnect
{
    public static ReadResult<OpenCluster> Open(ClusterChoice choice, CommandHost host, CancellationToken cancellation)
    {
        var environment = new KubeEnvironment(host.Environment);
        ReadResult<ClusterConnection> found = ConnectionSource.Find(choice.Kubeconfig, new ConnectionChoice(choice.Context), environment, cancellation);
        if (!found.IsValid)
        {
            return ReadResult.Failed<OpenCluster>(found.Diagnostics);
        }

        ClusterConnection connection = choice.As is { } user
            ? found.Value with { Impersonation = new Impersonation(user, null, choice.AsGroups, []) }
            : found.Value;
        return ReadResult.Of(new OpenCluster(new KubernetesClient(connection, environment, host.Time), connection));
    }
}
