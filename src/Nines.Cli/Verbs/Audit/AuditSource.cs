using Nines.Cli.Frame;
using Nines.Cli.Shared;
using Nines.Clusters;
using Nines.Kubernetes.Kubeconfigs;
using Nines.Kubernetes.Snapshots;
using Nines.Text;

namespace Nines.Cli.Verbs.Audit;

/// <summary>The cluster that is audited: files, the live cluster, or, where there is neither, an example, so that the first try shows something.</summary>
internal static class AuditSource
{
    /// <summary>The experiment with replica sets: examples/replica-sets/cluster.json, as it was when nines was built.</summary>
    public const string Example = "examples/replica-sets/cluster.json";

    /// <param name="request">What was asked.</param>
    /// <param name="host">The world around.</param>
    /// <param name="notes">Takes what people should know of where it came from.</param>
    /// <param name="cancellation">Stops reading.</param>
    public static async Task<ReadResult<ReadCluster>> ReadAsync(AuditRequest request, CommandHost host, ICollection<string> notes, CancellationToken cancellation)
    {
        ReadResult<ReadCluster> read = await ReadAsItIsAsync(request, host, notes, cancellation);
        if (!read.IsValid || !read.Value.Snapshot.Unread.Any(IsNotInTheFile))
        {
            return read;
        }

        if (request.IsComplete)
        {
            ClusterSnapshot snapshot = read.Value.Snapshot;
            return ReadResult.Of(read.Value with { Snapshot = snapshot with { Unread = [.. snapshot.Unread.Where(unread => !IsNotInTheFile(unread))] } });
        }

        notes.Add("nines: of some kinds the input has no object, and what needs them is not judged. If all kinds were asked for, say so with --complete.");
        return read;
    }

    private static bool IsNotInTheFile(UnreadKind unread) => unread.Reason == SnapshotReader.NotInTheFile;

    private static async Task<ReadResult<ReadCluster>> ReadAsItIsAsync(AuditRequest request, CommandHost host, ICollection<string> notes, CancellationToken cancellation)
    {
        if (!request.Files.IsEmpty || request.Cluster.IsGiven || HasCluster(host))
        {
            return await SnapshotInput.ReadAsync(request.Files, request.Cluster, host, cancellation);
        }

        notes.Add($"nines: no file was named and there is no kubeconfig; auditing the embedded example {Example}. Try: {host.Program} audit FILE, or kubectl get nodes,pods,deploy,sts,pdb,hpa -A -o json | {host.Program} audit -");
        ReadResult<ClusterSnapshot> example = await SnapshotReader.ReadAsync([new SnapshotSource(Example, Open)], null, cancellation);
        return example.IsValid
            ? ReadResult.Of(new ReadCluster(example.Value, InputSource.FromFiles([Example])))
            : ReadResult.Failed<ReadCluster>(example.Diagnostics);
    }

    private static bool HasCluster(CommandHost host)
    {
        var environment = new KubeEnvironment(host.Environment);
        return environment["KUBECONFIG"] is { Length: > 0 } || environment["KUBERNETES_SERVICE_HOST"] is not null || environment.KubeconfigFiles.Any(File.Exists);
    }

    private static Stream Open() => typeof(AuditSource).Assembly.GetManifestResourceStream("replica-sets.json")
        ?? throw new InvalidOperationException("The assembly holds no resource replica-sets.json.");
}
