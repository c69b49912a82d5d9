using System.Collections.Immutable;
using Nines.Audits;
using Nines.Audits.Findings;
using Nines.Domains;
using Nines.Tests.Clusters;
using Nines.Text;

namespace Nines.Tests.Audits.Rules;

public sealed class LosingRulesTests
{
    [Fact]
    public void A_domain_with_too_many_pods_is_reported_with_its_numbers()
    {
        Finding finding = Of("NINE101", new SnapshotBuilder().Zones(3, 2)
            .Deployment("web", web => web.On("a1", "a2", "b1")).Budget("web", min: "2")).ShouldHaveSingleItem();
        finding.Message.ShouldBe(
            "Zone weu-1 holds 2 of 3 serving pods: without it 1 is left, and 2 are required (PodDisruptionBudget web keeps 2 of 3).");
        finding.Fix.ShouldBe("Spread the pods over the label topology.kubernetes.io/zone. With 3 zones available, none of them needs more than 1 of the 3 pods.");
        (finding.LevelKey, finding.Severity, finding.Fingerprint).ShouldBe((DomainKinds.Zone, Severity.Error, "NINE101:shop/Deployment/web:zone"));
        finding.Domains.Select(domain => domain.Id).ShouldBe(["weu-1"]);
    }

    [Fact]
    public void The_same_pods_are_reported_once_under_the_widest_domain()
    {
        SnapshotBuilder cluster = new SnapshotBuilder()
            .Node("a", faultDomain: "0", updateDomain: "0", pool: "x").Node("b", faultDomain: "1", updateDomain: "1", pool: "x").Node("c", faultDomain: "1", updateDomain: "1", pool: "y");
        Finding finding = Of("NINE101", cluster.Deployment("web", web => web.On("a", "a"))).ShouldHaveSingleItem();
        finding.LevelKey.ShouldBe(DomainKinds.FaultDomain);
        finding.Message.ShouldEndWith(" The same pods share update domain 0 of pool x, node a and node pool x.");
    }

    [Fact]
    public void Losing_a_pool_is_no_failure_of_hardware()
    {
        SnapshotBuilder cluster = new SnapshotBuilder().Node("a", pool: "x").Node("b", pool: "x").Node("c", pool: "y");
        ImmutableArray<Finding> found = Of("NINE101", cluster.Deployment("web", web => web.On("a", "b")));
        found.ShouldHaveSingleItem().Severity.ShouldBe(Severity.Note);
        Auditor.Audit(cluster.Build(), new AuditOptions(), CancellationToken.None).Workloads[0].IsExposed.ShouldBeFalse();
    }

    [Fact]
    public void A_gap_that_the_cluster_cannot_close_is_not_reported_for_the_workload()
    {
        SnapshotBuilder one = new SnapshotBuilder().Node("a", zone: "weu-1").Node("b", zone: "weu-1").Deployment("web", web => web.On("a", "b"));
        Of("NINE101", one).ShouldBeEmpty();
        Finding gap = Of("NINE801", one).ShouldHaveSingleItem();
        gap.Message.ShouldBe("All 2 nodes are in zone weu-1: 1 workload would have fewer pods than required without it.");

        SnapshotBuilder two = new SnapshotBuilder().Zones(2, 2).StatefulSet("etcd", etcd => etcd.On("a1", "a2", "b1"));
        Of("NINE101", two).ShouldBeEmpty();
        Finding few = Of("NINE801", two).ShouldHaveSingleItem();
        few.Severity.ShouldBe(Severity.Note);
        few.Message.ShouldBe(
            "The nodes are in 2 zones, which is too few for 1 workload such as shop/StatefulSet/etcd, with 3 pods of which 2 are required (the majority of its 3 members is 2): 3 are required.");
    }

    [Fact]
    public void A_requirement_of_all_pods_is_not_a_gap()
    {
        SnapshotBuilder cluster = new SnapshotBuilder().Zones(3).Deployment("web", web => web.On("a1", "b1", "c1")).Budget("web", min: "100%");
        Of("NINE101", cluster).ShouldBeEmpty();
        Of("NINE801", cluster).ShouldBeEmpty();
    }

    [Fact]
    public void A_single_replica_is_reported_once()
    {
        SnapshotBuilder cluster = new SnapshotBuilder().Zones(3).Deployment("web", web => web.On("b1")).Budget("web", min: "1");
        Of("NINE101", cluster).ShouldBeEmpty();
        Of("NINE102", cluster).ShouldHaveSingleItem().Message.ShouldBe("There is one pod, in node b1 and zone weu-2.");
        Of("NINE102", new SnapshotBuilder().Zones(1).BarePod("web", web => web.On("a1"))).ShouldBeEmpty();
    }

    [Fact]
    public void Two_domains_are_reported_only_where_the_same_number_of_pods_could_survive()
    {
        Of("NINE103", new SnapshotBuilder().Zones(3, 2).Deployment("web", web => web.On("a1", "b1"))).ShouldBeEmpty();
        Of("NINE103", new SnapshotBuilder().Zones(3, 2).Deployment("web", web => web.On("a1", "b1", "c1"))).ShouldBeEmpty();
        Of("NINE103", new SnapshotBuilder().Zones(3, 2).Deployment("web", web => web.On("a1", "a2", "b1"))).ShouldHaveSingleItem().Message.ShouldBe(
            "Zone weu-1 and zone weu-2 together hold 3 of 3 serving pods: without both none is left, and 1 is required (minimum not declared; assuming 1). As many pods spread over 3 domains would survive it.");
    }

    [Fact]
    public void The_minimum_of_an_autoscaler_is_not_a_requirement_and_is_reported()
    {
        SnapshotBuilder cluster = new SnapshotBuilder().Zones(3).Deployment("web", web => web.On("a1", "b1", "c1")).Autoscaler("web", 3, 9);
        Of("NINE101", cluster).ShouldBeEmpty();
        Of("NINE104", cluster).ShouldHaveSingleItem().Message.ShouldBe(
            "Zone weu-1 holds 1 of 3 serving pods: without it 2 are left, and HorizontalPodAutoscaler web keeps at least 3.");
        Of("NINE104", cluster.Without("HorizontalPodAutoscaler")).ShouldBeEmpty();
    }

    internal static ImmutableArray<Finding> Of(string code, SnapshotBuilder builder) =>
    [
        .. Auditor.Audit(builder.Build(), new AuditOptions(), CancellationToken.None).Findings.Where(finding => finding.Kind.Code == code),
    ];
}
