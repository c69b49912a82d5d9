using Nines.Audits.Losses;
using Nines.Clusters;
using Nines.Domains;
using Nines.Tests.Clusters;

namespace Nines.Tests.Audits.Losses;

public sealed class PlaceStudyTests
{
    [Fact]
    public void Pods_with_a_zone_constraint_are_in_different_zones()
    {
        WorkloadPlacement placement = Place(new SnapshotBuilder().Zones(3, 4), web => web.Replicas(3).SpreadOver(Node.ZoneLabel));
        LevelOutcome zones = placement.Levels.Single(level => level.Level.Key == DomainKinds.Zone);
        zones.DomainsUsed.Counts.Keys.ShouldBe([3]);
        zones.Left.Counts.Keys.ShouldBe([2]);
        zones.Exposed.Value.ShouldBe(0);
        placement.Trials.Length.ShouldBe(50);
        placement.Trials.ShouldAllBe(trial => trial.Unplaced == 0);
    }

    [Fact]
    public void Without_a_constraint_pods_share_an_update_domain_in_about_a_third_of_the_trials()
    {
        var site = new SnapshotBuilder();
        for (int node = 0; node < 21; node++)
        {
            site.Node($"n{node:00}", updateDomain: $"{node % 3}");
        }

        WorkloadPlacement placement = Place(
            site, web => web.Replicas(2).Template(template => template with { DefaultSpreadSelector = LabelSelector.FromLabels(("app", "web")) }), new PlaceOptions { Trials = 2000 });
        LevelOutcome outcome = placement.Levels.Single(level => level.Level.Key == DomainKinds.UpdateDomain);

        // Two of 21 nodes, never the same: the second is in the domain of the first in 6 of 20 cases.
        outcome.Exposed.Lower.ShouldBeLessThan(0.3);
        outcome.Exposed.Upper.ShouldBeGreaterThan(0.3);
    }

    [Fact]
    public void Pods_without_a_node_are_reported_with_the_reason()
    {
        WorkloadPlacement placement = Place(new SnapshotBuilder().Zones(2, 1), web => web.Replicas(2).Cpu(6000).SpreadOver(Node.HostnameLabel), new PlaceOptions { Trials = 10, Replicas = 4 });
        placement.Pods.ShouldBe(4);
        placement.Trials.ShouldAllBe(trial => trial.Unplaced == 2);
        placement.Unplaced.ShouldHaveSingleItem().Trials.ShouldBe(10);
        placement.Unplaced[0].Message.ShouldStartWith("0/2 nodes are available: 2 Insufficient cpu");
    }

    [Fact]
    public void Existing_pods_of_the_workload_are_removed_first()
    {
        SnapshotBuilder site = new SnapshotBuilder().Zones(2, 1).Deployment("web", web => web.On("a1").Cpu(6000));
        WorkloadPlacement placement = Place(site, web => web.Replicas(2).Cpu(6000));
        placement.Replaces.ShouldBeTrue();
        placement.Trials.ShouldAllBe(trial => trial.Unplaced == 0);
    }

    [Fact]
    public void A_daemon_set_is_skipped_with_a_note()
    {
        ClusterSnapshot snapshot = new SnapshotBuilder().Zones(2).Build();
        Workload daemons = new WorkloadBuilder(WorkloadKind.DaemonSet, "agent").Build();
        PlaceReport report = PlaceStudy.Run(snapshot, [daemons], new PlaceOptions(), TestLimit.Token);
        report.Workloads.ShouldBeEmpty();
        report.Notes.ShouldHaveSingleItem().ShouldStartWith("shop/DaemonSet/agent is skipped");
    }

    private static WorkloadPlacement Place(SnapshotBuilder site, Func<WorkloadBuilder, WorkloadBuilder> build, PlaceOptions? options = null)
    {
        Workload workload = build(new WorkloadBuilder(WorkloadKind.Deployment, "web")).Build();
        return PlaceStudy.Run(site.Build(), [workload], options ?? new PlaceOptions { Trials = 50 }, TestLimit.Token).Workloads.ShouldHaveSingleItem();
    }
}
