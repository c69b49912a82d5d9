using System.Collections.Immutable;
using Nines.Audits.Findings;
using Nines.Clusters;
using Nines.Text;

namespace Nines.Audits.Rules;

/// <summary>Pods without an owner. A pod without a service may be an experiment.</summary>
internal sealed class BarePodsRule : IFindingRule
{
    /// <summary>Prefix of the pods that kubectl debug leaves on a node.</summary>
    private const string DebugPrefix = "node-debugger-";

    public static FindingKind Kind { get; } = new("NINE604", Severity.Error, "Pod without a controller",
        "When its node is lost or drained, the pod is not recreated.",
        "Use a Deployment or a StatefulSet.");

    public ImmutableArray<FindingKind> Kinds { get; } = [Kind];

    public IEnumerable<Finding> Find(AuditContext context)
    {
        foreach (Workload workload in context.Workloads.Select(audit => audit.Workload))
        {
            if (workload.Kind != WorkloadKind.BarePod || Scope.IsPlatform(workload) || workload.Name.Name.StartsWith(DebugPrefix, StringComparison.Ordinal)
                || (!workload.Pods.IsDefaultOrEmpty && workload.Pods.All(pod => pod.IsTerminating)))
            {
                continue;
            }

            string? node = workload.Pods.IsDefaultOrEmpty ? null : workload.Pods[0].Node;
            Service? service = context.ServicesOf(workload).FirstOrDefault();
            string place = node is null ? "" : $" on node {node}";
            var finding = Finding.Create(Kind, workload.Name, service is null
                ? $"No controller recreates the pod when it is lost{place}."
                : $"Service {service.Name.Name} sends it traffic, and no controller recreates the pod when it is lost{place}.");
            yield return finding with { Severity = service is null ? Severity.Warning : finding.Severity };
        }
    }
}
