using System.Collections.Immutable;
using System.Globalization;
using Nines.Audits.Findings;
using Nines.Audits.Losses;
using Nines.Clusters;
using Nines.Text;

namespace Nines.Audits.Rules;

/// <summary>Pods that lie less evenly than their constraint allows, counted as the scheduler's filter counts.</summary>
internal sealed class SpreadViolationRule : IFindingRule
{
    public static FindingKind Kind { get; } = new("NINE304", Severity.Warning, "The pods are less evenly spread than the constraint requires",
        "Constraints apply only when a pod is scheduled: after scale-downs, drains and failures the pods stay where they are.",
        "Restart the rollout, or run a descheduler.");

    public ImmutableArray<FindingKind> Kinds { get; } = [Kind];

    public IEnumerable<Finding> Find(AuditContext context)
    {
        foreach (WorkloadAudit audit in context.Workloads)
        {
            Workload workload = audit.Workload;

            // While two versions run side by side, what is uneven is on its way somewhere else.
            if (!Scope.IsWanted(workload) || workload.Pods.IsDefaultOrEmpty || workload.AnyTemplate is not { Spread.IsDefaultOrEmpty: false } template
                || !Scope.IsPlacedByDefault(template) || AddedLabels.IsInRollout(workload))
            {
                continue;
            }

            foreach (SpreadConstraint written in template.Spread)
            {
                SpreadConstraint constraint = SpreadCounts.Read(written, context.Snapshot.Scheduler);
                if (OwnPods.AreMeant(workload, constraint, context.Snapshot.Scheduler) && Find(context, workload, template, constraint) is { } finding)
                {
                    yield return finding;
                }
            }
        }
    }

    private static Finding? Find(AuditContext context, Workload workload, PodTemplate template, SpreadConstraint constraint)
    {
        var counts = SpreadCounts.Count(context, workload, template, constraint);
        int fullest = counts.Fullest;
        int min = counts.Min(constraint);
        int skew = fullest - min;

        if (skew <= constraint.MaxSkew)
        {
            return null;
        }

        // Where every emptier domain takes no pods now, the cluster could not do better.
        int full = counts.Values.FirstOrDefault(value => counts[value] == fullest, -1);
        if (full < 0 || counts.Own(full) == 0 || !counts.Values.Any(value => counts[value] < fullest && counts.IsOpen(value)))
        {
            return null;
        }

        int empty = counts.Values.OrderBy(value => counts[value]).First();
        string where = counts.Domains < constraint.MinDomains
            ? string.Create(CultureInfo.InvariantCulture, $", and with {counts.Domains} of the {constraint.MinDomains} domains that it requires, this is compared with 0")
            : string.Create(CultureInfo.InvariantCulture, $" and {context.Facts.ValueName(constraint.TopologyKey, counts.Node(empty))} has {counts[empty]}");
        var finding = Finding.Create(Kind, workload.Name, string.Create(CultureInfo.InvariantCulture,
            $"Of the pods that its constraint counts, {context.Facts.ValueName(constraint.TopologyKey, counts.Node(full))} has {fullest}{where}: a skew of {skew} with maxSkew {constraint.MaxSkew}."),
            MissedPodsRule.DetailOf(constraint));
        return finding with
        {
            LevelKey = context.Facts.LevelOf(constraint.TopologyKey)?.Key ?? "",
            Severity = constraint.IsHard ? finding.Severity : Severity.Note,
            Domains = context.Facts.DomainOf(constraint.TopologyKey, counts.Node(full)) is { } domain ? [domain] : [],
            Fix = workload.Kind == WorkloadKind.Deployment ? $"Run kubectl -n {workload.Name.Namespace} rollout restart deployment {workload.Name.Name}, or run a descheduler." : "",
        };
    }
}
