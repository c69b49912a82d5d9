using System.Collections.Immutable;
using System.Globalization;
using Nines.Audits.Findings;
using Nines.Audits.Losses;
using Nines.Domains;

namespace Nines.Audits.Rules;

/// <summary>Parts of the cluster that one pod or one domain takes down. Where the cluster has one domain only, nothing better is possible.</summary>
internal sealed class SystemPartsRule : IExposureRule
{
    public ImmutableArray<ExposureKind> Kinds { get; } = [ExposureCatalogue.SystemServiceExposed];

    public IEnumerable<Exposure> Find(AuditContext context)
    {
        if (context.Snapshot.Nodes.Length < 2)
        {
            yield break;
        }

        foreach (WorkloadAudit audit in context.Workloads)
        {
            if (audit.Workload.Replicas > 0 && audit.Workload.IsReplicated && SystemParts.Of(audit.Workload) is { IsEnough: false } part
                && Find(context, audit, part) is { } exposure)
            {
                yield return exposure;
            }
        }
    }

    private static Exposure? Find(AuditContext context, WorkloadAudit audit, SystemPart part)
    {
        if (audit.Workload.Replicas == 1)
        {
            return Of(audit, part, $"There is one pod of {part.Name}", "", []);
        }

        // The narrowest domain that takes all: what is on one node is in one zone too.
        AxisLoss? all = audit.Losses.LastOrDefault(loss => IsOneDomain(context, audit, loss));
        if (all is not null)
        {
            DomainLoss worst = all.Worst!;
            return Of(audit, part, string.Create(CultureInfo.InvariantCulture, $"All {audit.Serving} pods of {part.Name} are {Wording.At(worst.Domain)}"), all.Axis.Key, [worst.Domain]);
        }

        AxisLoss? some = audit.Losses.FirstOrDefault(loss => loss is { IsExposed: true, CanBeClosed: true, Worst: not null } && IsFailure(loss.Axis));
        if (some is null || audit.Need is not { } need)
        {
            return null;
        }

        DomainLoss hit = some.Worst!;
        Exposure exposure = Of(audit, part, string.Create(CultureInfo.InvariantCulture,
            $"{Wording.Start(hit.Domain.Label)} holds {hit.Lost} of {Wording.Pods(audit.Serving)} of {part.Name}, which needs {need.Pods} ({need.Reason})"), some.Axis.Key, [hit.Domain]);
        return exposure with { Severity = exposure.Severity == Severity.Error ? Severity.Warning : exposure.Severity };
    }

    private static bool IsOneDomain(AuditContext context, WorkloadAudit audit, AxisLoss loss) =>
        IsFailure(loss.Axis) && audit.Serving > 0 && loss.Worst is { Left: 0 } && loss.UsableDomains > 1 && context.Domains.Of(loss.Axis).Length > 1;

    private static bool IsFailure(DomainAxis axis) => axis.Kind is not (DomainKind.NodePool or DomainKind.Region);

    private static Exposure Of(WorkloadAudit audit, SystemPart part, string what, string axis, ImmutableArray<FailureDomain> domains) =>
        Exposure.Of(ExposureCatalogue.SystemServiceExposed, audit.Workload.Name, $"{what}: when that is lost, {part.WhenDown}.", axis) with
        {
            AxisKey = axis,
            Domains = domains,
            Severity = part.Severity,
            Fix = Scope.IsManaged(audit.Workload)
                ? "AKS runs this part and sets its number of pods: give the system pool three nodes in three zones, so that it has places to go."
                : "",
        };
}
