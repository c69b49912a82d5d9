using System.Collections.Immutable;
using System.Globalization;
using Nines.Audits.Findings;
using Nines.Clusters;
using Nines.Text;

namespace Nines.Audits.Rules;

/// <summary>Workloads with fewer pods that serve than are wanted, now.</summary>
internal sealed class NotServingRule : IFindingRule
{
    public static FindingKind Kind { get; } = new("NINE606", Severity.Warning, "Fewer pods serve than desired",
        "Pods that are missing now are also missing during a failure.",
        "Find out why the pods are pending or not ready.");

    public ImmutableArray<FindingKind> Kinds { get; } = [Kind];

    public IEnumerable<Finding> Find(AuditContext context)
    {
        if (!context.Facts.Serving.AreKnown)
        {
            yield break;
        }

        foreach (Workload workload in context.Workloads.Select(audit => audit.Workload))
        {
            if (!Scope.IsWanted(workload) || workload.IsManifest)
            {
                continue;
            }

            ImmutableArray<Pod> pods = workload.Pods.IsDefault ? [] : workload.Pods;
            int serving = pods.Count(pod => pod.Serves);
            if (serving >= workload.Replicas)
            {
                continue;
            }

            List<string> reasons = [];
            Add(reasons, pods.Count(pod => !pod.IsTerminating && pod.Node is null && !pod.Template.IsGated), "pending");
            Add(reasons, pods.Count(pod => !pod.IsTerminating && pod.Node is null && pod.Template.IsGated), "held back by a scheduling gate");
            Add(reasons, pods.Count(pod => pod is { IsTerminating: false, Node: not null, IsReady: false, Phase: PodPhase.Unknown }), "on a node that does not answer");
            Add(reasons, pods.Count(pod => pod is { IsTerminating: false, Node: not null, IsReady: false, Phase: not PodPhase.Unknown }), "not ready");
            Add(reasons, pods.Count(pod => pod.IsTerminating), "being deleted");
            Add(reasons, workload.Replicas - pods.Length, "not made");
            yield return Finding.Create(Kind, workload.Name, string.Create(CultureInfo.InvariantCulture,
                $"{serving} of {FindingPhrases.Pods(workload.Replicas)} {(serving == 1 ? "serves" : "serve")}{(reasons.Count == 0 ? "" : ": " + string.Join(", ", reasons))}."));
        }
    }

    private static void Add(List<string> reasons, int pods, string reason)
    {
        if (pods > 0)
        {
            reasons.Add(string.Create(CultureInfo.InvariantCulture, $"{pods} {reason}"));
        }
    }
}
