using System.Collections.Immutable;
using System.Globalization;
using Nines.Audits.Findings;
using Nines.Audits.Losses;
using Nines.Clusters;
using Nines.Domains;
using Nines.Text;

namespace Nines.Audits.Rules;

/// <summary>Workloads that keep what they need, and fall below the minimum of their autoscaler.</summary>
internal sealed class AutoscalerMinimumRule : IFindingRule
{
    public static FindingKind Kind { get; } = new("NINE104", Severity.Note, "Losing one failure domain leaves fewer pods than the autoscaler's minimum",
        "The minimum is the number of pods chosen for the lowest load; right after the loss there are fewer.",
        "Raise spec.minReplicas by the number of pods in the fullest domain, or set the requirement with the annotation nines.dev/needs.") { Reads = ["HorizontalPodAutoscaler"] };

    public ImmutableArray<FindingKind> Kinds { get; } = [Kind];

    public IEnumerable<Finding> Find(AuditContext context)
    {
        foreach (WorkloadAudit audit in context.Workloads)
        {
            // A stated need is the better word on what is enough.
            if (audit.Requirement is not { } need || need.Source == RequirementSource.Stated || audit.Workload.Replicas <= 1)
            {
                continue;
            }

            Autoscaler? autoscaler = context.AutoscalersOf(audit.Workload).MaxBy(one => one.Min);
            LevelLoss? worst = audit.Losses
                .Where(loss => loss is { IsExposed: false, Worst: not null, Level.Kind: not DomainKind.NodePool } && context.Domains.Of(loss.Level).Length > 1)
                .MinBy(loss => loss.Worst!.Left);
            if (autoscaler is null || worst?.Worst is not { } loss || loss.Left >= autoscaler.Min || autoscaler.Min <= need.Pods)
            {
                continue;
            }

            string message = string.Create(CultureInfo.InvariantCulture,
                $"{FindingPhrases.Start(loss.Domain.Label)} holds {loss.Lost} of {FindingPhrases.Count(audit.Serving, "serving pod")}: without it {FindingPhrases.Left(loss.Left)}, and HorizontalPodAutoscaler {autoscaler.Name.Name} keeps at least {autoscaler.Min}.");
            yield return Finding.Create(Kind, audit.Workload.Name, message) with
            {
                LevelKey = worst.Level.Key,
                Domains = [loss.Domain],
            };
        }
    }
}
