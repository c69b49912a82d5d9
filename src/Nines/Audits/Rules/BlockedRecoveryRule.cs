using System.Collections.Immutable;
using System.Globalization;
using Nines.Audits.Findings;
using Nines.Audits.Losses;
using Nines.Clusters;
using Nines.Text;

namespace Nines.Audits.Rules;

/// <summary>
/// Hard constraints that keep lost pods from coming back. A lost domain whose nodes are still registered counts with no pod in it, so
/// that every other may hold maxSkew pods at most; with minDomains above what is left it is the same when the nodes are gone.
/// </summary>
internal sealed class BlockedRecoveryRule : IFindingRule
{
    public static FindingKind Kind { get; } = new("NINE306", Severity.Warning, "A hard spread constraint keeps lost pods from being rescheduled",
        "While the nodes of a lost domain are still registered, the domain counts as an empty one and the constraint rejects every other domain: lost pods stay Pending during the outage. Cordoned nodes have the same effect.",
        "Set nodeTaintsPolicy: Honor and no minDomains above the number of remaining domains, or whenUnsatisfiable: ScheduleAnyway.");

    public ImmutableArray<FindingKind> Kinds { get; } = [Kind];

    public IEnumerable<Finding> Find(AuditContext context)
    {
        foreach (WorkloadAudit audit in context.Workloads)
        {
            Workload workload = audit.Workload;
            if (!Scope.IsWanted(workload) || workload.AnyTemplate is not { Spread.IsDefaultOrEmpty: false } template
                || !Scope.IsPlacedByDefault(template))
            {
                continue;
            }

            foreach (SpreadConstraint written in template.Spread.Where(constraint => constraint.IsHard))
            {
                SpreadConstraint constraint = SpreadCounts.Read(written, context.Snapshot.Scheduler);
                if (!OwnPods.AreMeant(workload, constraint, context.Snapshot.Scheduler))
                {
                    continue;
                }

                var counts = SpreadCounts.Count(context, workload, template, constraint);
                Finding? finding = Now(context, workload, constraint, counts) ?? AfterLoss(context, workload, constraint, counts);
                if (finding is not null)
                {
                    yield return finding;
                }
            }
        }
    }

    private static Finding? AfterLoss(AuditContext context, Workload workload, SpreadConstraint constraint, SpreadCounts counts)
    {
        bool seesLostNodes = constraint.NodeTaintsPolicy == InclusionPolicy.Ignore;
        bool wantsMore = counts.Domains - 1 < constraint.MinDomains;
        if (!seesLostNodes && !wantsMore)
        {
            return null;
        }

        // With the lost domain at 0, each of the others has room up to maxSkew.
        long room = 0;
        int open = 0;
        foreach (int value in counts.Values)
        {
            if (!counts.IsOpen(value))
            {
                continue;
            }

            room += Math.Max(0, constraint.MaxSkew - counts[value]);
            open++;
        }

        (int worst, long stuck) = (-1, 0);
        foreach (int value in counts.Values)
        {
            // Where no other domain is open, it is not the constraint that keeps the pods out.
            bool isOpen = counts.IsOpen(value);
            if (counts.Own(value) == 0 || open - (isOpen ? 1 : 0) == 0)
            {
                continue;
            }

            long others = room - (isOpen ? Math.Max(0, constraint.MaxSkew - counts[value]) : 0);
            long left = Math.Min(counts.Own(value), counts[value] - others);
            if (left > stuck)
            {
                (worst, stuck) = (value, left);
            }
        }

        if (worst < 0)
        {
            return null;
        }

        string domain = context.Facts.ValueName(constraint.TopologyKey, counts.Node(worst));
        string why = seesLostNodes
            ? string.Create(CultureInfo.InvariantCulture, $"while its nodes are registered it counts as empty, and with maxSkew {constraint.MaxSkew} the others may hold {constraint.MaxSkew} each")
            : string.Create(CultureInfo.InvariantCulture,
                $"minDomains {constraint.MinDomains} is more than the {counts.Domains - 1} remaining, and with maxSkew {constraint.MaxSkew} each may hold {constraint.MaxSkew}");
        var finding = Finding.Create(Kind, workload.Name, string.Create(CultureInfo.InvariantCulture,
            $"After the loss of {domain}, {FindingPhrases.Pods(stuck)} {(stuck == 1 ? "stays" : "stay")} Pending: {why}."), constraint.TopologyKey);
        return finding with
        {
            LevelKey = context.Facts.LevelOf(constraint.TopologyKey)?.Key ?? "",
            Domains = context.Facts.DomainOf(constraint.TopologyKey, counts.Node(worst)) is { } lost ? [lost] : [],

            // Pods of a StatefulSet wait for their node anyway, until an operator deletes it.
            Severity = workload.Kind == WorkloadKind.StatefulSet && seesLostNodes ? Severity.Note : finding.Severity,
            Fix = Fix(context, constraint, counts, seesLostNodes, wantsMore),
        };
    }

    /// <summary>A domain whose nodes are all cordoned or sick holds every other one down already.</summary>
    private static Finding? Now(AuditContext context, Workload workload, SpreadConstraint constraint, SpreadCounts counts)
    {
        int min = counts.Min(constraint);
        int closed = -1;
        bool hasOpen = false;
        foreach (int value in counts.Values)
        {
            if (counts.IsOpen(value))
            {
                hasOpen = true;
                if (counts[value] + 1L - min <= constraint.MaxSkew)
                {
                    return null;
                }
            }
            else if (closed < 0 && counts[value] == min)
            {
                closed = value;
            }
        }

        if (closed < 0 || !hasOpen)
        {
            return null;
        }

        string domain = context.Facts.ValueName(constraint.TopologyKey, counts.Node(closed));
        return Finding.Create(Kind, workload.Name, string.Create(CultureInfo.InvariantCulture,
            $"No further pod can be scheduled now: no node of {domain} takes pods, it has {FindingPhrases.Pods(min)}, and with maxSkew {constraint.MaxSkew} the others may hold {min + constraint.MaxSkew} each."),
            constraint.TopologyKey + ":now") with
        {
            LevelKey = context.Facts.LevelOf(constraint.TopologyKey)?.Key ?? "",
            Domains = context.Facts.DomainOf(constraint.TopologyKey, counts.Node(closed)) is { } found ? [found] : [],
            Fix = Fix(context, constraint, counts, seesLostNodes: true, wantsMore: false),
        };
    }

    private static string Fix(AuditContext context, SpreadConstraint constraint, SpreadCounts counts, bool seesLostNodes, bool wantsMore)
    {
        string less = wantsMore && constraint.MinDomains > 1
            ? string.Create(CultureInfo.InvariantCulture, $"minDomains of {Math.Max(1, counts.Domains - 1)} or less")
            : "";
        return !seesLostNodes ? $"Set {less} in the constraint over {constraint.TopologyKey}, or use whenUnsatisfiable: ScheduleAnyway."
            : context.Snapshot.Scheduler.KnowsInclusionPolicies
                ? $"Set nodeTaintsPolicy: Honor{(less.Length > 0 ? " and " + less : "")} in the constraint over {constraint.TopologyKey}, or use whenUnsatisfiable: ScheduleAnyway."
                : $"Use whenUnsatisfiable: ScheduleAnyway in the constraint over {constraint.TopologyKey}; nodeTaintsPolicy: Honor needs Kubernetes 1.26.";
    }
}
