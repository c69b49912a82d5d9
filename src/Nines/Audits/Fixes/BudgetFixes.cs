using System.Collections.Immutable;
using Nines.Audits.Findings;
using Nines.Audits.Rules;
using Nines.Clusters;

namespace Nines.Audits.Fixes;

/// <summary>Budgets and autoscalers: what can be said by arithmetic alone.</summary>
internal static class BudgetFixes
{
    private static readonly ImmutableHashSet<FindingKind> _tooStrict =
    [
        BlockingBudgetRule.BudgetBlocksDrains, BlockingBudgetRule.BudgetAboveAutoscalerMinimum, BudgetAfterLossRule.Kind,
    ];

    /// <summary>A budget for a workload that has none and will have two pods or more; null when that is not so.</summary>
    public static Patch? New(Workload workload, int replicas, ImmutableArray<Finding> findings, ClusterSnapshot snapshot, ServerRules rules)
    {
        ImmutableArray<Finding> closes = [.. findings.Where(finding => finding.Kind == MissingBudgetRule.Kind)];
        if (closes.IsEmpty || replicas < 2 || workload.Selector is not { Requirements.IsEmpty: false } selector)
        {
            return null;
        }

        string ns = workload.Name.Namespace;
        bool isTaken = snapshot.Budgets.Any(budget => budget.Name.Namespace == ns && budget.Name.Name == workload.Name.Name);
        var name = new ObjectName("PodDisruptionBudget", ns, isTaken ? workload.Name.Name + "-nines" : workload.Name.Name);
        return new Patch
        {
            Target = name,
            Way = PatchWay.Apply,
            Body = PatchBodies.OfNewBudget(name, selector, rules),
            Closes = closes,
            Notes = [$"Of {replicas} pods one can be evicted at a time, so that drains go on."],
        };
    }

    /// <summary>Fixes a budget.</summary>
    /// <returns>Null if every fix needs a decision of the user.</returns>
    /// <param name="budget">The budget.</param>
    /// <param name="findings">Its own.</param>
    /// <param name="workloads">Those that it protects, with the replicas that they will have.</param>
    /// <param name="rules">Fields that the server knows.</param>
    public static Patch? Fix(DisruptionBudget budget, ImmutableArray<Finding> findings, IReadOnlyCollection<(Workload Workload, int Replicas)> workloads, ServerRules rules)
    {
        bool protectsNothing = findings.Any(finding => finding.Kind == WeakBudgetRule.BudgetProtectsNothing);
        bool isTooStrict = findings.Any(finding => _tooStrict.Contains(finding.Kind));
        bool holdsUnhealthy = rules.HasUnhealthyPodEvictionPolicy && findings.Any(finding => finding.Kind == WeakBudgetRule.UnhealthyPodsBlockDrains);

        // One pod that may go of one is an outage, which is not for a patch to decide.
        bool allowsOne = (protectsNothing || isTooStrict) && budget.MaxUnavailable != new Amount(1) && workloads.Count > 0 && workloads.All(each => each.Replicas >= 2);
        if (!allowsOne && !holdsUnhealthy)
        {
            return null;
        }

        return new Patch
        {
            Target = budget.Name,
            Way = PatchWay.Merge,
            Body = PatchBodies.OfBudget(budget.Name, allowsOne, holdsUnhealthy, rules),
            Closes =
            [
                .. findings.Where(finding =>
                    (allowsOne && (_tooStrict.Contains(finding.Kind) || finding.Kind == WeakBudgetRule.BudgetProtectsNothing))
                    || (holdsUnhealthy && finding.Kind == WeakBudgetRule.UnhealthyPodsBlockDrains)),
            ],
            Notes = allowsOne
                ? [$"Was {Before(budget)}. Of {string.Join(" and ", workloads.Select(each => each.Replicas))} pods one can be evicted at a time. Change it in your manifests too."]
                : [],
        };
    }

    /// <summary>Raises the minimum of an autoscaler; null when that is not asked for.</summary>
    /// <param name="autoscaler">The autoscaler.</param>
    /// <param name="replicas">Desired minimum of its workload.</param>
    /// <param name="closes">Findings that it closes.</param>
    /// <param name="rules">Fields that the server knows.</param>
    public static Patch? Raise(Autoscaler autoscaler, int replicas, ImmutableArray<Finding> closes, ServerRules rules)
    {
        int minimum = Math.Max(2, replicas);
        return minimum <= autoscaler.Min || minimum > autoscaler.Max ? null : new Patch
        {
            Target = autoscaler.Name,
            Way = PatchWay.Merge,
            Body = PatchBodies.OfAutoscaler(autoscaler.Name, minimum, rules),
            Closes = closes,
            Notes = [$"Was minReplicas {autoscaler.Min}. Change it in your manifests too."],
        };
    }

    private static string Before(DisruptionBudget budget) =>
        budget.MinAvailable is { } min ? $"minAvailable {min}" : budget.MaxUnavailable is { } max ? $"maxUnavailable {max}" : "without a number";
}
