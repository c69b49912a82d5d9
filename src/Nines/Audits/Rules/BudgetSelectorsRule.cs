using System.Collections.Immutable;
using Nines.Audits.Findings;
using Nines.Audits.Losses;
using Nines.Clusters;

namespace Nines.Audits.Rules;

/// <summary>Budgets that select too little or together too much.</summary>
internal sealed class BudgetSelectorsRule : IFindingRule
{
    public ImmutableArray<FindingKind> Kinds { get; } = [FindingCatalog.BudgetsOverlap, FindingCatalog.BudgetMatchesNothing];

    public IEnumerable<Finding> Find(AuditContext context)
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
                yield return Finding.Create(FindingCatalog.BudgetsOverlap, workload.Name,
                    $"PodDisruptionBudgets {FindingPhrases.List(names)} {(names.Length == 2 ? "both" : "all")} select its pods: none of these can be evicted.", string.Join(',', names));
            }
        }

        foreach (BudgetUse use in context.Facts.Budgets.All.Where(use => use.Workloads.IsEmpty && context.Options.JudgesNamespace(use.Budget.Name.Namespace)))
        {
            string ns = use.Budget.Name.Namespace;
            string message = use.Budget.Selector is null
                ? $"It has no selector, and so matches no pod of namespace {ns}."
                : $"Its selector {SelectorText.Format(use.Budget.Selector)} matches no pod of namespace {ns}.";
            string? meant = use.Budget.Selector is { } selector ? context.Facts.Near.To(ns, selector) : null;
            yield return Finding.Create(FindingCatalog.BudgetMatchesNothing, use.Budget.Name, message) with
            {
                Fix = meant is null ? "" : $"Pods there have {meant}: is that meant? Else delete the budget.",
            };
        }
    }
}
