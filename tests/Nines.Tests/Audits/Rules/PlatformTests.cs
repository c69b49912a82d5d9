using Nines.Audits.Findings;
using Nines.Audits.Rules;
using Nines.Clusters;
using Nines.Tests.Clusters;
using Nines.Text;

namespace Nines.Tests.Audits.Rules;

public sealed class PlatformTests
{
    private static SnapshotBuilder Dns(params string[] nodes) => new SnapshotBuilder().Zones(3, 2)
        .Deployment("coredns", dns => dns.In("kube-system").Labels(("k8s-app", "kube-dns")).On(nodes));

    [Fact]
    public void One_pod_of_DNS_is_one_too_few()
    {
        Finding finding = Found.One("NINE802", Dns("a1"));
        finding.Message.ShouldBe("There is one pod of cluster DNS: when that is lost, names are no longer resolved.");
        (finding.Severity, finding.Subject.Name, finding.Fix).ShouldBe((Severity.Error, "coredns", ""));
    }

    [Fact]
    public void All_pods_in_one_domain_fall_together()
    {
        Finding finding = Found.One("NINE802", Dns("a1", "a1"));
        finding.Message.ShouldBe("All 2 pods of cluster DNS are on node a1: when that is lost, names are no longer resolved.");
        finding.LevelKey.ShouldBe("node");
        Found.One("NINE802", Dns("a1", "a2")).LevelKey.ShouldBe("zone");
    }

    [Fact]
    public void Pods_in_two_zones_are_fine() => Found.None("NINE802", Dns("a1", "b1"));

    [Fact]
    public void A_cluster_of_one_zone_cannot_do_better() =>
        Found.None("NINE802", new SnapshotBuilder().Zones(1, 2).Deployment("coredns", dns => dns.In("kube-system").Labels(("k8s-app", "kube-dns")).On("a1", "a2")));

    [Fact]
    public void Pods_that_a_budget_protects_are_required_too() =>
        Found.One("NINE802", Dns("a1", "a2", "b1").Budget("dns", min: "2", selector: LabelSelector.FromLabels(("k8s-app", "kube-dns")), ns: "kube-system")).Message.ShouldBe(
            "Zone weu-1 holds 2 of 3 pods of cluster DNS, which requires 2 (PodDisruptionBudget dns keeps 2 of 3): when that is lost, names are no longer resolved.");

    [Fact]
    public void Parts_that_may_be_away_are_no_exposure()
    {
        Found.None("NINE802", new SnapshotBuilder().Zones(3).Deployment("external-dns", dns => dns.Labels(("app.kubernetes.io/name", "external-dns")).On("a1")));
        Found.None("NINE802", new SnapshotBuilder().Zones(3).Deployment("web", web => web.On("a1")));
        Found.None("NINE802", new SnapshotBuilder().Node("only").Deployment("coredns", dns => dns.In("kube-system").Labels(("k8s-app", "kube-dns")).On("only")));
    }

    [Fact]
    public void Components_that_AKS_manages_are_scaled_by_AKS() =>
        Found.One("NINE802", new SnapshotBuilder().Zones(3).Deployment("metrics-server", server => server.In("kube-system")
            .Labels(("k8s-app", "metrics-server"), ("kubernetes.azure.com/managedby", "aks")).On("a1"))).Fix.ShouldStartWith("AKS manages this component");

    [Fact]
    public void Every_part_of_the_table_can_be_found()
    {
        foreach (SystemPart part in SystemParts.All)
        {
            (string, string)[] labels = [.. part.Labels.Select(label => (label.Key, label.Value == SystemPart.AnyValue ? "x" : label.Value))];
            ClusterSnapshot snapshot = new SnapshotBuilder().Deployment("x", one => one.In(part.Namespace.Length > 0 ? part.Namespace : "any").Labels(labels).Replicas(1)).Build();
            SystemParts.Find(snapshot.Workloads[0]).ShouldNotBeNull(part.Name).WhenDown.ShouldBe(part.WhenDown, part.Name);
            (part.Labels.Length > 0 || part.Namespace.Length > 0).ShouldBeTrue(part.Name);
        }
    }

    private static SnapshotBuilder Etcd(int zones, params string[] nodes) => new SnapshotBuilder().Zones(zones, 2).Workload(
        WorkloadKind.StaticPod, "etcd", etcd => etcd.In("kube-system").Labels(("component", "etcd"), ("tier", "control-plane")).On(nodes));

    [Fact]
    public void A_zone_with_the_majority_of_etcd_stops_everything()
    {
        Finding finding = Found.One("NINE803", Etcd(3, "a1", "a2", "b1"));
        finding.Message.ShouldBe("Zone weu-1 holds 2 of 3 members of etcd: without it 1 is left, and etcd needs 2.");
        (finding.Severity, finding.LevelKey).ShouldBe((Severity.Error, "zone"));
        Found.One("NINE803", Etcd(2, "a1", "a2", "b1")).Severity.ShouldBe(Severity.Note);
    }

    [Fact]
    public void Few_members_are_no_quorum()
    {
        Found.One("NINE803", Etcd(3, "a1")).Message.ShouldBe("The control plane has one member of etcd, on node a1: without it nothing can be changed, scheduled or recovered.");
        Found.One("NINE803", Etcd(3, "a1", "b1")).Message.ShouldBe("The control plane has 2 members of etcd, and etcd needs both: two members are no safer than one.");
    }

    [Fact]
    public void Three_in_three_zones_survive() => Found.None("NINE803", Etcd(3, "a1", "b1", "c1"));

    [Fact]
    public void Nodes_say_it_where_no_pod_does() =>
        Found.One("NINE803", new SnapshotBuilder().Zones(2).Label("a1", "node-role.kubernetes.io/control-plane", "")).Message.ShouldStartWith("The control plane has one control-plane node, on node a1");

    [Fact]
    public void A_managed_control_plane_is_not_seen()
    {
        Found.None("NINE803", new SnapshotBuilder().Zones(3));
        Found.None("NINE803", new SnapshotBuilder().Node("only", change: node => node with { Labels = new Dictionary<string, string> { ["node-role.kubernetes.io/control-plane"] = "" } }));
    }

    [Fact]
    public void Unschedulable_nodes_are_reported_with_their_pods()
    {
        SnapshotBuilder cluster = new SnapshotBuilder().Node("a1", "weu-1", cordoned: true).Node("b1", "weu-2", ready: false).Node("c1").Node("d1", cordoned: true, ready: false)
            .Deployment("web", web => web.On("a1", "a1", "c1")).DaemonSet("agent", agent => agent.On("a1", "b1"));
        Found.Of("NINE804", cluster).Select(finding => finding.Message).ShouldBe(
        [
            "The node is cordoned, with 2 pods, in zone weu-1.",
            "The node is not ready and has no pods, in zone weu-2.",
            "The node is cordoned and not ready and has no pods.",
        ]);
    }
}
