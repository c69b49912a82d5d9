using System.Collections.Immutable;
using Nines.Audits.Findings;
using Nines.Clusters;
using Nines.Text;

namespace Nines.Audits.Rules;

/// <summary>Budgets that allow no eviction with all pods healthy: now, or when the autoscaler is at its minimum.</summary>
internal sealed class BlockingBudgetRule : IFindingRule
{
    public static FindingKind BudgetBlocksDrains { get; } = new("NINE202", Severity.Error, "The disruption budget allows no eviction even when all pods are healthy",
        "No pod can be evicted: drains hang, and node upgrades fail or are forced after their timeout.",
        "Set spec.maxUnavailable: 1, or run one more replica than spec.minAvailable.") { Reads = ["PodDisruptionBudget"] };

    public static FindingKind BudgetAboveAutoscalerMinimum { get; } = new("NINE203", Severity.Warning, "The disruption budget requires at least the autoscaler's minimum",
        "At low load the autoscaler scales down to its minimum, and then no pod can be evicted.",
        "Set spec.maxUnavailable: 1, or a minimum above spec.minAvailable.") { Reads = ["PodDisruptionBudget", "HorizontalPodAutoscaler"] };

    public ImmutableArray<FindingKind> Kinds { get; } = [BudgetBlocksDrains, BudgetAboveAutoscalerMinimum];

    public IEnumerable<Finding> Find(AuditContext context)
    {
        foreach (BudgetUse use in BudgetsInScope.Find(context))
        {
            if (BlocksNow(use) is { } blocks)
            {
                yield return blocks;
            }
            else if (AtMinimum(context, use) is { } later)
            {
                yield return later;
            }
        }
    }

    /// <summary>Returns true if it allows no eviction even when every pod is healthy.</summary>
    public static bool IsBlocked(BudgetUse use) => BlocksNow(use) is not null;

    private static Finding? BlocksNow(BudgetUse use)
    {
        int expected = use.ExpectedNow;
        if (use.Workloads.IsEmpty || expected == 0)
        {
            return null;
        }

        ObjectName name = use.Budget.Name;
        if (use.SaysNothing)
        {
            return Finding.Create(BudgetBlocksDrains, name,
                $"It sets neither minAvailable nor maxUnavailable: none of its {FindingPhrases.Pods(expected)} can be evicted.") with
            {
                Fix = "Set maxUnavailable: 1.",
            };
        }

        if (use.CountsByOwner && use.Workloads.FirstOrDefault(workload => workload.Kind is WorkloadKind.Job or WorkloadKind.DaemonSet) is { } uncounted)
        {
            return Finding.Create(BudgetBlocksDrains, name,
                $"It sets {use.Rule}, but selects pods of {uncounted.Name.Kind} {uncounted.Name.Name}, which has no number of replicas to count from: no pod it selects can be evicted.") with
            {
                Fix = $"Narrow its selector to exclude the pods of {uncounted.Name.Kind} {uncounted.Name.Name}, or use a plain number for minAvailable.",
            };
        }

        int needs = use.Budget.Needs(expected);
        return needs < expected ? null : Finding.Create(BudgetBlocksDrains, name,
            $"With {use.Rule} it requires {needs} of {FindingPhrases.Pods(expected)} to be healthy: none can be evicted.") with
        {
            Fix = expected == 1
                ? "Run two replicas or more, and use maxUnavailable: 1."
                : $"Use maxUnavailable: 1 instead of {use.Rule}{(use.Budget.MinAvailable is { IsPercent: false } ? $", or run {needs + 1L} replicas" : "")}.",
        };
    }

    private static Finding? AtMinimum(AuditContext context, BudgetUse use)
    {
        Autoscaler? lowest = null;
        int Least(Workload workload)
        {
            // None at all is no state that a budget has to do with: the last pod that stays is.
            Autoscaler? own = context.AutoscalersOf(workload).MinBy(autoscaler => autoscaler.Min);
            int min = own is null ? int.MaxValue : Math.Max(1, own.Min);
            if (own is null || min >= workload.Replicas)
            {
                return workload.IsReplicated ? workload.Replicas : workload.Pods.IsDefault ? 0 : workload.Pods.Length;
            }

            lowest ??= own;
            return min;
        }

        int expected = use.Expected(Least);
        int needs = use.Budget.Needs(expected);
        return lowest is null || expected == 0 || needs < expected ? null : Finding.Create(BudgetAboveAutoscalerMinimum, use.Budget.Name,
            $"With {use.Rule} it requires {needs} healthy pods, and HorizontalPodAutoscaler {lowest.Name.Name} can scale down to {lowest.Min}: "
            + $"with {FindingPhrases.Pods(expected)} none can be evicted.", lowest.Name.Name) with
        {
            Fix = $"Use maxUnavailable: 1{(expected == 1 ? " and a minReplicas of 2 or more" : $", or a minReplicas of {needs + 1L} or more")}.",
        };
    }
}

/// <summary>The budgets that this audit is about.</summary>
internal static class BudgetsInScope
{
    /// <summary>Those before a workload that is judged, and those before none in a namespace that is.</summary>
    public static IEnumerable<BudgetUse> Find(AuditContext context) => context.Facts.Budgets.All.Where(use => use.Workloads.IsEmpty
        ? context.Options.IncludesNamespace(use.Budget.Name.Namespace)
        : use.Workloads.Any(workload => context.Facts.InScope.ContainsKey(workload.Name)));
}
