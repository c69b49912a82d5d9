using System.Collections.Immutable;
using System.Globalization;
using Nines.Audits.Findings;
using Nines.Clusters;
using Nines.Text;

namespace Nines.Audits.Rules;

/// <summary>Deployments whose rollout ends every pod before a new one is ready.</summary>
internal sealed class StopsFirstRule : IFindingRule
{
    public static FindingKind Kind { get; } = new("NINE605", Severity.Warning, "A rollout stops all pods first",
        "With strategy Recreate, or maxUnavailable of all pods, every change is an outage.",
        "Use RollingUpdate with maxUnavailable below the number of replicas.");

    public ImmutableArray<FindingKind> Kinds { get; } = [Kind];

    public IEnumerable<Finding> Find(AuditContext context)
    {
        foreach (Workload workload in context.Workloads.Select(audit => audit.Workload))
        {
            if (workload.Kind != WorkloadKind.Deployment || workload.Replicas < 1 || Scope.IsPlatform(workload))
            {
                continue;
            }

            bool recreates = Rollouts.Recreates(workload);
            if (!recreates && Rollouts.Unavailable(workload) < workload.Replicas)
            {
                continue;
            }

            bool hasClaims = workload.AnyTemplate is { Claims.IsDefaultOrEmpty: false };
            string rule = recreates ? "Its strategy is Recreate"
                : workload.MaxUnavailable is { } max ? $"Its maxUnavailable is {max}"
                : "Its maxSurge is 0";
            var finding = Finding.Create(Kind, workload.Name, string.Create(CultureInfo.InvariantCulture,
                $"{rule}: a rollout takes {(workload.Replicas == 1 ? "its one pod" : $"all {workload.Replicas} pods")} down before a new one is ready."));
            yield return finding with
            {
                // One pod is an outage waiting anyhow; and a disk for one node leaves no other way.
                Severity = workload.Replicas == 1 ? Severity.Note : finding.Severity,
                Fix = hasClaims && recreates ? "If the claim is ReadWriteOnce, use a StatefulSet with a volume for each pod; otherwise use RollingUpdate." : "",
            };
        }
    }
}
