using System.Collections.Immutable;
using Nines.Audits.Findings;
using Nines.Audits.Rules;
using Nines.Clusters;

namespace Nines.Audits.Fixes;

/// <summary>Writes what was decided as patches: of the workload, its budget, its autoscaler.</summary>
/// <param name="snapshot">The cluster.</param>
/// <param name="index">Budgets, services and autoscalers of each workload.</param>
/// <param name="bySubject">Findings by their subject.</param>
/// <param name="rules">Fields that the server knows.</param>
/// <param name="labelsToCome">Labels that nodes do not have yet.</param>
internal sealed class PatchWriter(
    ClusterSnapshot snapshot, WorkloadIndex index, ILookup<ObjectName, Finding> bySubject, ServerRules rules, ImmutableHashSet<string> labelsToCome)
{
    private readonly HashSet<ObjectName> _patched = [];
    private readonly ImmutableArray<string>.Builder _notes = ImmutableArray.CreateBuilder<string>();

    public ImmutableArray<string> Notes => [.. _notes.Distinct()];

    public ImmutableArray<WorkloadFix> Write(IEnumerable<Workload> workloads, IReadOnlyDictionary<ObjectName, TriedDraft> tried)
    {
        var fixes = ImmutableArray.CreateBuilder<WorkloadFix>();
        foreach (Workload workload in workloads.Where(DraftMaker.CanBePatched))
        {
            TriedDraft? draft = tried.GetValueOrDefault(workload.Name);
            int replicas = draft?.Draft.Replicas ?? workload.Replicas;
            ImmutableArray<Patch> patches = [.. Patches(workload, draft, replicas)];
            if (!patches.IsEmpty)
            {
                fixes.Add(new WorkloadFix
                {
                    Workload = workload,
                    Patches = patches,
                    Proofs = draft?.Proofs ?? [],
                    Recovery = draft?.Recovery,
                    ReplicasBefore = workload.Replicas,
                    ReplicasAfter = replicas,
                });
            }
        }

        return fixes.ToImmutable();
    }

    private IEnumerable<Patch> Patches(Workload workload, TriedDraft? tried, int replicas)
    {
        ImmutableArray<Finding> findings = [.. bySubject[workload.Name]];
        ImmutableArray<Autoscaler> autoscalers = index.AutoscalersOf(workload);
        if (tried is not null && OfWorkload(tried, autoscalers.IsEmpty) is { } patch)
        {
            yield return patch;
        }

        foreach (Autoscaler autoscaler in autoscalers.Where(autoscaler => _patched.Add(autoscaler.Name)))
        {
            ImmutableArray<Finding> closes =
            [
                .. bySubject[autoscaler.Name].Where(finding => finding.Kind == AutoscalerLimitsRule.AutoscalerMinimumOne),
                .. findings.Where(finding => finding.Kind == AutoscalerLimitsRule.AutoscalerMinimumOne || (replicas > workload.Replicas && finding.Kind == SingleReplicaRule.Kind)),
            ];
            if (!closes.IsEmpty && BudgetFixes.Raise(autoscaler, replicas, closes, rules) is { } raise)
            {
                yield return raise;
            }
        }

        if (BudgetFixes.New(workload, replicas, findings, snapshot, rules) is { } budget)
        {
            yield return budget;
        }

        foreach (DisruptionBudget present in index.BudgetsOf(workload).Where(present => _patched.Add(present.Name)))
        {
            if (BudgetFixes.Fix(present, [.. bySubject[present.Name]], [(workload, replicas)], rules) is { } budgetPatch)
            {
                yield return budgetPatch;
            }
        }
    }

    private Patch? OfWorkload(TriedDraft tried, bool setsReplicas)
    {
        WorkloadDraft draft = tried.Draft;
        int? replicas = setsReplicas && draft.Replicas != draft.Workload.Replicas ? draft.Replicas : null;
        if (replicas is null && !tried.Plan.ChangesPods)
        {
            return null;
        }

        ImmutableArray<Finding> closes = [.. draft.Findings.Where(finding => Closes(finding, tried, replicas))];
        PatchWay way = replicas is not null || tried.Plan.Replaces ? PatchWay.Merge : PatchWay.Apply;

        // What an apply names no more is taken away again, if an earlier patch of nines brought it.
        ImmutableArray<SpreadConstraint> constraints = way == PatchWay.Apply && !tried.Plan.Added.IsEmpty ? tried.Plan.All : tried.Plan.Added;
        return new Patch
        {
            Target = draft.Workload.Name,
            Way = way,
            Body = PatchBodies.OfWorkload(draft.Workload, replicas, constraints, tried.Plan.Affinity, tried.Plan.Revision, rules),
            Closes = closes,
            Notes = [.. NotesOf(tried, replicas)],
        };
    }

    private static bool Closes(Finding finding, TriedDraft tried, int? replicas)
    {
        if (finding.Kind == SingleReplicaRule.Kind)
        {
            return replicas is not null;
        }

        if (finding.Kind == DomainLossRule.Kind)
        {
            // Only what the trials bear out.
            return tried.Proofs.Any(proof => proof.Level.Key == finding.LevelKey && proof.ExposedAfter.Value < proof.ExposedBefore.Value);
        }

        if (finding.Kind == MissedPodsRule.AntiAffinityMissesOwnPods)
        {
            return tried.Plan.Affinity is not null;
        }

        bool spreads = !tried.Plan.Added.IsEmpty;
        return spreads
            && (finding.Kind == MissedPodsRule.SpreadMissesOwnPods
                || (finding.Kind == BlockedRecoveryRule.Kind && tried.Recovery is { Stuck: 0 })
                || (finding.Kind == NotSpreadRule.Kind && tried.Proofs.Any(proof =>
                    proof.Level.Key == finding.LevelKey && tried.Plan.All.Any(constraint => constraint.TopologyKey == proof.Level.SpreadLabel))));
    }

    private IEnumerable<string> NotesOf(TriedDraft tried, int? replicas)
    {
        if (tried.Plan.Added.Any(constraint => labelsToCome.Contains(constraint.TopologyKey)))
        {
            _notes.Add("Some nodes lack labels that the patches spread by: run nines label first, or pods stay Pending.");
            yield return "Run nines label before it: a hard constraint keeps pods off nodes without the label.";
        }

        if (tried.Plan.ChangesPods)
        {
            yield return "The template changes, so the patch starts a rollout; pods move during the rollout only.";
        }

        if (tried.Plan.Revision is { } revision)
        {
            yield return $"The label {revision.Key} lets the constraints count the new pods only, as matchLabelKeys does from Kubernetes 1.27 on. With another value in each later version they stay even in each rollout.";
        }

        if (replicas is { } number)
        {
            yield return $"Was {tried.Draft.Workload.Replicas} replica(s), becomes {number}. Change it in your manifests too.";
        }
        else if (tried.Plan.Replaces)
        {
            yield return "It changes a rule of your manifests. Change it there too.";
        }

        if (tried.Recovery is { Stuck: > 0 })
        {
            yield return $"In {tried.Recovery.Outages} simulated outages {tried.Recovery.Stuck} pod(s) could not come back because of constraints.";
        }

        if (tried.Unplaced > 0)
        {
            yield return $"Up to {tried.Unplaced} of its pods found no node in the trials.";
        }
    }
}
