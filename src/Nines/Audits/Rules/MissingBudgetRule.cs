using System.Collections.Immutable;
using Nines.Audits.Findings;
using Nines.Audits.Losses;
using Nines.Clusters;
using Nines.Text;

namespace Nines.Audits.Rules;

/// <summary>Workloads of two pods or more without a budget. One pod is not helped by one: it can only block drains, or do nothing.</summary>
internal sealed class MissingBudgetRule : IFindingRule
{
    public static FindingKind Kind { get; } = new("NINE201", Severity.Warning, "No PodDisruptionBudget",
        "A drain or an upgrade can evict all of its pods at the same time.",
        "Add a PodDisruptionBudget with spec.maxUnavailable: 1.") { Reads = ["PodDisruptionBudget"] };

    public ImmutableArray<FindingKind> Kinds { get; } = [Kind];

    public IEnumerable<Finding> Find(AuditContext context)
    {
        foreach (WorkloadAudit audit in context.Workloads)
        {
            Workload workload = audit.Workload;
            int wanted = Math.Max(workload.Replicas, context.AutoscalersOf(workload).Select(autoscaler => autoscaler.Min).DefaultIfEmpty().Max());
            if (!Scope.IsWanted(workload) || wanted < 2 || Scope.IsPlatform(workload) || workload.AnyTemplate is null
                || audit.Requirement is { Source: RequirementSource.Stated, Pods: 0 } || context.Facts.Budgets.IsCovered(workload))
            {
                continue;
            }

            int max = workload.Pods.IsDefaultOrEmpty ? 0
                : workload.Pods.Where(pod => pod.Node is not null && !pod.IsTerminating).GroupBy(pod => pod.Node, StringComparer.Ordinal)
                    .Select(node => node.Count()).DefaultIfEmpty().Max();
            string hit = max > 1
                ? $"a drain of one node evicts {max} of them at once"
                : "nodes that are drained together evict as many of them at once";
            yield return Finding.Create(Kind, workload.Name, $"{FindingPhrases.Pods(wanted)} and no PodDisruptionBudget: {hit}.") with
            {
                Fix = $"Add a PodDisruptionBudget with maxUnavailable: 1 and the selector {SelectorFormatter.Format(SelectorOf(workload))}.",
            };
        }
    }

    private static LabelSelector SelectorOf(Workload workload) => workload.Selector is { Requirements.IsEmpty: false } own
        ? own
        : LabelSelector.FromLabels([.. workload.AnyTemplate!.Labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => (label.Key, label.Value))]);
}
