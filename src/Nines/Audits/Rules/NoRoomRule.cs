using System.Collections.Immutable;
using System.Globalization;
using Nines.Audits.Findings;
using Nines.Audits.Losses;
using Nines.Clusters;
using Nines.Domains;
using Nines.Text;

namespace Nines.Audits.Rules;

/// <summary>Domains whose pods the rest of the cluster cannot take, and the workloads that then stay below what they need.</summary>
internal sealed class NoRoomRule : IFindingRule
{
    public static FindingKind DoesNotFitAfterLoss { get; } = new("NINE701", Severity.Error, "After the loss of one failure domain its pods do not fit on the remaining nodes",
        "The lost pods stay Pending until the domain is back, and fewer pods serve than the workload requires.",
        "Keep the capacity of one domain free, raise the workload's priority, or lower its requests to what it uses.");

    public static FindingKind NoRoomAfterLoss { get; } = new("NINE702", Severity.Warning, "The remaining nodes cannot take the pods of one failure domain",
        "When this domain is lost, pods stay Pending until it is back or an autoscaler adds nodes.",
        "Keep the capacity of one domain free, or let the node pools of the other domains grow.");

    public ImmutableArray<FindingKind> Kinds { get; } = [DoesNotFitAfterLoss, NoRoomAfterLoss];

    public IEnumerable<Finding> Find(AuditContext context) => Workloads(context).Concat(Domains(context));

    private static IEnumerable<Finding> Workloads(AuditContext context)
    {
        ILookup<Clusters.ObjectName, (CapacityLoss Loss, Recovery Recovery)> hit = context.Capacity
            .SelectMany(loss => loss.Recoveries.Where(recovery => recovery.Stranded > 0), (loss, recovery) => (loss, recovery))
            .ToLookup(one => one.recovery.Workload);
        foreach (WorkloadAudit audit in context.Workloads)
        {
            // Below what it needs already: that is another code's business. Where its pods can be nowhere else, volumes or rules pin them.
            if (audit.Requirement is not { Pods: > 0 } need || audit.Serving < need.Pods)
            {
                continue;
            }

            ImmutableArray<(CapacityLoss Loss, Recovery Recovery)> bad =
            [
                .. hit[audit.Workload.Name]
                    .Where(one => one.Recovery.Left < need.Pods && one.Loss.Stranded.Any(stranded => stranded.Workload == audit.Workload.Name && !stranded.IsPinned))
                    .OrderBy(one => one.Recovery.Left),
            ];
            if (bad.IsEmpty)
            {
                continue;
            }

            (CapacityLoss loss, Recovery recovery) = bad[0];
            Stranded reason = loss.Stranded.First(stranded => stranded.Workload == audit.Workload.Name && !stranded.IsPinned);
            string message = string.Create(CultureInfo.InvariantCulture,
                $"Without {loss.Domain.Label}{Still(loss)} {recovery.Stranded} of {FindingPhrases.Count(recovery.Serving, "pod")} {Find(recovery.Stranded)} no other node ({reason.Reason.TrimEnd('.')}): {FindingPhrases.Left(recovery.Left)}, and {need.Pods} {(need.Pods == 1 ? "is" : "are")} required ({need.Reason}).");
            ImmutableArray<FailureDomain> domains = [.. bad.Select(one => one.Loss.Domain).Distinct()];
            if (domains.Length > 1)
            {
                message += $" The same applies to {FindingPhrases.List(domains.Skip(1).Select(domain => domain.Label))}.";
            }

            yield return Finding.Create(DoesNotFitAfterLoss, audit.Workload.Name, message) with
            {
                LevelKey = loss.Level.Key,
                Domains = domains,
            };
        }
    }

    private static IEnumerable<Finding> Domains(AuditContext context)
    {
        foreach (IGrouping<(string Level, string Domain), CapacityLoss> losses in context.Capacity.GroupBy(loss => (loss.Level.Key, loss.Domain.Id)))
        {
            CapacityLoss worst = losses.MaxBy(loss => loss.WithoutRoom)!;
            if (worst.WithoutRoom == 0)
            {
                continue;
            }

            ImmutableArray<Stranded> stranded = [.. worst.Stranded.Where(one => !one.IsPinned)];
            IEnumerable<string> names = stranded.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Pods} of {one.Workload}"));
            string message = string.Create(CultureInfo.InvariantCulture,
                $"Without {worst.Domain.Label} ({FindingPhrases.Count(worst.LostNodes, "node")}){Still(worst)} {worst.WithoutRoom} of its {FindingPhrases.Count(worst.Displaced, "pod")} {Find(worst.WithoutRoom)} no other node: {FindingPhrases.List(names)}. The first: {stranded[0].Reason}");
            yield return Finding.Create(NoRoomAfterLoss, ClusterSubject.Name, message, $"{worst.Level.Key}={worst.Domain.Id}") with
            {
                LevelKey = worst.Level.Key,
                Domains = [worst.Domain],
            };
        }
    }

    private static string Find(int pods) => pods == 1 ? "finds" : "find";

    private static string Still(CapacityLoss loss) => loss.Kind == LossKind.Unreachable ? ", while its nodes are still registered," : "";
}
