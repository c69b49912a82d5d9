using System.Collections.Immutable;
using Nines.Audits.Fixes;
using Nines.Cli.Frame;
using Nines.Cli.Shared;
using Nines.Clusters;
using Nines.Kubernetes.Clients;
using Nines.Text;

namespace Nines.Cli.Verbs.Label;

/// <summary>Runs <c>nines label</c>: learn the domains, compare them with the labels, write what is new.</summary>
internal sealed class LabelRun(CommandHost host, ImmutableArray<string> files, ClusterChoice cluster, DomainSources sources, bool isDry)
{
    private const string Undone = "nothing was labelled.";

    public async Task<CommandOutcome> RunAsync(CancellationToken cancellation)
    {
        ReadResult<ClusterSnapshot> snapshot = await SnapshotInput.ReadAsync(files, cluster, host, cancellation);
        if (!snapshot.IsValid)
        {
            return CommandOutcome.BadInput(snapshot.Diagnostics, Undone);
        }

        ReadResult<DomainKnowledge> domains = await DomainInput.ReadAsync(sources, snapshot.Value, host, cancellation);
        if (!domains.IsValid)
        {
            return CommandOutcome.BadInput(domains.Diagnostics, Undone);
        }

        LabelPlan plan = LabelPlan.Of(snapshot.Value.Nodes.Select(node => node.Node), domains.Value.Options.Known);
        ImmutableArray<string>.Builder notes = ImmutableArray.CreateBuilder<string>();
        notes.AddRange(snapshot.Value.Notes.Concat(domains.Value.Notes).Concat(plan.Faults).Select(note => $"nines: {Sanitizer.Clean(note)}"));
        if (!files.IsEmpty)
        {
            return new CommandOutcome(Code(plan, 0), LabelText.Commands(plan), notes.ToImmutable());
        }

        IReadOnlyList<NodeLabelOutcome> written = await WriteAsync(plan, cancellation);
        NodeLabelOutcome[] failed = [.. written.Where(outcome => outcome.Failure is not null)];
        notes.AddRange(failed.Select(outcome => $"nines: node {Sanitizer.Clean(outcome.Node)} was not labelled: {Sanitizer.Clean(outcome.Failure!.Message)}"));
        return new CommandOutcome(Code(plan, failed.Length), LabelText.Of(plan, failed.Select(outcome => outcome.Node).ToHashSet(StringComparer.Ordinal), isDry), notes.ToImmutable());
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

        ReadResult<OpenCluster> open = ClusterConnect.Open(cluster, host, cancellation);
        using OpenCluster live = open.Value ?? throw new InvalidOperationException("the cluster was there a moment ago");
        return await new NodeLabelWriter(live.Client).WriteAsync(labels, new WriteOptions(isDry), cancellation);
    }
}
