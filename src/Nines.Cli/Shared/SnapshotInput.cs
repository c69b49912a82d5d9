using System.Collections.Immutable;
using Nines.Cli.Frame;
using Nines.Clusters;
using Nines.Kubernetes.Snapshots;
using Nines.Kubernetes.Snapshots.Building;
using Nines.Kubernetes.Snapshots.Trimming;
using Nines.Kubernetes.Transport;
using Nines.Text;

namespace Nines.Cli.Shared;

/// <summary>A cluster with its source.</summary>
internal sealed record ReadCluster(ClusterSnapshot Snapshot, InputSource Source);

/// <summary>Objects of a cluster with their source.</summary>
internal sealed record ReadRecords(ClusterRecords Records, InputSource Source);

/// <summary>Reads a cluster from files, from standard input (<c>-</c>), or, without files, from the API server.</summary>
internal static class SnapshotInput
{
    /// <summary>Reads a cluster for an audit.</summary>
    /// <exception cref="OperationCanceledException">When cancelled; running out of time is a diagnostic.</exception>
    public static async Task<ReadResult<ReadCluster>> ReadAsync(
        ImmutableArray<string> files, ClusterChoice cluster, CommandHost host, CancellationToken cancellation)
    {
        ReadResult<ReadRecords> read = await ReadRecordsAsync(files, cluster, host, cancellation);
        return read.IsValid
            ? ReadResult.Of(new ReadCluster(SnapshotBuilder.Build(read.Value.Records, cancellation), read.Value.Source))
            : ReadResult.Failed<ReadCluster>(read.Diagnostics);
    }

    /// <summary>Reads manifests of workloads that are not deployed yet.</summary>
    /// <exception cref="OperationCanceledException">When cancelled.</exception>
    public static Task<ReadResult<ClusterSnapshot>> ReadManifestsAsync(ImmutableArray<string> files, string @namespace, CommandHost host, CancellationToken cancellation) =>
        SnapshotReader.ReadManifestsAsync([.. files.Select(name => Source(name, host))], @namespace, null, cancellation);

    /// <summary>Reads the objects of a cluster, for a snapshot.</summary>
    /// <exception cref="OperationCanceledException">When cancelled; running out of time is a diagnostic.</exception>
    public static async Task<ReadResult<ReadRecords>> ReadRecordsAsync(
        ImmutableArray<string> files, ClusterChoice cluster, CommandHost host, CancellationToken cancellation)
    {
        if (!files.IsDefaultOrEmpty)
        {
            if (cluster.IsGiven)
            {
                return ReadResult.Failed<ReadRecords>(new Diagnostic(
                    new SourcePosition(files[0], 0, 0), "both a file and a live cluster are named.", "Omit the file, or --context, --kubeconfig and --as."));
            }

            ReadResult<ClusterRecords> read = await SnapshotReader.ReadRecordsAsync([.. files.Select(name => Source(name, host))], null, cancellation);
            return read.IsValid
                ? ReadResult.Of(new ReadRecords(read.Value, InputSource.FromFiles(files)))
                : ReadResult.Failed<ReadRecords>(read.Diagnostics);
        }

        ReadResult<OpenCluster> open = ClusterConnect.Open(cluster, host, cancellation);
        if (!open.IsValid)
        {
            return ReadResult.Failed<ReadRecords>(open.Diagnostics);
        }

        using OpenCluster live = open.Value;
        var here = new SourcePosition(live.Connection.Context, 0, 0);
        using var deadline = new CancellationTokenSource(cluster.Timeout, host.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            ClusterRecords records = await LiveSnapshot.ReadAsync(live.Client, live.Connection.Context, host.Time, both.Token);
            return ReadResult.Of(new ReadRecords(records, new InputSource(null, live.Connection.Context, live.Connection.Server.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped))));
        }
        catch (KubernetesException exception)
        {
            return ReadResult.Failed<ReadRecords>(new Diagnostic(here, exception.Message));
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return ReadResult.Failed<ReadRecords>(new Diagnostic(
                here, $"the cluster at {live.Connection.Server} could not be read within {cluster.Timeout.TotalSeconds:0.###} s.", "Give it more time with --timeout."));
        }
    }

    private static SnapshotSource Source(string name, CommandHost host) => name == "-" ? new SnapshotSource("-", host.In) : SnapshotSource.File(name);
}
