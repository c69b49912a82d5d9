using System.Collections.Immutable;
using Nines.Audits.Fixes;
using Nines.Cli.Frame;
using Nines.Cli.Shared;
using Nines.Clusters;
using Nines.Kubernetes.Clients;
using Nines.Text;

namespace Nines.Cli.Verbs.Label;

/// <summary>Runs <c>nines label</c>: find the failure domains, compare them with the labels, write the difference.</summary>
internal sealed class LabelRun(CommandHost host, LabelRequest request, string undone)
{
    public async Task<VerbResult> RunAsync(CancellationToken cancellation)
    {
        ReadResult<ReadCluster> read = await SnapshotInput.ReadAsync(request.Files, request.Cluster, host, cancellation);
        if (!read.IsValid)
        {
            return VerbResult.BadInput(read.Diagnostics, undone);
        }

        ClusterSnapshot snapshot = read.Value.Snapshot;
        ReadResult<DomainKnowledge> domains = await DomainInput.ReadAsync(request.Domains, snapshot, host, cancellation);
        if (!domains.IsValid)
        {
            return VerbResult.BadInput(domains.Diagnostics, undone);
        }

        LabelPlan plan = LabelPlan.Create(snapshot.Nodes, domains.Value.Options.Known);
        ImmutableArray<string> notes = [.. snapshot.Notes.Concat(domains.Value.Notes).Concat(plan.Faults).Select(Line)];
        if (!request.Files.IsEmpty)
        {
            return new VerbResult(Code(plan, 0), LabelText.Commands(plan), notes);
        }

        IReadOnlyList<NodeLabelOutcome> written = await WriteAsync(plan, cancellation);
        NodeLabelOutcome[] failed = [.. written.Where(outcome => outcome.Failure is not null)];
        string text = LabelText.Describe(plan, failed.Select(outcome => outcome.Node).ToHashSet(StringComparer.Ordinal), request.IsDry);
        return new VerbResult(Code(plan, failed.Length), text, notes)
        {
            Errors = [.. failed.Select(outcome => Line($"node {outcome.Node} was not labeled: {outcome.Failure!.Message}"))],
        };

        static string Line(string text) => $"nines: {Sanitizer.Clean(text)}";
    }

    private static int Code(LabelPlan plan, int failed) => !plan.Labels.IsEmpty && plan.Faults.IsEmpty && failed == 0 ? ExitCode.Met : ExitCode.Missed;

    private async Task<IReadOnlyList<NodeLabelOutcome>> WriteAsync(LabelPlan plan, CancellationToken cancellation)
    {
        (string, IReadOnlyDictionary<string, string>)[] labels =
        [
            .. plan.Changes.GroupBy(label => label.Node, StringComparer.Ordinal)
                .Select(group => (group.Key, (IReadOnlyDictionary<string, string>)group.ToDictionary(label => label.Key, label => label.Value))),
        ];
        if (labels.Length == 0)
        {
            return [];
        }

        ReadResult<OpenCluster> open = ClusterConnect.Open(request.Cluster, host, cancellation);
        using OpenCluster live = open.Value ?? throw new InvalidOperationException("The cluster that was read cannot be opened again.");
        return await new NodeLabelWriter(live.Client).WriteAsync(labels, new WriteOptions(request.IsDry), cancellation);
    }
}
