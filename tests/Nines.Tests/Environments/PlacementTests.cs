using Nines.Environments.Model;
using Nines.Environments.Specs;

namespace Nines.Tests.Environments;

/// <summary>Nodes over zones, pods over nodes, and how many of both there are.</summary>
public sealed class PlacementTests
{
    [Theory]
    [InlineData("zones: [1, 2, 3], count: 5", 5, "1.0 1.1 2.0 2.1 3.0")]
    [InlineData("zones: [2], count: 3", 3, "2.0 2.1 2.2")]
    [InlineData("count: 2", 2, "0.0 0.1")]
    public void Nodes_are_spread_evenly_over_the_zones(string pool, int count, string expected) =>
        string.Join(' ', PoolPlacement.Nodes(Pool(pool), count).Select(node => $"{node.Zone}.{node.Number}")).ShouldBe(expected);

    [Fact]
    public void Evenly_means_that_no_zone_has_two_nodes_more_than_another()
    {
        for (int zones = 1; zones <= 3; zones++)
        {
            NodePoolSpec pool = Pool($"zones: [{string.Join(", ", Enumerable.Range(1, zones))}], count: 1");
            for (int count = 1; count <= 20; count++)
            {
                int[] sizes = [.. PoolPlacement.Nodes(pool, count).GroupBy(node => node.Zone).Select(zone => zone.Count())];

                sizes.Sum().ShouldBe(count);
                (sizes.Max() - (sizes.Length == zones ? sizes.Min() : 0)).ShouldBeLessThanOrEqualTo(1);
            }
        }
    }

    [Theory]
    [InlineData(SpreadKind.Zone, 1, 1, 1)]
    [InlineData(SpreadKind.Node, 2, 1, 0)]
    [InlineData(SpreadKind.None, 3, 0, 0)]
    public void Pods_are_placed_as_badly_as_the_scheduler_may_place_them(SpreadKind spread, int first, int second, int third)
    {
        // Two nodes in zone 1 and one each in zones 2 and 3; three pods, of which three fit on a node.
        PlacedNode[] nodes = [new(1, 0), new(1, 1), new(2, 0), new(3, 0)];
        int[] inZone = new int[4];
        foreach (int node in PoolPlacement.Replicas(spread, nodes, 3, 3))
        {
            inZone[nodes[node].Zone]++;
        }

        inZone[1..].ShouldBe([first, second, third]);
    }

    [Theory]
    [InlineData("size: Standard_D4s_v5", "cpu: 500m", 7)]           // 4 cores, of which 140m are reserved: 3.86 / 0.5
    [InlineData("size: Standard_D4s_v5, cpu: 3", "cpu: 500m", 6)]
    [InlineData("size: Standard_D4s_v5, cpu: 8, memory: 8Gi", "cpu: 1, memory: 3Gi", 2)]
    [InlineData("size: Standard_D4s_v5", "spread: zone", 40)]      // pods that request nothing are not limited
    public void A_node_has_room_for_as_many_pods_as_fit(string pool, string workload, int slots)
    {
        EnvironmentSpec spec = Spec($"{pool}, count: 1", $"replicas: 40, {workload}");

        Room(spec).Slots(spec.Workloads[0]).ShouldBe(slots);
    }

    [Theory]
    [InlineData("count: 4", "replicas: 1, cpu: 1", 4)]
    [InlineData("min: 1, max: 10, zones: [1, 2, 3]", "replicas: 1, cpu: 1", 1)]
    [InlineData("min: 1, max: 10, zones: [1, 2, 3]", "replicas: 4, cpu: 3", 4)]
    [InlineData("min: 1, max: 10, zones: [1, 2, 3]", "replicas: 4, cpu: 100m", 3)]
    [InlineData("min: 1, max: 10", "replicas: 4, cpu: 100m, spread: node", 2)]
    [InlineData("min: 2, max: 3", "replicas: 9, cpu: 3", 3)]
    [InlineData("min: 2, max: 3", "replicas: 1, cpu: 1", 2)]
    public void An_autoscaled_pool_has_the_nodes_that_its_pods_need(string pool, string workload, int nodes)
    {
        EnvironmentSpec spec = Spec($"size: Standard_D4s_v5, {pool}", workload);

        Room(spec).Nodes.ShouldBe(nodes);
    }

    [Fact]
    public void A_workload_runs_on_the_pool_it_names_else_on_the_first_user_pool()
    {
        EnvironmentSpec spec = new Design("""
            name: x
            regions:
              weu:
                location: westeurope
                cluster:
                  nodePools:
                    system: { size: Standard_D4s_v5, mode: system, count: 1 }
                    apps: { size: Standard_D4s_v5, mode: user, count: 1 }
                    more: { size: Standard_D4s_v5, mode: user, count: 1 }
            workloads: { a: { pool: more }, b: {}, c: { pool: system } }
            """).Spec;

        spec.Workloads.Select(workload => PoolPlan.PoolOf(spec.Regions[0], workload).Name).ShouldBe(["more", "apps", "system"]);
    }

    private static PoolRoom Room(EnvironmentSpec spec) => PoolRoom.Create(spec, spec.Regions[0], spec.Regions[0].Cluster!.NodePools[0]);

    private static NodePoolSpec Pool(string entries) => Spec($"size: Standard_D4s_v5, {entries}", "replicas: 1").Regions[0].Cluster!.NodePools[0];

    private static EnvironmentSpec Spec(string pool, string workload) => new Design($$"""
        name: x
        regions:
          weu:
            location: westeurope
            zones: [1, 2, 3]
            cluster: { nodePools: { only: { mode: system, {{pool}} } } }
        workloads: { web: { {{workload}} } }
        """).Spec;
}
