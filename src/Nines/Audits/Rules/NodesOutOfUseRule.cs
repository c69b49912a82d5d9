using System.Collections.Immutable;
using Nines.Audits.Findings;
using Nines.Clusters;
using Nines.Domains;
using Nines.Text;

namespace Nines.Audits.Rules;

/// <summary>Nodes that take no pods, or have stopped answering.</summary>
internal sealed class NodesOutOfUseRule : IFindingRule
{
    public static FindingKind Kind { get; } = new("NINE804", Severity.Note, "A node is cordoned or not ready",
        "Its capacity is missing for recovery, and hard spread constraints may still count its domain.",
        "Uncordon, repair or delete the node.");

    public ImmutableArray<FindingKind> Kinds { get; } = [Kind];

    public IEnumerable<Finding> Find(AuditContext context)
    {
        Node[] idle = [.. context.Snapshot.Nodes.Where(node => node.IsUnschedulable || node.IsReady == false)];
        if (idle.Length == 0)
        {
            yield break;
        }

        var pods = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (Pod pod in context.Snapshot.Workloads
            .Where(workload => workload.Kind is not (WorkloadKind.DaemonSet or WorkloadKind.StaticPod) && !workload.Pods.IsDefaultOrEmpty)
            .SelectMany(workload => workload.Pods).Where(pod => pod is { Node: not null, IsTerminating: false }))
        {
            pods[pod.Node!] = pods.GetValueOrDefault(pod.Node!) + 1;
        }

        DomainLevel? zones = context.Domains.Level(DomainKinds.Zone);
        foreach (Node node in idle)
        {
            FailureDomain? zone = zones is null ? null : context.Domains.Of(zones, node.Name);
            string state = node switch
            {
                { IsUnschedulable: true, IsReady: false } => "is cordoned and not ready",
                { IsReady: false } => "is not ready",
                _ => "is cordoned",
            };
            int held = pods.GetValueOrDefault(node.Name);
            yield return Finding.Create(Kind, new ObjectName("Node", "", node.Name),
                $"The node {state}{(held == 0 ? " and has no pods" : $", with {FindingPhrases.Pods(held)}")}{(zone is null ? "" : $", in {zone.Label}")}.") with
            {
                Domains = zone is null ? [] : [zone],
                Fix = node.IsReady == false ? "Repair or delete it." : "Uncordon it when the maintenance is done, or delete it.",
            };
        }
    }
}
