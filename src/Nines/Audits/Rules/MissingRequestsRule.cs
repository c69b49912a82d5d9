using System.Collections.Immutable;
using System.Globalization;
using Nines.Audits.Findings;
using Nines.Clusters;
using Nines.Text;

namespace Nines.Audits.Rules;

/// <summary>Containers that ask for no CPU or memory. Pods are asked first: a LimitRange gives them what their template lacks.</summary>
internal sealed class MissingRequestsRule : IFindingRule
{
    public static FindingKind Kind { get; } = new("NINE603", Severity.Warning, "No CPU or memory requests",
        "The scheduler assumes that the pod needs nothing: nodes fill up unnoticed, and whether its pods fit after a loss is unknown.",
        "Set resources.requests to what the container uses.");

    public ImmutableArray<FindingKind> Kinds { get; } = [Kind];

    public IEnumerable<Finding> Find(AuditContext context)
    {
        foreach (Workload workload in context.Workloads.Select(audit => audit.Workload))
        {
            PodTemplate? template = workload.Pods.IsDefaultOrEmpty ? workload.Template : workload.Pods[^1].Template;
            bool isJudged = Scope.IsWanted(workload) || (workload.Kind is WorkloadKind.DaemonSet or WorkloadKind.BarePod && !workload.Pods.IsDefaultOrEmpty);
            if (!isJudged || Scope.IsPlatform(workload) || template is not { Containers: { IsDefaultOrEmpty: false } containers })
            {
                continue;
            }

            string[] memory = [.. containers.Where(container => !container.RequestsMemory).Select(container => container.Name)];
            string[] cpu = [.. containers.Where(container => !container.RequestsCpu).Select(container => container.Name)];
            if (memory.Length == 0 && cpu.Length == 0)
            {
                continue;
            }

            string what = memory.SequenceEqual(cpu) ? $"{Ask(memory, containers.Length)} neither CPU nor memory"
                : memory.Length == 0 ? $"{Ask(cpu, containers.Length)} no CPU"
                : cpu.Length == 0 ? $"{Ask(memory, containers.Length)} no memory"
                : $"{Ask(memory, containers.Length)} no memory, and {Names(cpu)} for no CPU";
            var finding = Finding.Create(Kind, workload.Name, what + ".");
            yield return finding with
            {
                // Processor time can be shared; memory that is not there ends pods.
                Severity = memory.Length == 0 ? Severity.Note : finding.Severity,
            };
        }
    }

    private static string Ask(string[] names, int all) => string.Create(CultureInfo.InvariantCulture,
        $"{names.Length} of {FindingPhrases.Count(all, "container")} ({FindingPhrases.List(names)}) {(names.Length == 1 ? "asks" : "ask")} for");

    private static string Names(string[] names) => $"{names.Length} ({FindingPhrases.List(names)})";
}
