using Nines.Clusters;

namespace Nines.Tests.Clusters;

/// <summary>What other tests take for granted.</summary>
public sealed class SnapshotBuilderTests
{
    [Fact]
    public void A_snapshot_can_be_used_by_the_scheduler()
    {
        ClusterSnapshot snapshot = new SnapshotBuilder()
            .Zones(2, nodesEach: 2)
            .Deployment("web", web => web.On("a1", "b1").Pending().SpreadOver(Node.ZoneLabel))
            .StatefulSet("db", db => db.Pod("a2", claims: "data-0"))
            .Claim("data-0", zone: "weu-1")
            .Budget("web", min: "50%")
            .Build();

        Cluster cluster = snapshot.ToCluster();
        cluster.Faults().ShouldBeEmpty();
        cluster.Nodes.Select(node => node.Name).ShouldBe(["a1", "a2", "b1", "b2"]);
        cluster.Pods.Length.ShouldBe(3);
        Workload web = snapshot.Workloads.Single(workload => workload.Name.Name == "web");
        web.Replicas.ShouldBe(3);
        web.Pods.Count(pod => pod.Serves).ShouldBe(2);
        snapshot.Budgets[0].Selector!.Matches(web.AnyTemplate!.Labels).ShouldBeTrue();
        snapshot.Budgets[0].Needs(3).ShouldBe(2);
        snapshot.Workloads.Single(workload => workload.Name.Name == "db").Pods[0].Template.Claims.ShouldBe(["data-0"]);
    }
}
