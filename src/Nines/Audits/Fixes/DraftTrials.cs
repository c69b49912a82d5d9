using System.Collections.Immutable;
using Nines.Clusters;
using Nines.Domains;
using Nines.Scheduling;

namespace Nines.Audits.Fixes;

/// <summary>A draft with the plan that was chosen, and what showed it.</summary>
internal sealed record TriedDraft(WorkloadDraft Draft, SpreadPlan Plan, ImmutableArray<FixProof> Proofs, RecoveryProof? Recovery, int Unplaced);

/// <summary>Tries every plan of every draft, first on the cluster as it is, then in outages, and takes the first that holds.</summary>
/// <param name="snapshot">With the labels that the patches need.</param>
/// <param name="map">Its domains.</param>
/// <param name="options">How often, and from which seed.</param>
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
        int fewestUnplaced = candidates.Min(candidate => candidate.Unplaced);
        Candidate chosen = Array.Find(candidates, candidate => candidate.Stuck == 0 && candidate.Unplaced == fewestUnplaced) ?? candidates[^1];
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
