using System.Collections.Immutable;
using System.Globalization;
using Nines.Audits.Findings;
using Nines.Audits.Losses;
using Nines.Clusters;
using Nines.Domains;
using Nines.Text;

namespace Nines.Audits.Rules;

/// <summary>
/// Budgets against the loss of a zone, a fault domain or an update domain. Every budget is used up for the minutes until lost pods are
/// back, which is what it is for and worth a note; it matters when they cannot come back. A budget that keeps no more than a quorum does
/// what it should.
/// </summary>
internal sealed class BudgetAfterLossRule : IFindingRule
{
    public static FindingKind Kind { get; } = new("NINE206", Severity.Warning, "After the loss of one failure domain the disruption budget blocks every eviction",
        "With the fullest domain lost, fewer pods are healthy than the budget requires, or lost pods cannot be rescheduled: nodes cannot be drained or upgraded during the outage.",
        "Lower spec.minAvailable, use spec.maxUnavailable, or run more replicas over more domains.") { Reads = ["PodDisruptionBudget"] };

    public ImmutableArray<FindingKind> Kinds { get; } = [Kind];

    public IEnumerable<Finding> Find(AuditContext context)
    {
        HashSet<(ObjectName Workload, string Domain)> stranded =
        [
            .. context.Capacity.SelectMany(loss => loss.Stranded, static (loss, pods) => (pods.Workload, Key(loss.Level, loss.Domain))),
        ];
        foreach (BudgetUse use in BudgetsInScope.Find(context))
        {
            WorkloadAudit[] audits = [.. use.Workloads.Where(workload => workload.IsReplicated).Select(workload => context.Facts.InScope.GetValueOrDefault(workload.Name)).OfType<WorkloadAudit>()];
            int expected = use.ExpectedNow;

            // What is not judged has no losses to add up; what allows nothing at all is reported already.
            if (audits.Length == 0 || audits.Length != use.Workloads.Length || expected == 0 || use.SaysNothing || BlockingBudgetRule.IsBlocked(use))
            {
                continue;
            }

            foreach (DomainLevel level in context.Domains.Levels.Where(level => level.Kind is DomainKind.Zone or DomainKind.FaultDomain or DomainKind.UpdateDomain))
            {
                if (context.Domains.Of(level).Length > 1 && Find(use, audits, level, expected, stranded) is { } finding)
                {
                    yield return finding;
                }
            }
        }
    }

    private static Finding? Find(
        BudgetUse use, WorkloadAudit[] audits, DomainLevel level, int expected, HashSet<(ObjectName Workload, string Domain)> stranded)
    {
        var lost = new Dictionary<string, (FailureDomain Domain, int Pods)>(StringComparer.Ordinal);
        foreach (DomainLoss loss in audits.SelectMany(audit => audit.Losses.Where(losses => losses.Level == level)).SelectMany(losses => losses.Losses))
        {
            lost[loss.Domain.Id] = (loss.Domain, loss.Lost + (lost.TryGetValue(loss.Domain.Id, out (FailureDomain, int Pods) before) ? before.Pods : 0));
        }

        if (lost.Count == 0)
        {
            return null;
        }

        (FailureDomain domain, int pods) = lost.Values.OrderByDescending(loss => loss.Pods).ThenBy(loss => loss.Domain.Id, StringComparer.Ordinal).First();
        int serving = audits.Sum(audit => audit.Serving);
        int left = serving - pods;
        int needs = use.Budget.Needs(expected);
        string? staysAway = StaysAway(audits, level, domain, stranded);
        bool keepsQuorum = audits is [{ Requirement: { Source: RequirementSource.Quorum } quorum }] && needs <= quorum.Pods;

        // With nothing left there is nothing to evict either; that is reported of the workload.
        if (left <= 0 || left > needs || keepsQuorum || (left == needs && staysAway is null))
        {
            return null;
        }

        string back = staysAway ?? "until enough pods are back, no node with its pods can be drained";
        int enough = expected - pods - 1;
        var finding = Finding.Create(Kind, use.Budget.Name, string.Create(CultureInfo.InvariantCulture,
            $"The loss of {domain.Label} takes {pods} of {FindingPhrases.Pods(serving)} and leaves {left}, while {use.Rule} requires {needs} healthy pods: {back}."), level.Key);
        return finding with
        {
            LevelKey = level.Key,
            Domains = [domain],
            Severity = staysAway is null ? Severity.Note : finding.Severity,
            Fix = enough > 0
                ? string.Create(CultureInfo.InvariantCulture, $"Use maxUnavailable: {pods + 1}, which keeps {enough} of {expected}, or run more replicas over more {level.Title}s.")
                : $"Run more replicas over more {level.Title}s.",
        };
    }

    private static string? StaysAway(WorkloadAudit[] audits, DomainLevel level, FailureDomain domain, HashSet<(ObjectName Workload, string Domain)> stranded)
    {
        foreach (WorkloadAudit audit in audits)
        {
            bool isHit = audit.Losses.Any(losses => losses.Level == level && losses.Losses.Any(loss => loss.Domain.Id == domain.Id));
            if (isHit && audit.Workload.Kind == WorkloadKind.StatefulSet)
            {
                return "pods of a StatefulSet are not recreated while their lost node is registered, and until then no node with its pods can be drained";
            }

            if (isHit && stranded.Contains((audit.Workload.Name, Key(level, domain))))
            {
                return "the lost pods do not fit on the remaining nodes, and until the domain is back no node with its pods can be drained";
            }
        }

        return null;
    }

    private static string Key(DomainLevel level, FailureDomain domain) => $"{level.Key}\n{domain.Id}";
}
