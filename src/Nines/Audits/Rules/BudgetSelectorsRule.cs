using System.Collections.Immutable;
using Nines.Audits.Findings;
using Nines.Audits.Losses;
using Nines.Clusters;
using Nines.Text;

namespace Nines.Audits.Rules;

/// <summary>Budgets that select too little or together too much.</summary>
internal sealed class BudgetSelectorsRule : IFindingRule
{
    public static FindingKind BudgetsOverlap { get; } = new("NINE204", Severity.Error, "Two disruption budgets select the same pod",
        "The API server refuses to evict such a pod (error 500): drains hang.",
        "Keep one budget for each workload.") { Reads = ["PodDisruptionBudget"] };

    public static FindingKind BudgetMatchesNothing { get; } = new("NINE205", Severity.Warning, "The disruption budget selects no pod",
        "It protects nothing; often its selector has a typo.",
        "Set spec.selector to the labels of the pods, or delete the budget.") { Reads = ["PodDisruptionBudget"] };

    public ImmutableArray<FindingKind> Kinds { get; } = [BudgetsOverlap, BudgetMatchesNothing];

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
                yield return Finding.Create(BudgetsOverlap, workload.Name,
                    $"PodDisruptionBudgets {FindingPhrases.List(names)} {(names.Length == 2 ? "both" : "all")} select its pods: none of these can be evicted.", string.Join(',', names));
            }
        }

        foreach (BudgetUse use in context.Facts.Budgets.All.Where(use => use.Workloads.IsEmpty && context.Options.IncludesNamespace(use.Budget.Name.Namespace)))
        {
            string ns = use.Budget.Name.Namespace;
            string message = use.Budget.Selector is null
                ? $"It has no selector and selects no pod in namespace {ns}."
                : $"Its selector {SelectorFormatter.Format(use.Budget.Selector)} matches no pod in namespace {ns}.";
            string? meant = use.Budget.Selector is { } selector ? context.Facts.Near.Suggest(ns, selector) : null;
            yield return Finding.Create(BudgetMatchesNothing, use.Budget.Name, message) with
            {
                Fix = meant is null ? "" : $"Pods there have {meant}: select these if they are the intended ones, otherwise delete the budget.",
            };
        }
    }
}
