using System.Collections.Immutable;
using Nines.Audits.Findings;
using Nines.Audits.Losses;
using Nines.Clusters;
using Nines.Text;

namespace Nines.Audits.Rules;

/// <summary>Constraints and anti-affinity rules whose selector misses the pods that they stand in.</summary>
internal sealed class MissedPodsRule : IFindingRule
{
    public static FindingKind SpreadMissesOwnPods { get; } = new("NINE302", Severity.Error, "A spread constraint does not count the workload's own pods",
        "Its selector is missing or does not match the pods' labels, so the scheduler does not spread them.",
        "Set the constraint's labelSelector to the selector of the workload.");

    public static FindingKind AntiAffinityMissesOwnPods { get; } = new("NINE305", Severity.Error, "An anti-affinity rule does not match the workload's own pods",
        "Its selector does not match the pods' labels, so it separates nothing.",
        "Set the term's labelSelector to the selector of the workload.");

    public ImmutableArray<FindingKind> Kinds { get; } = [SpreadMissesOwnPods, AntiAffinityMissesOwnPods];

    public IEnumerable<Finding> Find(AuditContext context)
    {
        foreach (WorkloadAudit audit in context.Workloads)
        {
            if (!Scope.IsWanted(audit.Workload) || audit.Workload.AnyTemplate is not { } template)
            {
                continue;
            }

            foreach (Finding finding in Constraints(context, audit.Workload, template).Concat(Terms(context, audit.Workload, template)))
            {
                yield return finding;
            }
        }
    }

    private static IEnumerable<Finding> Constraints(AuditContext context, Workload workload, PodTemplate template)
    {
        foreach (SpreadConstraint constraint in template.Spread.IsDefault ? [] : template.Spread)
        {
            if (OwnPods.AreMeant(workload, constraint, context.Snapshot.Scheduler))
            {
                continue;
            }

            string what = constraint.Selector is { Requirements.IsDefaultOrEmpty: false } selector
                ? $"selects {SelectorFormatter.Format(selector)}, which does not match its pods ({SelectorFormatter.Format(template.Labels)})"
                : "has no selector and counts no pod";
            var finding = Finding.Create(SpreadMissesOwnPods, workload.Name,
                $"The constraint over {constraint.TopologyKey} {what}: its {FindingPhrases.Pods(workload.Replicas)} are not spread by it.", DetailOf(constraint));
            yield return finding with
            {
                // One pod has nothing to be spread from, yet.
                Severity = workload.Replicas < 2 ? Severity.Warning : finding.Severity,
                LevelKey = context.Facts.LevelOf(constraint.TopologyKey)?.Key ?? "",
                Fix = $"Set its labelSelector to {OwnSelector(workload, template)}.",
            };
        }
    }

    /// <summary>A rule may well mean other pods: it is reported only when it means none at all, and no other rule keeps the own pods apart.</summary>
    private static IEnumerable<Finding> Terms(AuditContext context, Workload workload, PodTemplate template)
    {
        IReadOnlyDictionary<string, string>? ns = context.Snapshot.Namespaces.GetValueOrDefault(workload.Name.Namespace);
        PodAffinityTerm[] terms = [.. template.PodAffinity.RequiredAnti, .. template.PodAffinity.PreferredAnti.Select(term => term.Term)];
        if (workload.Replicas < 2 || terms.Length == 0 || terms.Any(term => OwnPods.AreMeant(workload, term, ns)))
        {
            yield break;
        }

        // What is asked for and wished for in the same words is one mistake.
        foreach (PodAffinityTerm term in terms.DistinctBy(DetailOf))
        {
            bool isSpread = !template.Spread.IsDefault && template.Spread.Any(constraint =>
                constraint.TopologyKey == term.TopologyKey && OwnPods.AreMeant(workload, constraint, context.Snapshot.Scheduler));
            if (isSpread || MeansAnything(context, workload, term))
            {
                continue;
            }

            yield return Finding.Create(AntiAffinityMissesOwnPods, workload.Name,
                $"The anti-affinity rule over {term.TopologyKey} selects {SelectorFormatter.Format(term.Selector)}, which matches no pod, not even its own ({SelectorFormatter.Format(template.Labels)}).",
                DetailOf(term)) with
            {
                LevelKey = context.Facts.LevelOf(term.TopologyKey)?.Key ?? "",
                Fix = $"Set its labelSelector to {OwnSelector(workload, template)}.",
            };
        }
    }

    /// <summary>Returns true if the rule keeps a pod away, now or once it runs.</summary>
    private static bool MeansAnything(AuditContext context, Workload workload, PodAffinityTerm term)
    {
        if (term.NamespaceSelector is not null)
        {
            // It may mean pods of namespaces that come and go.
            return term.Selector is not null;
        }

        IEnumerable<string> namespaces = term.Namespaces.IsDefaultOrEmpty ? [workload.Name.Namespace] : term.Namespaces;
        return term.Selector is { } selector && namespaces.Any(name => context.Facts.Pods.Find(name, selector).Any());
    }

    private static string DetailOf(PodAffinityTerm term) => $"{term.TopologyKey}:{SelectorFormatter.Format(term.Selector)}";

    public static string DetailOf(SpreadConstraint constraint) => $"{constraint.TopologyKey}:{(constraint.IsHard ? "DoNotSchedule" : "ScheduleAnyway")}";

    private static string OwnSelector(Workload workload, PodTemplate template) =>
        workload.Selector is { Requirements.IsDefaultOrEmpty: false } own ? SelectorFormatter.Format(own) : SelectorFormatter.Format(template.Labels);
}
