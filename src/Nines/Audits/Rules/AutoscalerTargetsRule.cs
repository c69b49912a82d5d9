using System.Collections.Immutable;
using System.Globalization;
using Nines.Audits.Findings;
using Nines.Clusters;
using Nines.Text;

namespace Nines.Audits.Rules;

/// <summary>Autoscalers that scale nothing, that share a workload, or whose number a manifest sets back.</summary>
internal sealed class AutoscalerTargetsRule : IFindingRule
{
    /// <summary>So many are compared with all names; a cluster with more mistakes than that has other worries.</summary>
    private const int MaxSpelt = 200;

    public static FindingKind AutoscalerAndFixedReplicas { get; } = new("NINE502", Severity.Warning, "The manifest sets the replicas that an autoscaler changes",
        "Each time the manifest is applied, the number of replicas is reset to its value, whatever the load.",
        "Remove spec.replicas from the manifest.") { Reads = ["HorizontalPodAutoscaler"] };

    public static FindingKind AutoscalerHasNoTarget { get; } = new("NINE504", Severity.Warning, "The autoscaler's workload does not exist or has two autoscalers",
        "Nothing is scaled, or two autoscalers compete for the number of replicas.",
        "Correct spec.scaleTargetRef; keep one autoscaler for each workload.") { Reads = ["HorizontalPodAutoscaler"] };

    public ImmutableArray<FindingKind> Kinds { get; } = [AutoscalerAndFixedReplicas, AutoscalerHasNoTarget];

    public IEnumerable<Finding> Find(AuditContext context)
    {
        foreach (Workload workload in context.Workloads.Select(audit => audit.Workload))
        {
            ImmutableArray<Autoscaler> autoscalers = context.AutoscalersOf(workload);
            if (FixedReplicas(workload) is { } replicas && autoscalers.FirstOrDefault() is { } setBack)
            {
                yield return Finding.Create(AutoscalerAndFixedReplicas, workload.Name, string.Create(CultureInfo.InvariantCulture,
                    $"Its manifest sets {replicas} replicas, and HorizontalPodAutoscaler {setBack.Name.Name} keeps {setBack.Min} to {setBack.Max}: each apply resets the number to {replicas}."));
            }

            if (autoscalers.Length > 1)
            {
                string[] names = [.. autoscalers.Select(autoscaler => autoscaler.Name.Name).Order(StringComparer.Ordinal)];
                yield return Finding.Create(AutoscalerHasNoTarget, workload.Name,
                    $"HorizontalPodAutoscalers {FindingPhrases.List(names)} {(names.Length == 2 ? "both" : "all")} scale it.", string.Join(',', names)) with
                {
                    Fix = "Keep one of them, with all metrics.",
                };
            }
        }

        int reported = 0;

        // An owner of a kind that nines does not read is visible through its pods only: without pods, its existence is unknown.
        foreach (Autoscaler autoscaler in context.Snapshot.Autoscalers.Where(autoscaler => autoscaler.Target.Kind is "Deployment" or "StatefulSet"
            && context.Options.IncludesNamespace(autoscaler.Name.Namespace) && context.Snapshot.Knows(autoscaler.Target.Kind)
            && !context.Facts.Workloads.ContainsKey(autoscaler.Target)))
        {
            string? near = ++reported > MaxSpelt ? null : Spelling.Nearest(autoscaler.Target.Name, context.Facts.NamesOf(autoscaler.Target.Namespace, autoscaler.Target.Kind));
            yield return Finding.Create(AutoscalerHasNoTarget, autoscaler.Name,
                $"{autoscaler.Target.Kind} {autoscaler.Target.Name} does not exist in namespace {autoscaler.Target.Namespace}: the autoscaler scales nothing.") with
            {
                Fix = near is null ? "" : $"Did you mean {near}?",
            };
        }
    }

    /// <summary>Number of replicas in the manifest that was last applied, or in the audited manifest itself; null when it has none.</summary>
    private static int? FixedReplicas(Workload workload) =>
        workload is { IsManifest: true, SaysReplicas: true, Replicas: > 0 } ? workload.Replicas
        : workload.Annotations.TryGetValue(NinesKeys.AppliedReplicasAnnotation, out string? text)
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int applied) && applied > 0 ? applied
        : null;
}
