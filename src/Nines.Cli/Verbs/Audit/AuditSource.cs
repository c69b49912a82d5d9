using Nines.Audits;
using Nines.Cli.Frame;
using Nines.Cli.Shared;
using Nines.Cli.Verbs.Audit.Answers;
using Nines.Clusters;
using Nines.Kubernetes.Kubeconfigs;
using Nines.Kubernetes.Snapshots;
using Nines.Text;

namespace Nines.Cli.Verbs.Audit;

/// <summary>Reads the cluster to audit: files, the live cluster, or, without both, the embedded example.</summary>
internal static class AuditSource
{
    /// <summary>Name of the embedded example, which is this file at build time.</summary>
    public const string Example = "examples/replica-sets/cluster.json";

    /// <param name="request">The parsed command line.</param>
    /// <param name="host">Standard input and environment.</param>
    /// <param name="notes">Receives remarks on the source.</param>
    /// <param name="cancellation">Stops reading.</param>
    public static async Task<ReadResult<ReadCluster>> ReadAsync(AuditRequest request, CommandHost host, ICollection<string> notes, CancellationToken cancellation)
    {
        ReadResult<ReadCluster> read = await ReadUnchangedAsync(request, host, notes, cancellation);
        if (!read.IsValid || !request.IsComplete)
        {
            return read;
        }

        ClusterSnapshot snapshot = read.Value.Snapshot;
        return ReadResult.Of(read.Value with { Snapshot = snapshot with { Unread = [.. snapshot.Unread.Where(unread => !IsAbsent(unread))] } });
    }

    /// <summary>Remark on the checks that were skipped because files contain no object of a kind; null if there are none.</summary>
    public static string? DescribeSkipped(AuditReport report)
    {
        Unjudged[] skipped = [.. report.Unjudged.Where(check => check.Missing.Any(IsAbsent))];
        string kinds = string.Join(", ", skipped.SelectMany(check => check.Missing).Where(IsAbsent).Select(unread => Sanitizer.Clean(unread.Kind, 100)).Distinct());
        return skipped.Length == 0 ? null
            : $"nines: {AuditPhrases.Count(skipped.Length, "check")} skipped: the input contains no {kinds}; pass --complete if the input is complete.";
    }

    private static bool IsAbsent(UnreadKind unread) => unread.Reason == SnapshotReader.NotInTheFile;

    private static async Task<ReadResult<ReadCluster>> ReadUnchangedAsync(AuditRequest request, CommandHost host, ICollection<string> notes, CancellationToken cancellation)
    {
        if (!request.Files.IsEmpty || request.Cluster.IsGiven || HasCluster(host))
        {
            return await SnapshotInput.ReadAsync(request.Files, request.Cluster, host, cancellation);
        }

        notes.Add($"nines: neither a file nor a kubeconfig is given; auditing the embedded example {Example}. Try: {host.Program} audit FILE, or kubectl get nodes,pods,deploy,sts,pdb,hpa -A -o json | {host.Program} audit -");
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
