using System.Collections.Immutable;
using Nines.Audits;
using Nines.Audits.Findings;
using Nines.Audits.Losses;
using Nines.Audits.Rules;
using Nines.Clusters;
using Nines.Domains;
using Nines.Tests.Clusters;
using Nines.Tests.Scheduling;

namespace Nines.Tests.Audits.Losses;

public sealed class CapacityTests
{
    [Fact]
    public void The_loss_of_a_zone_equals_the_deletion_of_its_nodes()
    {
        var random = new Random(21);
        for (int trial = 0; trial < 60; trial++)
        {
            ClusterSnapshot snapshot = RandomCluster(random);
            AuditReport report = Audit(snapshot);
            foreach (CapacityLoss loss in report.Capacity.Where(loss => loss.Level.Key == DomainKinds.Zone && loss.Kind == LossKind.Deleted))
            {
                NodeLossOutcome real = LossReference.Apply(
                    snapshot.ToCluster(), snapshot.Scheduler, node => node.Labels.GetValueOrDefault(Node.ZoneLabel) == loss.Domain.Id, LossKind.Deleted, 1, CancellationToken.None);
                foreach (Recovery recovery in loss.Recoveries)
                {
                    int after = real.After.Pods.Count(placed => placed.Template.Labels["app"] == recovery.Workload.Name);
                    recovery.Left.ShouldBe(after, recovery.ToString());
                    (recovery.AtOnce + recovery.Elsewhere + recovery.Stranded).ShouldBe(recovery.Serving);
                }

                loss.LostNodes.ShouldBe(real.LostNodes.Length);
            }
        }
    }

    [Fact]
    public void Pods_without_room_elsewhere_are_reported_for_the_workload_and_for_the_domain()
    {
        SnapshotBuilder cluster = new SnapshotBuilder();
        foreach (string node in (string[])["a", "b", "c"])
        {
            cluster.Node(node, zone: $"weu-{node}", cpu: 2000);
        }

        cluster.Deployment("web", web => web.On("a", "b", "c").Cpu(1500)).Budget("web", min: "3").Deployment("small", web => web.On("a", "b").Cpu(100));
        AuditReport report = Audit(cluster.Build());
        Finding workload = report.Findings.Where(finding => finding.Kind == NoRoomRule.DoesNotFitAfterLoss).ShouldHaveSingleItem();
        workload.Message.ShouldBe(
            "Without zone weu-a 1 of 3 pods finds no other node (0/2 nodes are available: 2 Insufficient cpu): 2 are left, and 3 are required "
            + "(PodDisruptionBudget web keeps 3 of 3). The same applies to zone weu-b, zone weu-c and node a.");
        Finding[] zones = [.. report.Findings.Where(finding => finding.Kind == NoRoomRule.NoRoomAfterLoss && finding.LevelKey == DomainKinds.Zone)];
        zones.Select(finding => finding.Detail).ShouldBe(["zone=weu-a", "zone=weu-b", "zone=weu-c"]);
        zones[0].Message.ShouldBe(
            "Without zone weu-a (1 node) 1 of its 2 pods finds no other node: 1 of shop/Deployment/web. The first: 0/2 nodes are available: 2 Insufficient cpu.");
    }

    [Fact]
    public void With_enough_room_nothing_is_reported()
    {
        AuditReport report = Audit(new SnapshotBuilder().Zones(3).Deployment("web", web => web.On("a1", "b1", "c1")).Build());
        report.Capacity.ShouldNotBeEmpty();
        report.Capacity.ShouldAllBe(loss => loss.Stranded.IsEmpty);
        report.Findings.ShouldNotContain(finding => finding.Kind.Code.StartsWith("NINE7"));
    }

    [Fact]
    public void A_cluster_in_one_domain_is_reported_as_a_gap() =>
        Audit(new SnapshotBuilder().Node("a", zone: "weu-1").Deployment("web", web => web.On("a", "a")).Build()).Capacity.ShouldBeEmpty();

    [Fact]
    public void Pods_that_are_pinned_are_not_short_of_room()
    {
        AuditReport report = Audit(new SnapshotBuilder().Zones(2)
            .Deployment("web", web => web.On("a1", "a1").Template(pod => pod with { NodeAffinity = new NodeAffinity { Selector = [(Node.ZoneLabel, "weu-1")] } })).Build());
        CapacityLoss loss = report.Capacity.First(loss => loss.Domain.Id == "weu-1");
        (loss.Stranded.ShouldHaveSingleItem().IsPinned, loss.WithoutRoom).ShouldBe((true, 0));
        report.Findings.ShouldNotContain(finding => finding.Kind.Code.StartsWith("NINE7"));
    }

    [Fact]
    public void A_hard_spread_constraint_that_blocks_recovery_is_reported_while_nodes_are_registered()
    {
        SnapshotBuilder cluster = new SnapshotBuilder().Zones(3, 2).Deployment("web", web => web.On("a1", "a2", "b1", "b2", "c1", "c2").SpreadOver(Node.ZoneLabel));
        ImmutableArray<CapacityLoss> losses = Audit(cluster.Build()).Capacity;
        losses.Where(loss => loss.Level.Key == DomainKinds.Zone && loss.Kind == LossKind.Unreachable).Select(loss => loss.WithoutRoom).ShouldBe([2, 2, 2]);
        losses.Where(loss => loss.Level.Key == DomainKinds.Zone && loss.Kind == LossKind.Deleted).ShouldAllBe(loss => loss.WithoutRoom == 0);
        Audit(cluster.Build()).Findings.First(finding => finding.Kind == NoRoomRule.NoRoomAfterLoss).Message.ShouldStartWith(
            "Without zone weu-1 (2 nodes), while its nodes are still registered, 2 of its 2 pods find no other node");
    }

    private static AuditReport Audit(ClusterSnapshot snapshot) => Auditor.Audit(snapshot, new AuditOptions(), CancellationToken.None);

    private static ClusterSnapshot RandomCluster(Random random)
    {
        var builder = new SnapshotBuilder();
        for (int node = 0; node < 9; node++)
        {
            builder.Node($"n{node}", zone: $"weu-{node % 3}", cpu: 4000);
        }

        int[] free = [.. Enumerable.Repeat(4, 9)];
        for (int workload = 0; workload < 3; workload++)
        {
            List<string> places = [];
            for (int pod = 0; pod < random.Next(2, 12); pod++)
            {
                int node = random.Next(9);
                if (free[node] > 0)
                {
                    free[node]--;
                    places.Add($"n{node}");
                }
            }

            // Priorities settle who gets the room that there is.
            int priority = workload;
            builder.Deployment($"w{workload}", web => web.On(places).Cpu(1000).Template(pod => pod with { Priority = priority }));
        }

        return builder.Build();
    }
}
