using System.Collections.Immutable;
using Nines.Audits.Losses;
using Nines.Cli.Frame;
using Nines.Cli.Shared;
using Nines.Clusters;
using Nines.Text;

namespace Nines.Cli.Verbs.Place;

/// <summary>Request of <c>nines place</c>.</summary>
/// <param name="Manifests">Paths of one or more manifests.</param>
/// <param name="Namespace">Namespace of objects without one.</param>
/// <param name="Snapshots">Paths of snapshots; empty for the live cluster.</param>
/// <param name="Cluster">The live cluster.</param>
/// <param name="Domains">Sources of failure domains.</param>
/// <param name="Options">Options of the study.</param>
/// <param name="Shown">Number of trials to show one by one.</param>
/// <param name="Output">Format and path.</param>
internal sealed record PlaceRequest(
    ImmutableArray<string> Manifests,
    string Namespace,
    ImmutableArray<string> Snapshots,
    ClusterChoice Cluster,
    DomainSources Domains,
    PlaceOptions Options,
    int Shown,
    OutputTarget<PlaceFormat> Output) : IFileRequest
{
    public IEnumerable<string> Inputs => [.. Manifests, .. Snapshots, .. new[] { Domains.Table }.OfType<string>()];

    string? IFileRequest.OutputFile => Output.File;
}

/// <summary>Result of <c>nines place</c>.</summary>
internal sealed record PlaceAnswer(PlaceReport Report, InputSource Source)
{
    /// <summary>True if every pod has a node in every trial, and no avoidable loss of a failure domain leaves fewer pods than required.</summary>
    public bool IsSafe => Report.Workloads.All(placement =>
        placement.Trials.All(trial => trial.Unplaced == 0) && placement.Levels.All(level => !CanSpread(level) || level.Exposed.Value == 0));

    // With one zone, no manifest can prevent the effect of its loss.
    private bool CanSpread(LevelOutcome outcome) => Report.Domains.Of(outcome.Level).Length > 1;
}

/// <summary>Runs <c>nines place</c>: reads the cluster and the manifests, and simulates placements.</summary>
internal sealed class PlaceRun(CommandHost host, PlaceRequest request, ICollection<string> notes)
{
    public async Task<ReadResult<PlaceAnswer>> RunAsync(CancellationToken cancellation)
    {
        if (request.Manifests.Concat(request.Snapshots).Append(request.Domains.Table).Count(name => name == "-") > 1)
        {
            return ReadResult.Failed<PlaceAnswer>(new Diagnostic(new SourcePosition("-", 0, 0), "is given more than once; standard input can be read only once."));
        }

        ReadResult<ClusterSnapshot> manifests = await SnapshotInput.ReadManifestsAsync(request.Manifests, request.Namespace, host, cancellation);
        ReadResult<ReadCluster> cluster = await SnapshotInput.ReadAsync(request.Snapshots, request.Cluster, host, cancellation);
        if (!manifests.IsValid || !cluster.IsValid)
        {
            return ReadResult.Failed<PlaceAnswer>([.. manifests.Diagnostics, .. cluster.Diagnostics]);
        }

        // Disruption budgets in the manifests replace those of the cluster.
        ClusterSnapshot snapshot = cluster.Value.Snapshot with
        {
            Budgets = [.. cluster.Value.Snapshot.Budgets.Where(budget => !manifests.Value.Budgets.Any(other => other.Name == budget.Name)), .. manifests.Value.Budgets],
        };
        ReadResult<DomainKnowledge> domains = await DomainInput.ReadAsync(request.Domains, snapshot, host, cancellation);
        if (!domains.IsValid)
        {
            return ReadResult.Failed<PlaceAnswer>(domains.Diagnostics);
        }

        PlaceReport report = await Task.Run(
            () => PlaceStudy.Run(snapshot, manifests.Value.Workloads, request.Options with { Domains = domains.Value.Options }, cancellation), cancellation);
        if (report.Workloads.IsEmpty)
        {
            return ReadResult.Failed<PlaceAnswer>(new Diagnostic(
                new SourcePosition(string.Join(", ", request.Manifests), 0, 0),
                "contains no Deployment, StatefulSet, ReplicaSet or Pod.",
                "Give a manifest with at least one of them."));
        }

        foreach (string note in cluster.Value.Snapshot.Notes.Concat(domains.Value.Notes).Concat(report.Domains.Notes).Concat(report.Notes).Distinct())
        {
            notes.Add($"nines: {Sanitizer.Clean(note)}");
        }

        return ReadResult.Of(new PlaceAnswer(report, cluster.Value.Source));
    }
}
