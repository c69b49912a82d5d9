using System.Collections.Immutable;
using Nines.Audits.Findings;
using Nines.Audits.Losses;
using Nines.Clusters;

namespace Nines.Audits.Rules;

/// <summary>Budgets that select too little or together too much.</summary>
internal sealed class BudgetSelectorsRule : IExposureRule
{
    public ImmutableArray<ExposureKind> Kinds { get; } = [ExposureCatalogue.BudgetsOverlap, ExposureCatalogue.BudgetMatchesNothing];

    public IEnumerable<Exposure> Find(AuditContext context)
    {
        foreach (WorkloadAudit audit in context.Workloads)
        {
            // Drains leave pods of daemons and static pods alone.
            Workload workload = audit.Workload;
            ImmutableArray<DisruptionBudget> budgets = workload.Kind is WorkloadKind.DaemonSet or WorkloadKind.StaticPod
                || (workload.Pods.IsDefaultOrEmpty && workload.Replicas == 0)
                ? [] : context.Facts.Budgets.OverlapsOf(workload);
            if (budgets.Length > 1)
            {
                string[] names = [.. budgets.Select(budget => budget.Name.Name).Order(StringComparer.Ordinal)];
                yield return Exposure.Of(ExposureCatalogue.BudgetsOverlap, workload.Name,
                    $"PodDisruptionBudgets {Wording.List(names)} {(names.Length == 2 ? "both" : "all")} select its pods: none of these can be evicted.", string.Join(',', names));
            }
        }

        foreach (BudgetUse use in context.Facts.Budgets.All.Where(use => use.Workloads.IsEmpty && context.Options.JudgesNamespace(use.Budget.Name.Namespace)))
        {
            string space = use.Budget.Name.Namespace;
            string message = use.Budget.Selector is null
                ? $"It has no selector, and so matches no pod of namespace {space}."
                : $"Its selector {SelectorText.Of(use.Budget.Selector)} matches no pod of namespace {space}.";
            string? meant = use.Budget.Selector is { } selector ? context.Facts.Near.To(space, selector) : null;
            yield return Exposure.Of(ExposureCatalogue.BudgetMatchesNothing, use.Budget.Name, message) with
            {
                Fix = meant is null ? "" : $"Pods there have {meant}: is that meant? Else delete the budget.",
            };
        }
    }
}
