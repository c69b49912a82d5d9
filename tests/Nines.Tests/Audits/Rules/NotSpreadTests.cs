using Nines.Audits.Findings;
using Nines.Clusters;
using Nines.Tests.Clusters;
using Nines.Text;

namespace Nines.Tests.Audits.Rules;

public sealed class NotSpreadTests
{
    private const string Code = "NINE301";

    private static IEnumerable<string> Levels(SnapshotBuilder builder) => Found.Of(Code, builder).Select(finding => finding.LevelKey);

    private static SnapshotBuilder Cluster() => new SnapshotBuilder().Zones(3, 2);

    [Fact]
    public void Each_kind_of_domain_without_a_constraint_is_reported_with_its_numbers()
    {
        Finding[] found = [.. Found.Of(Code, Cluster().Deployment("web", web => web.On("a1", "a2", "b1"))).OrderBy(finding => finding.LevelKey)];
        found.Select(finding => finding.LevelKey).ShouldBe(["node", "zone"]);
        found[0].Message.ShouldBe("No rule spreads its 3 pods over 6 nodes.");
        found[1].Message.ShouldBe("No rule spreads its 3 pods over 3 zones, and currently 2 of 3 are in zone weu-1.");
        found[1].Severity.ShouldBe(Severity.Warning);
        found[1].Fix.ShouldBe("Add spec.template.spec.topologySpreadConstraints with topologyKey: topology.kubernetes.io/zone, maxSkew: 1, whenUnsatisfiable: ScheduleAnyway and labelSelector app=web.");
        found[1].Fingerprint.ShouldBe("NINE301:shop/Deployment/web:zone");
    }

    [Fact]
    public void The_scheduler_s_default_is_a_wish_only()
    {
        Finding[] found =
        [
            .. Found.Of(Code, new SnapshotBuilder().Node("n1", "weu-1", updateDomain: "0").Node("n2", "weu-2", updateDomain: "1")
                .Deployment("web", web => web.On("n1", "n2").Template(template => template with { DefaultSpreadSelector = LabelSelector.FromLabels(("app", "web")) })))
                .OrderBy(finding => finding.LevelKey),
        ];
        found.Select(finding => (finding.LevelKey, finding.Severity)).ShouldBe(
            [("node", Severity.Note), ("update-domain", Severity.Warning), ("zone", Severity.Note)]);
        found[2].Message.ShouldBe("Only the scheduler's default spreads its 2 pods over 2 zones: it may still place them together.");
    }

    [Fact]
    public void Own_constraints_disable_the_default_ones() =>
        Found.One(Code, Cluster().Deployment("web", web => web.On("a1", "b1", "c1", "a2").SpreadOver(Node.ZoneLabel, hard: false)
            .Template(template => template with { DefaultSpreadSelector = LabelSelector.FromLabels(("app", "web")) }))).Severity.ShouldBe(Severity.Warning);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Constraints_and_anti_affinity_count_as_spreading(bool hard)
    {
        Levels(Cluster().Deployment("web", web => web.On("a1", "b1", "c1", "a2").SpreadOver(Node.ZoneLabel, hard))).ShouldBe(["node"]);
        Levels(Cluster().Deployment("web", web => web.On("a1", "b1").Apart(Node.HostnameLabel, hard))).ShouldBe(["zone"]);
        Levels(Cluster().Deployment("web", web => web.On("a1", "b1").Apart(Node.HostnameLabel, hard).SpreadOver(Node.ZoneLabel, hard))).ShouldBeEmpty();
    }

    [Fact]
    public void One_pod_in_each_zone_is_one_on_each_node() =>
        Levels(Cluster().Deployment("web", web => web.On("a1", "b1", "c1").SpreadOver(Node.ZoneLabel))).ShouldBeEmpty();

    [Fact]
    public void Pods_with_ports_of_the_node_cannot_share_one() =>
        Levels(Cluster().Deployment("web", web => web.On("a1", "b1").Template(template => template with { HostPorts = [new HostPort(443)] }))).ShouldBe(["zone"]);

    [Fact]
    public void Domains_that_the_pods_may_not_use_do_not_count()
    {
        NodeAffinity first = new() { Selector = [(Node.ZoneLabel, "weu-1")] };
        Levels(Cluster().Deployment("web", web => web.On("a1", "a2").Template(template => template with { NodeAffinity = first }))).ShouldBe(["node"]);

        SnapshotBuilder tainted = new SnapshotBuilder().Zones(1, 2)
            .Node("gpu", "weu-2", change: node => node with { Taints = [new Taint("gpu", "", TaintEffect.NoSchedule)] });
        Levels(tainted.Deployment("web", web => web.On("a1", "a2"))).ShouldBe(["node"]);
    }

    [Fact]
    public void A_cordoned_zone_still_counts_for_spreading() =>
        Levels(new SnapshotBuilder().Zones(1).Node("b1", "weu-2", cordoned: true).Deployment("web", web => web.On("a1", "a1"))).ShouldContain("zone");

    [Fact]
    public void Fault_domains_without_a_label_are_no_fault_of_the_workload()
    {
        // Two numbers in the zone label are fault domains, and that label can be spread over.
        Levels(new SnapshotBuilder().Node("n1", "0").Node("n2", "1").Deployment("web", web => web.On("n1", "n2"))).ShouldBe(["fault-domain", "node"], ignoreOrder: true);
    }

    [Fact]
    public void Workloads_that_need_no_spreading_are_not_reported()
    {
        Levels(Cluster().Deployment("web", web => web.On("a1"))).ShouldBeEmpty();
        Levels(Cluster().DaemonSet("agent", agent => agent.On("a1", "b1"))).ShouldBeEmpty();
        Levels(Cluster().Workload(WorkloadKind.Job, "sum", sum => sum.On("a1", "b1"))).ShouldBeEmpty();
        Levels(Cluster().Deployment("coredns", dns => dns.In("kube-system").On("a1", "b1"))).ShouldBeEmpty();
        Levels(Cluster().Deployment("web", web => web.On("a1", "b1").Template(pod => pod with { SchedulerName = "volcano" }))).ShouldBeEmpty();
        Levels(new SnapshotBuilder().Node("only").Deployment("web", web => web.On("only", "only"))).ShouldBeEmpty();
    }
}
