using System.Collections.Immutable;
using System.Globalization;
using Nines.Audits.Findings;
using Nines.Audits.Losses;
using Nines.Domains;
using Nines.Text;

namespace Nines.Audits.Rules;

/// <summary>Parts of the cluster that one pod or one domain takes down. Where the cluster has one domain only, nothing better is possible.</summary>
internal sealed class SystemPartsRule : IFindingRule
{
    public static FindingKind Kind { get; } = new("NINE802", Severity.Error, "Cluster-critical component in a single failure domain",
        "Without DNS or ingress every workload is down, however well it is spread.",
        "Run two or more replicas of it, spread over zones and nodes.");

    public ImmutableArray<FindingKind> Kinds { get; } = [Kind];

    public IEnumerable<Finding> Find(AuditContext context)
    {
        if (context.Snapshot.Nodes.Length < 2)
        {
            yield break;
        }

        foreach (WorkloadAudit audit in context.Workloads)
        {
            if (audit.Workload.Replicas > 0 && audit.Workload.IsReplicated && SystemParts.Find(audit.Workload) is { IsEnough: false } part
                && Find(context, audit, part) is { } finding)
            {
                yield return finding;
            }
        }
    }

    private static Finding? Find(AuditContext context, WorkloadAudit audit, SystemPart part)
    {
        if (audit.Workload.Replicas == 1)
        {
            return Create(audit, part, $"There is one pod of {part.Name}", "", []);
        }

        // The narrowest domain that takes all: what is on one node is in one zone too.
        LevelLoss? all = audit.Losses.LastOrDefault(loss => IsOneDomain(context, audit, loss));
        if (all is not null)
        {
            DomainLoss worst = all.Worst!;
            return Create(audit, part, string.Create(CultureInfo.InvariantCulture, $"All {audit.Serving} pods of {part.Name} are {FindingPhrases.At(worst.Domain)}"), all.Level.Key, [worst.Domain]);
        }

        LevelLoss? some = audit.Losses.FirstOrDefault(loss => loss is { IsExposed: true, CanBeClosed: true, Worst: not null } && IsFailure(loss.Level));
        if (some is null || audit.Requirement is not { } need)
        {
            return null;
        }

        DomainLoss hit = some.Worst!;
        Finding finding = Create(audit, part, string.Create(CultureInfo.InvariantCulture,
            $"{FindingPhrases.Start(hit.Domain.Label)} holds {hit.Lost} of {FindingPhrases.Pods(audit.Serving)} of {part.Name}, which requires {need.Pods} ({need.Reason})"), some.Level.Key, [hit.Domain]);
        return finding with { Severity = finding.Severity == Severity.Error ? Severity.Warning : finding.Severity };
    }

    private static bool IsOneDomain(AuditContext context, WorkloadAudit audit, LevelLoss loss) =>
        IsFailure(loss.Level) && audit.Serving > 0 && loss.Worst is { Left: 0 } && loss.UsableDomains > 1 && context.Domains.Of(loss.Level).Length > 1;

    private static bool IsFailure(DomainLevel level) => level.Kind is not (DomainKind.NodePool or DomainKind.Region);

    private static Finding Create(WorkloadAudit audit, SystemPart part, string what, string level, ImmutableArray<FailureDomain> domains) =>
        Finding.Create(Kind, audit.Workload.Name, $"{what}: when that is lost, {part.WhenDown}.", level) with
        {
            LevelKey = level,
            Domains = domains,
            Severity = part.Severity,
            Fix = Scope.IsManaged(audit.Workload)
                ? "AKS manages this component and its number of pods: give the system node pool three nodes in three zones."
                : "",
        };
}
