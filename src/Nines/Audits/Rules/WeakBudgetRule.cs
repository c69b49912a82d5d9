using System.Collections.Immutable;
using Nines.Audits.Findings;
using Nines.Clusters;
using Nines.Text;

namespace Nines.Audits.Rules;

/// <summary>Budgets that keep nothing, and pods that are not ready and that a budget holds on to.</summary>
internal sealed class WeakBudgetRule : IFindingRule
{
    // unhealthyPodEvictionPolicy is on by default from 1.27.
    private const int FirstWithPolicy = 27;

    public static FindingKind BudgetProtectsNothing { get; } = new("NINE207", Severity.Warning, "The disruption budget allows all pods to be evicted at the same time",
        "With minAvailable 0, or maxUnavailable of all pods, a drain can evict every pod.",
        "Set spec.maxUnavailable: 1.") { Reads = ["PodDisruptionBudget"] };

    public static FindingKind UnhealthyPodsBlockDrains { get; } = new("NINE208", Severity.Warning, "Pods that are not ready block drains",
        "While fewer pods are healthy than the budget requires, pods that are not ready cannot be evicted either: one broken pod stops an upgrade.",
        "Set spec.unhealthyPodEvictionPolicy: AlwaysAllow.") { Reads = ["PodDisruptionBudget"] };

    public ImmutableArray<FindingKind> Kinds { get; } = [BudgetProtectsNothing, UnhealthyPodsBlockDrains];

    public IEnumerable<Finding> Find(AuditContext context)
    {
        foreach (BudgetUse use in BudgetsInScope.Find(context))
        {
            // With one pod, permitting its eviction can be a deliberate choice.
            int expected = use.ExpectedNow;
            if (expected > 1 && !use.SaysNothing && use.Budget.Needs(expected) <= 0)
            {
                yield return Finding.Create(BudgetProtectsNothing, use.Budget.Name,
                    $"With {use.Rule} all of its {FindingPhrases.Pods(expected)} can be evicted at the same time.");
            }

            if (expected > 0 && context.Facts.Serving.AreKnown && Stuck(use, expected) is { } stuck)
            {
                yield return context.Snapshot.MinorVersion is < FirstWithPolicy
                    ? stuck with { Fix = "Fix or delete these pods; from Kubernetes 1.27 on, unhealthyPodEvictionPolicy: AlwaysAllow allows their eviction." }
                    : stuck;
            }
        }
    }

    /// <summary>An eviction of a pod that is not ready passes only while the others alone are as many as the budget wants.</summary>
    private static Finding? Stuck(BudgetUse use, int expected)
    {
        if (use.Budget.AlwaysEvictsUnhealthy || use.SaysNothing)
        {
            return null;
        }

        int healthy = 0;
        int running = 0;
        foreach (Pod pod in use.Workloads.SelectMany(workload => workload.Pods.IsDefault ? [] : workload.Pods))
        {
            if (pod.IsTerminating || use.Budget.Selector?.Matches(pod.Template.Labels) != true)
            {
                continue;
            }

            healthy += pod.IsReady ? 1 : 0;
            running += !pod.IsReady && pod is { Node: not null, Phase: not PodPhase.Pending } ? 1 : 0;
        }

        int needs = use.Budget.Needs(expected);
        return running == 0 || healthy >= needs ? null : Finding.Create(UnhealthyPodsBlockDrains, use.Budget.Name,
            $"{FindingPhrases.Pods(running)} {(running == 1 ? "is" : "are")} not ready and cannot be evicted: the budget requires {needs} healthy pods and there {(healthy == 1 ? "is" : "are")} {healthy}.");
    }
}
