using System.Collections.Immutable;
using Nines.Audits.Losses;
using Nines.Cli.Frame;
using Nines.Cli.Shared;
using Nines.Clusters;
using Nines.Text;

namespace Nines.Cli.Verbs.Place;

/// <param name="Manifests">One or more.</param>
/// <param name="Namespace">Of objects that name none.</param>
/// <param name="Snapshots">Empty for the live cluster.</param>
/// <param name="Cluster">Which one.</param>
/// <param name="Domains">Where domains are learnt from.</param>
/// <param name="Options">How often to place.</param>
/// <param name="Shown">How many trials are told one by one.</param>
/// <param name="Format">How.</param>
internal sealed record PlaceRequest(
    ImmutableArray<string> Manifests,
    string Namespace,
    ImmutableArray<string> Snapshots,
    ClusterChoice Cluster,
    DomainSources Domains,
    PlaceOptions Options,
    int Shown,
    PlaceFormat Format);

/// <summary>Runs <c>nines place</c>: read the cluster and the manifests, place, render.</summary>
internal sealed class PlaceRun(CommandHost host, PlaceRequest request)
{
    private const string Undone = "nothing was placed.";

    public async Task<CommandOutcome> RunAsync(CancellationToken cancellation)
    {
        if (request.Manifests.Concat(request.Snapshots).Append(request.Domains.Table).Count(name => name == "-") > 1)
        {
            return CommandOutcome.BadInput([new Diagnostic(new SourcePosition("-", 0, 0), "is named more than once; standard input can be read once.")], Undone);
        }

        ReadResult<ClusterSnapshot> manifests = await SnapshotInput.ReadManifestsAsync(request.Manifests, request.Namespace, host, cancellation);
        ReadResult<ClusterSnapshot> cluster = await SnapshotInput.ReadAsync(request.Snapshots, request.Cluster, host, cancellation);
        if (!manifests.IsValid || !cluster.IsValid)
        {
            return CommandOutcome.BadInput([.. manifests.Diagnostics, .. cluster.Diagnostics], Undone);
        }

        // The budgets of the manifests say what their workloads will need.
        ClusterSnapshot snapshot = cluster.Value with
        {
            Budgets = [.. cluster.Value.Budgets.Where(budget => !manifests.Value.Budgets.Any(other => other.Name == budget.Name)), .. manifests.Value.Budgets],
        };
        ReadResult<DomainKnowledge> domains = await DomainInput.ReadAsync(request.Domains, snapshot, host, cancellation);
        if (!domains.IsValid)
        {
            return CommandOutcome.BadInput(domains.Diagnostics, Undone);
        }

        PlaceReport report = await Task.Run(
            () => PlaceStudy.Run(snapshot, manifests.Value.Workloads, request.Options with { Domains = domains.Value.Options }, cancellation), cancellation);
        if (report.Workloads.IsEmpty)
        {
            return CommandOutcome.BadInput(
                [new Diagnostic(new SourcePosition(string.Join(", ", request.Manifests), 0, 0), "There is nothing in it that is placed by number.", "Name manifests of Deployments, StatefulSets, ReplicaSets or pods.")],
                Undone);
        }

        string text = request.Format == PlaceFormat.Json ? PlaceJson.Write(report) : Terminals.Text(host, console => new PlaceText(console, request.Shown).Write(report));
        ImmutableArray<string> notes =
        [
            .. cluster.Value.Notes.Concat(domains.Value.Notes).Concat(report.Domains.Notes).Concat(report.Notes)
                .Distinct().Select(note => $"nines: {Sanitizer.Clean(note)}"),
        ];
        bool isWell = report.Workloads.All(placement => placement.Trials.All(trial => trial.Unplaced == 0) && placement.Axes.All(axis => !CouldBeHeld(report, axis) || axis.Exposed.Value == 0));
        return new CommandOutcome(isWell ? ExitCode.Met : ExitCode.Missed, text, notes);
    }

    // With one zone there is nothing that a manifest could do about its loss.
    private static bool CouldBeHeld(PlaceReport report, AxisOutcome outcome) => report.Domains.Of(outcome.Axis).Length > 1;
}
