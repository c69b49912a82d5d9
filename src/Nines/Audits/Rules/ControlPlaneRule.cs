using System.Collections.Immutable;
using System.Globalization;
using Nines.Audits.Findings;
using Nines.Clusters;
using Nines.Domains;
using Nines.Text;

namespace Nines.Audits.Rules;

/// <summary>
/// Control planes that run on nodes of the cluster: the members of etcd, or the nodes that say so. A managed one shows neither, and is
/// its provider's business.
/// </summary>
internal sealed class ControlPlaneRule : IFindingRule
{
    private const string EtcdMember = "member of etcd";

    private static readonly string[] s_etcdRoles = ["node-role.kubernetes.io/etcd"];
    private static readonly string[] s_roles = ["node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master", "node-role.kubernetes.io/controlplane"];

    public static FindingKind Kind { get; } = new("NINE803", Severity.Error, "The control plane does not survive the loss of one failure domain",
        "etcd needs more than half of its members: without them nothing can be changed, scheduled or recreated.",
        "Run three control-plane nodes in three zones, or use a managed control plane.");

    public ImmutableArray<FindingKind> Kinds { get; } = [Kind];

    public IEnumerable<Finding> Find(AuditContext context)
    {
        (string what, HashSet<string> nodes) = Members(context.Snapshot);
        int quorum = (nodes.Count / 2) + 1;

        // A cluster of one node is an experiment, or has one failure domain.
        if (nodes.Count == 0 || context.Snapshot.Nodes.Length < 2)
        {
            yield break;
        }

        if (nodes.Count < 3)
        {
            string message = nodes.Count == 1
                ? $"The control plane has one {what}, on node {nodes.First()}: without it nothing can be changed, scheduled or recovered."
                : $"The control plane has 2 {Plural(what)}, and etcd needs both: two members are no safer than one.";
            yield return Finding.Create(Kind, ClusterSubject.Name, message, "members");
            yield break;
        }

        foreach (DomainLevel level in context.Domains.Levels.Where(level => level.Kind is DomainKind.Zone or DomainKind.FaultDomain or DomainKind.UpdateDomain or DomainKind.Custom))
        {
            ImmutableArray<DomainNodes> domains = context.Domains.Of(level);
            DomainNodes? worst = domains.MaxBy(domain => domain.Nodes.Count(nodes.Contains));
            int lost = worst?.Nodes.Count(nodes.Contains) ?? 0;
            if (worst is null || domains.Length < 2 || nodes.Count - lost >= quorum)
            {
                continue;
            }

            var finding = Finding.Create(Kind, ClusterSubject.Name, string.Create(CultureInfo.InvariantCulture,
                $"{FindingPhrases.Start(worst.Domain.Label)} holds {lost} of {nodes.Count} {Plural(what)}: without it {FindingPhrases.Left(nodes.Count - lost)}, and etcd needs {quorum}."), level.Key);
            yield return finding with
            {
                LevelKey = level.Key,
                Domains = [worst.Domain],

                // With two domains one of them always holds the half or more.
                Severity = domains.Length < 3 ? Severity.Note : finding.Severity,
            };
        }
    }

    private static string Plural(string what) => what == EtcdMember ? "members of etcd" : what + "s";

    private static (string What, HashSet<string> Nodes) Members(ClusterSnapshot snapshot)
    {
        HashSet<string> etcd = [];
        HashSet<string> servers = [];
        foreach (Workload workload in snapshot.Workloads.Where(workload => workload is { Kind: WorkloadKind.StaticPod, Name.Namespace: "kube-system" } && !workload.Pods.IsDefaultOrEmpty))
        {
            string component = workload.AnyTemplate?.Labels.GetValueOrDefault("component") ?? "";
            HashSet<string>? members = component switch
            {
                "etcd" => etcd,
                "kube-apiserver" => servers,
                _ => null,
            };
            members?.UnionWith(workload.Pods.Select(pod => pod.Node).OfType<string>());
        }

        if (etcd.Count > 0)
        {
            return (EtcdMember, etcd);
        }

        HashSet<string> byRole = WithRole(snapshot, s_etcdRoles);
        byRole = byRole.Count > 0 ? byRole : servers.Count > 0 ? servers : WithRole(snapshot, s_roles);
        return ("control-plane node", byRole);
    }

    private static HashSet<string> WithRole(ClusterSnapshot snapshot, string[] roles) =>
        [.. snapshot.Nodes.Where(node => roles.Any(node.Labels.ContainsKey)).Select(node => node.Name)];
}
