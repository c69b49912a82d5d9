using System.Collections.Immutable;
using System.Globalization;
using Nines.Clusters;
using Nines.Kubernetes.Lists;
using Nines.Kubernetes.Snapshots.Building;
using Nines.Kubernetes.Snapshots.Trimming;
using Nines.Text;

namespace Nines.Kubernetes.Snapshots;

/// <summary>
/// Reads a cluster from what people have: lists and objects of <c>kubectl get -o json</c> or <c>-o yaml</c>, lists of kube-apiserver,
/// and files of <c>nines snapshot</c>, one or several. Object by object, so that the size of a file hardly matters. Objects of other
/// kinds are passed over: no Secret and no ConfigMap is ever looked into.
/// </summary>
public static class SnapshotReader
{
    /// <summary>Reason for a kind of which a file has no object.</summary>
    public const string NotInTheFile = "not in the file: the cluster has none, or the list was created without this kind";

    private const string WholeCommand =
        "kubectl get nodes,ns,pods,deploy,rs,sts,ds,pdb,hpa,svc,endpointslices,pvc,pv,sc,priorityclasses -A -o json";

    /// <summary>Reads a cluster, ready to be judged.</summary>
    /// <inheritdoc cref="ReadRecordsAsync"/>
    public static async Task<ReadResult<ClusterSnapshot>> ReadAsync(
        ImmutableArray<SnapshotSource> sources, SnapshotLimits? limits, CancellationToken cancellation)
    {
        ReadResult<ClusterRecords> records = await ReadRecordsAsync(sources, limits, cancellation);
        return records.IsValid
            ? ReadResult.Of(SnapshotBuilder.Build(records.Value, cancellation))
            : ReadResult.Failed<ClusterSnapshot>(records.Diagnostics);
    }

    /// <summary>Reads manifests: workloads that are yet to be deployed, with their budgets. There need be no nodes among them.</summary>
    /// <param name="ns">The namespace of objects that name none.</param>
    /// <inheritdoc cref="ReadRecordsAsync"/>
    public static async Task<ReadResult<ClusterSnapshot>> ReadManifestsAsync(
        ImmutableArray<SnapshotSource> sources, string ns, SnapshotLimits? limits, CancellationToken cancellation)
    {
        ReadResult<ClusterRecords> records = await CollectAsync(sources, limits, needsNodes: false, cancellation);
        return records.IsValid
            ? ReadResult.Of(ManifestNamespace.Fill(SnapshotBuilder.Build(records.Value, cancellation), ns))
            : ReadResult.Failed<ClusterSnapshot>(records.Diagnostics);
    }

    /// <summary>Reads a cluster as Kubernetes has it.</summary>
    /// <param name="sources">One or more; together they are one cluster.</param>
    /// <param name="limits">Limits; null for the defaults.</param>
    /// <param name="cancellation">Stops between two pieces of a file.</param>
    /// <exception cref="OperationCanceledException">The reading was cancelled.</exception>
    public static Task<ReadResult<ClusterRecords>> ReadRecordsAsync(
        ImmutableArray<SnapshotSource> sources, SnapshotLimits? limits, CancellationToken cancellation) => CollectAsync(sources, limits, needsNodes: true, cancellation);

    private static async Task<ReadResult<ClusterRecords>> CollectAsync(
        ImmutableArray<SnapshotSource> sources, SnapshotLimits? limits, bool needsNodes, CancellationToken cancellation)
    {
        limits ??= SnapshotLimits.Default;
        var collector = new RecordCollector(limits);
        ImmutableArray<Diagnostic>.Builder faults = ImmutableArray.CreateBuilder<Diagnostic>();
        var others = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (SnapshotSource source in sources)
        {
            var sink = new RecordSink(source.Name, collector, limits);
            faults.AddRange(await SourceReader.ReadAsync(source, sink, limits, cancellation));
            foreach ((string kind, int count) in sink.Others)
            {
                others[kind] = others.GetValueOrDefault(kind) + count;
            }
        }

        string names = string.Join(", ", sources.Select(source => source.Name));
        if (faults.Count == 0 && needsNodes && !collector.HasNodes)
        {
            faults.Add(WithoutNodes(names, collector, others));
        }

        if (faults.Count > 0)
        {
            return ReadResult.Failed<ClusterRecords>(faults.ToImmutable());
        }

        ClusterRecords records = collector.ToRecords(names, NotInTheFile);
        return ReadResult.Of(records with { Notes = [.. records.Notes, .. Notes(collector, others)] });
    }

    private static Diagnostic WithoutNodes(string names, RecordCollector collector, SortedDictionary<string, int> others) => new(
        new SourcePosition(names, 0, 0),
        collector.IsEmpty && others.Count == 0 ? "There is no object of Kubernetes in it."
        : collector.IsEmpty ? $"There is nothing in it that is judged, only {List(others)}."
        : "There are no nodes in it, and without nodes nothing can be said about failure domains.",
        $"Take it with '{WholeCommand} > cluster.json', or with 'nines snapshot --output-file cluster.json'.");

    private static IEnumerable<string> Notes(RecordCollector collector, SortedDictionary<string, int> others)
    {
        if (others.Count > 0)
        {
            yield return $"skipped, since no check reads them: {List(others)}";
        }

        if (collector.Repeated > 0)
        {
            yield return $"{collector.Repeated.ToString(CultureInfo.InvariantCulture)} objects are duplicated and counted once";
        }
    }

    private static string List(SortedDictionary<string, int> others)
    {
        const int MaxKinds = 8;
        string text = string.Join(", ", others.OrderByDescending(pair => pair.Value).Take(MaxKinds).Select(pair => $"{pair.Value} {Sanitizer.CleanMessage(pair.Key)}"));
        return others.Count > MaxKinds ? $"{text} and {others.Count - MaxKinds} more kinds" : text;
    }
}

/// <summary>Limits of reading a cluster. Input beyond them is refused.</summary>
public sealed record SnapshotLimits
{
    public static SnapshotLimits Default { get; } = new();

    public ItemLimits Items { get; init; } = ItemLimits.Default;

    /// <summary>Objects of all kinds that are read. Kubernetes itself is made for 150,000 pods.</summary>
    public int MaxObjects { get; init; } = 2_000_000;

    /// <summary>Longest YAML: it is held as a whole, while JSON is read object by object.</summary>
    public int MaxYamlBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Values and objects of YAML, repeats written out.</summary>
    public int MaxYamlNodes { get; init; } = 4_000_000;

    /// <summary>Faults that are reported of one source; then reading it stops.</summary>
    public int MaxFaults { get; init; } = 100;
}

/// <summary>Something to read a cluster from.</summary>
/// <param name="Name">As the user named it; <c>-</c> for standard input. It stands in every fault.</param>
/// <param name="Open">Opens it for reading; called once. Throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> when it cannot.</param>
public sealed record SnapshotSource(string Name, Func<Stream> Open)
{
    /// <summary>A file.</summary>
    public static SnapshotSource File(string path) =>
        new(path, () => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan | FileOptions.Asynchronous));
}
