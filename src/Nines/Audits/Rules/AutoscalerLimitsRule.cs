using System.Collections.Immutable;
using System.Globalization;
using Nines.Audits.Findings;
using Nines.Audits.Losses;
using Nines.Clusters;
using Nines.Text;

namespace Nines.Audits.Rules;

/// <summary>Autoscalers that may go too low, or cannot go higher. One whose workload is scaled to nothing does nothing.</summary>
internal sealed class AutoscalerLimitsRule : IFindingRule
{
    public static FindingKind AutoscalerMinimumOne { get; } = new("NINE501", Severity.Error, "The autoscaler can scale down to one pod",
        "At low load one pod is left, and its failure is an outage.",
        "Set spec.minReplicas to 2 or more.") { Reads = ["HorizontalPodAutoscaler"] };

    public static FindingKind AutoscalerCannotGrow { get; } = new("NINE503", Severity.Note, "The autoscaler is at its maximum",
        "After the loss of a domain it cannot replace the lost pods, nor add pods for the load that moves over.",
        "Raise spec.maxReplicas by the number of pods in the fullest domain.") { Reads = ["HorizontalPodAutoscaler"] };

    public ImmutableArray<FindingKind> Kinds { get; } = [AutoscalerMinimumOne, AutoscalerCannotGrow];

    public IEnumerable<Finding> Find(AuditContext context)
    {
        foreach (WorkloadAudit audit in context.Workloads)
        {
            if (!Scope.IsWanted(audit.Workload) || Scope.IsPlatform(audit.Workload))
            {
                continue;
            }

            foreach (Autoscaler autoscaler in context.AutoscalersOf(audit.Workload))
            {
                if (autoscaler.Min <= 1 && audit.Requirement is not { Source: RequirementSource.Stated, Pods: 0 })
                {
                    yield return Minimum(audit, autoscaler);
                }

                int current = autoscaler.Current ?? audit.Workload.Replicas;
                if (current >= autoscaler.Max && autoscaler.Max > 1 && !audit.Workload.IsManifest)
                {
                    yield return Finding.Create(AutoscalerCannotGrow, autoscaler.Name, autoscaler.Min == autoscaler.Max
                        ? $"minReplicas and maxReplicas are both {autoscaler.Max}: it never scales {audit.Workload.Name.Kind} {audit.Workload.Name.Name}."
                        : string.Create(CultureInfo.InvariantCulture, $"{audit.Workload.Name.Kind} {audit.Workload.Name.Name} runs {FindingPhrases.Pods(current)}, and its maximum is {autoscaler.Max}.")) with
                    {
                        Fix = string.Create(CultureInfo.InvariantCulture, $"Raise maxReplicas to {autoscaler.Max + (long)Fullest(audit)} or more, to replace the pods of the fullest domain."),
                    };
                }
            }
        }
    }

    private static Finding Minimum(WorkloadAudit audit, Autoscaler autoscaler)
    {
        int replicas = audit.Workload.Replicas;
        var finding = Finding.Create(AutoscalerMinimumOne, autoscaler.Name, string.Create(CultureInfo.InvariantCulture,
            $"{audit.Workload.Name.Kind} {audit.Workload.Name.Name} runs {FindingPhrases.Pods(replicas)} now, and the autoscaler can scale down to {Math.Max(0, autoscaler.Min)}."));
        return finding with
        {
            // Who goes down to nothing has chosen to be away at times.
            Severity = autoscaler.Min < 1 ? Severity.Note : replicas > 1 ? Severity.Warning : finding.Severity,
            Fix = autoscaler.Max < 2 ? "Set minReplicas to 2 or more, and maxReplicas above it." : "",
        };
    }

    private static int Fullest(WorkloadAudit audit) => Math.Max(1, audit.Losses
        .Where(loss => loss.Level.Kind is Nines.Domains.DomainKind.Zone or Nines.Domains.DomainKind.FaultDomain or Nines.Domains.DomainKind.UpdateDomain)
        .Select(loss => loss.Worst?.Lost ?? 0).DefaultIfEmpty().Max());
}
