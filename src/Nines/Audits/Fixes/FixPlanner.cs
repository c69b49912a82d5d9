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
    /// <param name="report">The findings.</param>
    /// <param name="domains">Source of its domains: nodes without the labels are labeled first.</param>
    /// <param name="options">Number of trials, and their seed.</param>
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

        LabelPlan labels = LabelPlan.Create(report.Snapshot.Nodes, domains.Known);
        bool labelsFirst = labels.Changes.Any();
        ClusterSnapshot snapshot = labels.Apply(report.Snapshot);
        DomainMap map = labelsFirst ? DomainMapBuilder.Build(snapshot, domains) : report.Domains;
        var rules = new ServerRules(snapshot.MinorVersion);
        var index = new WorkloadIndex(snapshot);
        var finder = new RequirementFinder(index);
        var maker = new DraftMaker(map, new UsableDomainsCache(new DomainIndex(map, snapshot.Nodes), new Feasibility(snapshot.Nodes)), finder.Find, rules);
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

/// <summary>Changes of one workload, with their effect.</summary>
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
/// <param name="Suggestions">Changes that only the user can decide.</param>
/// <param name="Notes">Human-readable.</param>
public sealed record FixPlan(
    FixOptions Options, LabelPlan Labels, ImmutableArray<WorkloadFix> Workloads, ImmutableArray<Suggestion> Suggestions, ImmutableArray<string> Notes);

/// <summary>A draft with the plan that was chosen, and what showed it.</summary>
internal sealed record TriedDraft(WorkloadDraft Draft, SpreadPlan Plan, ImmutableArray<FixProof> Proofs, RecoveryProof? Recovery, int Unplaced);

/// <summary>Tries every plan of every draft, first on the cluster as it is, then in outages, and takes the first that holds.</summary>
/// <param name="snapshot">With the labels that the patches need.</param>
/// <param name="map">Its domains.</param>
/// <param name="options">Number of trials, and their seed.</param>
internal sealed class DraftTrials(ClusterSnapshot snapshot, DomainMap map, FixOptions options)
{
    // Enough to see that pods find no node; what is printed comes from all the trials.
    private const int FirstTrials = 20;
    private const int RunsInOutages = 2;

    private sealed record Candidate(WorkloadDraft Draft, SpreadPlan Plan, TrialRuns Runs, ImmutableArray<OutageCase> Cases)
    {
        public int Stuck => Cases.Sum(each => each.Stuck);

        public int Unplaced => Runs.Runs.Max(run => run.Unplaced);
    }

    public ImmutableArray<TriedDraft> Run(IReadOnlyList<WorkloadDraft> drafts, CancellationToken cancellation)
    {
        if (drafts.Count == 0)
        {
            return [];
        }

        Cluster cluster = snapshot.ToCluster();
        var simulator = new Simulator(cluster, snapshot.Scheduler);
        Candidate[][] candidates = [.. drafts.Select(draft => Place(simulator, draft, cancellation))];
        OutageCase[] cases = [.. candidates.SelectMany(each => each).SelectMany(candidate => candidate.Cases)];
        var outages = new OutageTrials(cluster, snapshot.Scheduler);
        foreach (DomainLevel level in map.Levels.Where(level => level.Kind is DomainKind.Zone or DomainKind.FaultDomain or DomainKind.UpdateDomain or DomainKind.Custom))
        {
            outages.Run(map.Of(level), cases, options.Seed, cancellation);
        }

        return [.. candidates.Select(each => Choose(simulator, each, cancellation))];
    }

    private Candidate[] Place(Simulator simulator, WorkloadDraft draft, CancellationToken cancellation)
    {
        var replacer = new Replacer(simulator, map, draft.Levels);
        return
        [
            .. draft.Plans.Select(plan =>
            {
                TrialRuns runs = replacer.Run(draft.Workload, draft.PodsAfter(plan), Math.Min(FirstTrials, options.Trials), options.Seed, cancellation);
                bool spreads = plan.ChangesPods;
                return new Candidate(draft, plan, runs, spreads ? [.. runs.Runs.Take(RunsInOutages).Select(run => new OutageCase(draft.Workload, run))] : []);
            }),
        ];
    }

    private TriedDraft Choose(Simulator simulator, Candidate[] candidates, CancellationToken cancellation)
    {
        int minUnplaced = candidates.Min(candidate => candidate.Unplaced);
        Candidate chosen = Array.Find(candidates, candidate => candidate.Stuck == 0 && candidate.Unplaced == minUnplaced) ?? candidates[^1];
        WorkloadDraft draft = chosen.Draft;
        if (!draft.ChangesPlaces)
        {
            return new TriedDraft(draft, chosen.Plan, [], null, 0);
        }

        var replacer = new Replacer(simulator, map, draft.Levels);
        TrialRuns before = replacer.Run(draft.Workload, draft.PodsBefore(), options.Trials, options.Seed, cancellation);
        TrialRuns after = replacer.Run(draft.Workload, draft.PodsAfter(chosen.Plan), options.Trials, options.Seed, cancellation);
        ImmutableArray<FixProof> proofs =
        [
            .. draft.Levels.Select((level, index) => new FixProof(
                level,
                options.Trials,
                options.Seed,
                draft.RequirementBefore.Pods,
                draft.RequirementAfter.Pods,
                before.Left(index),
                after.Left(index),
                before.Share(before.Exposed(index, draft.RequirementBefore.Pods)),
                after.Share(after.Exposed(index, draft.RequirementAfter.Pods)))),
        ];
        RecoveryProof? recovery = chosen.Cases.IsEmpty ? null : new RecoveryProof(chosen.Cases.Sum(each => each.Outages), chosen.Stuck);
        return new TriedDraft(draft, chosen.Plan, proofs, recovery, after.Runs.Max(run => run.Unplaced));
    }
}
