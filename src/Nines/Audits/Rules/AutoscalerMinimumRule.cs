using System.Collections.Immutable;
using System.Globalization;
using Nines.Audits.Findings;
using Nines.Audits.Losses;
using Nines.Clusters;
using Nines.Domains;

namespace Nines.Audits.Rules;

/// <summary>Workloads that keep what they need, and fall below the minimum of their autoscaler.</summary>
internal sealed class AutoscalerMinimumRule : IExposureRule
{
    public ImmutableArray<ExposureKind> Kinds { get; } = [ExposureCatalogue.BelowAutoscalerMinimum];

    public IEnumerable<Exposure> Find(AuditContext context)
    {
        foreach (WorkloadAudit audit in context.Workloads)
        {
            // A stated need is the better word on what is enough.
            if (audit.Need is not { } need || need.Source == NeedSource.Stated || audit.Workload.Replicas <= 1)
            {
                continue;
            }

            Autoscaler? autoscaler = context.AutoscalersOf(audit.Workload).MaxBy(one => one.Min);
            AxisLoss? worst = audit.Losses
                .Where(loss => loss is { IsExposed: false, Worst: not null, Axis.Kind: not DomainKind.NodePool } && context.Domains.Of(loss.Axis).Length > 1)
                .MinBy(loss => loss.Worst!.Left);
            if (autoscaler is null || worst?.Worst is not { } loss || loss.Left >= autoscaler.Min || autoscaler.Min <= need.Pods)
            {
                continue;
            }

            string message = string.Create(CultureInfo.InvariantCulture,
                $"{Wording.Start(loss.Domain.Label)} holds {loss.Lost} of {Wording.Count(audit.Serving, "serving pod")}: without it {Wording.Left(loss.Left)}, and HorizontalPodAutoscaler {autoscaler.Name.Name} keeps {autoscaler.Min} at least.");
            yield return Exposure.Of(ExposureCatalogue.BelowAutoscalerMinimum, audit.Workload.Name, message) with
            {
                AxisKey = worst.Axis.Key,
                Domains = [loss.Domain],
            };
        }
    }
}
