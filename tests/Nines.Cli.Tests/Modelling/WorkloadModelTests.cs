namespace Nines.Cli.Tests.Modelling;

/// <summary>Workloads whose availability can be worked out by hand.</summary>
public sealed class WorkloadModelTests
{
    private const double Zone = 1e-4;
    private const double Node = 1e-3;

    /// <summary>Nothing fails but zones and nodes, and lost pods are back at once: what is left is capacity.</summary>
    private static string Environment(string pool, string workload, string timings = "podEviction: 0s, podStart: 0s, nodeDetection: 0s") => $$"""
        name: by-hand
        regions:
          weu:
            location: westeurope
            zones: [1, 2, 3]
            cluster:
              tier: standard
              nodePools:
                system: { mode: system, size: Standard_D4s_v5, {{pool}} }
        workloads:
          web: { {{workload}} }
        availabilities:
          region: 100%
          zone: 99.99%
          node: 99.9%
          pod: 100%
        timings: { {{timings}} }
        """;

    private static string WithoutZones(string pool, string workload, string timings) =>
        Environment(pool, workload, timings).Replace("zones: [1, 2, 3]", "zones: []", StringComparison.Ordinal);

    [Fact]
    public async Task Six_nodes_in_three_zones_of_which_four_are_needed_are_down_for_1_25e_6()
    {
        double u = (await NinesRun.Unavailabilities(
            Environment("count: 6, zones: [1, 2, 3]", "replicas: 6, needed: 4, cpu: 3")))["serve"];

        u.ShouldBe(Capacity(6, 4), 1e-18);
        Math.Round(u * 1e6, 2).ShouldBe(1.25);
    }

    [Theory]
    [InlineData(3, 2)]
    [InlineData(6, 3)]
    [InlineData(6, 6)]
    public async Task Capacity_over_zones_is_that_of_enumeration(int nodes, int needed)
    {
        double u = (await NinesRun.Unavailabilities(
            Environment($"count: {nodes}, zones: [1, 2, 3]", $"replicas: {nodes}, needed: {needed}, cpu: 3")))["serve"];

        u.ShouldBe(Capacity(nodes, needed), Capacity(nodes, needed) * 1e-12);
    }

    [Fact]
    public async Task Two_pods_that_need_one_are_down_only_while_both_are_missing()
    {
        // Two nodes without zones: both down, or neither has been replaced yet. With exponential times phi = T / (T + MDT).
        double phi = 330 / (330 + 3600.0);
        double u = (await NinesRun.Unavailabilities(
            WithoutZones("count: 2", "replicas: 2, needed: 1, cpu: 3", "podEviction: 300s, podStart: 30s, nodeDetection: 0s")))["serve"];

        // Room for one pod needs one node; a lost node's pod is missing until it runs on the other.
        double bothMissing = Node * phi * Node * phi;
        double bothDown = Node * Node;
        u.ShouldBe(bothDown + bothMissing - (bothDown * phi * phi), 1e-18);
    }

    [Fact]
    public async Task Pods_that_nobody_spreads_are_reckoned_on_one_node()
    {
        double spread = (await NinesRun.Unavailabilities(
            WithoutZones("count: 2", "replicas: 2, needed: 1, cpu: 1, spread: node", "podStart: 30s, rebalance: 0s")))["serve"];
        double packed = (await NinesRun.Unavailabilities(
            WithoutZones("count: 2", "replicas: 2, needed: 1, cpu: 1, spread: none", "podStart: 30s")))["serve"];

        packed.ShouldBeGreaterThan(50 * spread);
    }

    [Fact]
    public async Task Pods_for_which_there_is_no_room_never_run()
    {
        (await NinesRun.Unavailabilities(Environment("count: 1", "replicas: 4, needed: 4, cpu: 1")))["serve"].ShouldBe(1);
    }

    /// <summary>P(fewer than the needed nodes are up), over every state of three zones and their nodes.</summary>
    private static double Capacity(int nodes, int needed)
    {
        double unavailability = 0;
        for (int state = 0; state < 1 << (3 + nodes); state++)
        {
            double probability = 1;
            int up = 0;
            for (int i = 0; i < 3 + nodes; i++)
            {
                double down = i < 3 ? Zone : Node;
                bool isDown = (state >> i & 1) == 1;
                probability *= isDown ? down : 1 - down;
                up += i >= 3 && !isDown && (state >> ((i - 3) % 3) & 1) == 0 ? 1 : 0;
            }

            unavailability += up < needed ? probability : 0;
        }

        return unavailability;
    }
}
