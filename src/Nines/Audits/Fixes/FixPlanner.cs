using System.Collections.Immutable;
using Nines.Audits.Findings;
using Nines.Audits.Losses;
using Nines.Clusters;
using Nines.Domains;
using Nines.Scheduling;
using Nines.Text;

namespace Nines.Audits.Fixes;

/// <summary>Turns findings into the smallest patches that close them, and shows by the scheduler's own rules what they are worth.</summary>
public static class FixPlanner
{
    /// <param name="report">What was found.</param>
    /// <param name="domains">Where its domains were detected from: what nodes have no labels of is to be labelled first.</param>
    /// <param name="options">How often to try, and from which seed.</param>
    /// <param name="cancellation">Stops between two runs.</param>
    public static FixPlan Plan(AuditReport report, DomainOptions domains, FixOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(domains);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Trials is < 1 or > FixOptions.MaxTrials)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.Trials, $"Expected 1 to {FixOptions.MaxTrials} trials.");
        }

        LabelPlan labels = LabelPlan.Create(report.Snapshot.Nodes.Select(node => node.Node), domains.Known);
        bool labelsFirst = labels.Changes.Any();
        ClusterSnapshot snapshot = labels.Apply(report.Snapshot);
        DomainMap map = labelsFirst ? DomainMapBuilder.Build(snapshot, domains) : report.Domains;
        var rules = new ServerRules(snapshot.MinorVersion);
        var index = new WorkloadIndex(snapshot);
        var finder = new RequirementFinder(index);
        var maker = new DraftMaker(map, new UsableDomainsCache(new DomainTable(map, snapshot.Nodes), new Feasibility(snapshot.Nodes)), finder.Find, rules);
        ILookup<ObjectName, Finding> bySubject = report.Findings.ToLookup(finding => finding.Subject);
        Workload[] judged = [.. report.Workloads.Select(audit => audit.Workload).OrderBy(workload => workload.Name)];
        WorkloadDraft[] drafts = [.. judged.Select(workload => maker.Make(workload, [.. bySubject[workload.Name]])).OfType<WorkloadDraft>()];
        ImmutableArray<TriedDraft> tried = new DraftTrials(snapshot, map, options).Run(drafts, cancellation);
        var writer = new PatchWriter(snapshot, index, bySubject, rules, labelsFirst ? [.. labels.Changes.Select(label => label.Key).Distinct()] : []);
        ImmutableArray<WorkloadFix> fixes = writer.Write(judged, tried.ToDictionary(each => each.Draft.Workload.Name));
        var closed = fixes.SelectMany(fix => fix.Patches).SelectMany(patch => patch.Closes).Select(finding => finding.Fingerprint).ToHashSet(StringComparer.Ordinal);
        return new FixPlan(
            options,
            labels,
            fixes,
            [
                .. report.Findings.Where(finding => finding.Severity > Severity.Note && !closed.Contains(finding.Fingerprint))
                    .Select(finding => new Suggestion(finding, finding.Fix.Length > 0 ? finding.Fix : finding.Kind.Fix)),
            ],
            writer.Notes);
    }
}

/// <summary>What is to be changed for one workload, and what that is worth.</summary>
public sealed record WorkloadFix
{
    public required Workload Workload { get; init; }

    /// <summary>One or more, each of another object: the workload, its budget, its autoscaler.</summary>
    public ImmutableArray<Patch> Patches { get; init; } = [];

    /// <summary>For each level that the patch spreads over; empty when it does not change where pods go.</summary>
    public ImmutableArray<FixProof> Proofs { get; init; } = [];

    /// <summary>Null when it does not change where pods go.</summary>
    public RecoveryProof? Recovery { get; init; }

    public required int ReplicasBefore { get; init; }

    public required int ReplicasAfter { get; init; }
}

/// <summary>Options of a plan of fixes.</summary>
public sealed record FixOptions
{
    /// <summary>The most runs of each kind.</summary>
    public const int MaxTrials = 10_000;

    /// <summary>1 to <see cref="MaxTrials"/>.</summary>
    public int Trials { get; init; } = 200;

    /// <summary>Random seed of the runs.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>Everything that would be changed.</summary>
/// <param name="Options">Options.</param>
/// <param name="Labels">The labels that patches need and nodes do not have yet: <c>nines label</c> writes them.</param>
/// <param name="Workloads">In the order of their names; those without a patch are omitted.</param>
/// <param name="Suggestions">What only people can change.</param>
/// <param name="Notes">Human-readable.</param>
public sealed record FixPlan(
    FixOptions Options, LabelPlan Labels, ImmutableArray<WorkloadFix> Workloads, ImmutableArray<Suggestion> Suggestions, ImmutableArray<string> Notes);
