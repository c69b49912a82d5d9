using System.Collections.Immutable;
using Nines.Audits.Findings;
using Nines.Clusters;
using Nines.Tests.Clusters;
using Nines.Text;

namespace Nines.Tests.Audits.Rules;

public sealed class VolumeTests
{
    private static SnapshotBuilder Db(params string[] nodes) => new SnapshotBuilder().Zones(3, 2).StatefulSet("db", db =>
    {
        for (int pod = 0; pod < nodes.Length; pod++)
        {
            db.Pod(nodes[pod], claims: $"data-{pod}");
        }
    });

    [Fact]
    public void A_volume_in_the_lost_zone_prevents_recovery()
    {
        Finding finding = Found.One("NINE401", Db("a1", "a2", "b1").Claim("data-0", "weu-1").Claim("data-1", "weu-1").Claim("data-2", "weu-2"));
        finding.Message.ShouldBe("Claims data-0 and data-1 tie 2 of its 3 pods to zone weu-1: when that is lost, 1 of the 2 required is left, and the rest cannot start elsewhere.");
        (finding.LevelKey, finding.Detail, finding.Severity).ShouldBe(("zone", "weu-1", Severity.Warning));
    }

    [Fact]
    public void Data_that_is_replicated_over_zones_lives() =>
        Found.None("NINE401", Db("a1", "b1", "c1").Claim("data-0", "weu-1").Claim("data-1", "weu-2").Claim("data-2", "weu-3"));

    [Theory]
    [InlineData("topology.kubernetes.io/zone")]
    [InlineData("topology.disk.csi.azure.com/zone")]
    public void Drivers_name_the_zone_by_labels_of_their_own(string key)
    {
        SnapshotBuilder cluster = Db("a1").Claim("data-0", "weu-1", zoneKey: key).Label("a1", "topology.disk.csi.azure.com/zone", "weu-1");
        Found.One("NINE401", cluster).Message.ShouldStartWith("Claim data-0 ties 1 of its 1 pod to zone weu-1: when that is lost, 0 of the 1");
    }

    [Fact]
    public void An_empty_zone_is_no_tie() => Found.None("NINE401", Db("a1").Claim("data-0", "", zoneKey: "topology.disk.csi.azure.com/zone"));

    [Fact]
    public void Disks_that_several_zones_have_are_no_tie()
    {
        NodeSelectorTerm In(params ImmutableArray<string> zones) => new(new LabelRequirement(Node.ZoneLabel, LabelOperator.In, zones));
        Found.None("NINE401", Db("a1").Claim("data-0", nodes: [In("weu-1"), In("weu-2")]));
        Found.None("NINE401", Db("a1").Claim("data-0", nodes: [In("weu-1", "weu-2")]));
        Found.None("NINE401", Db("a1").Claim("data-0", nodes: [In("weu-1"), In("")]));
        Found.None("NINE401", Db("a1").Claim("data-0"));
        Found.One("NINE401", Db("a1").Claim("data-0", nodes: [In("weu-1"), In("weu-1")]));
    }

    [Fact]
    public void A_local_volume_ties_to_its_node()
    {
        SnapshotBuilder cluster = Db("a1").Claim("data-0", nodes: [new NodeSelectorTerm(new LabelRequirement(Node.HostnameLabel, LabelOperator.In, "a1"))]);
        Finding finding = Found.One("NINE401", cluster);
        finding.Message.ShouldContain("to node a1: when that is lost");
        finding.Fix.ShouldBe("Use volumes that other nodes can attach, or replicate the data over pods on other nodes.");
    }

    [Fact]
    public void A_disk_where_no_node_is_cannot_be_used() =>
        Found.One("NINE401", Db("a1").Claim("data-0", "weu-9")).Message.ShouldBe("Claim data-0 ties 1 of its 1 pod to zone weu-9, where the cluster has no node.");

    [Fact]
    public void With_one_zone_there_is_no_other_place() =>
        Found.None("NINE401", new SnapshotBuilder().Zones(1, 2).StatefulSet("db", db => db.Pod("a1", claims: "data")).Claim("data", "weu-1"));

    [Fact]
    public void Classes_that_do_not_wait_make_disks_anywhere()
    {
        Finding finding = Found.One("NINE402", Db("a1").Claim("data-0", "weu-1", "quick").StorageClass("quick", waits: false));
        finding.Message.ShouldBe("It creates a disk in one of 3 zones as soon as a claim exists; pods use 1 claim of it: shop/data-0.");
        finding.Subject.ToString().ShouldBe("StorageClass/quick");
    }

    [Fact]
    public void The_default_class_is_meant_where_none_is_named() =>
        Found.One("NINE402", Db("a1").UnboundClaim("data-0", "").StorageClass("standard", waits: false, isDefault: true)).Subject.Name.ShouldBe("standard");

    [Fact]
    public void Classes_that_wait_or_share_or_copy_are_fine()
    {
        Found.None("NINE402", Db("a1").Claim("data-0", "weu-1", "c").StorageClass("c"));
        Found.None("NINE402", Db("a1").Claim("data-0", "weu-1", "c").StorageClass("c", waits: false, survivesZones: true));
        Found.None("NINE402", Db("a1").Claim("data-0", null, "c").StorageClass("c", waits: false, provisioner: "file.csi.azure.com"));
        Found.None("NINE402", Db("a1").Claim("unused", "weu-1", "c").StorageClass("c", waits: false));
        Found.None("NINE402", new SnapshotBuilder().Zones(1).StatefulSet("db", db => db.Pod("a1", claims: "d")).Claim("d", "weu-1", "c").StorageClass("c", waits: false));
    }
}
