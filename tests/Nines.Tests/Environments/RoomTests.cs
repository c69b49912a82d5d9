using Nines.Environments.Model;
using Nines.Environments.Specs;

namespace Nines.Tests.Environments;

/// <summary>Room of pools that several workloads share: counts by hand, and availabilities against the sum over all states.</summary>
public sealed class RoomTests
{
    private const double Zone = 0.01;
    private const double Node = 0.02;

    // Lost pods are back at once, so that room is all that can be missing.
    private static Design Create(string pools, string workloads, string cluster = "") => new($$"""
        name: x
        regions:
          weu:
            location: westeurope
            zones: [1, 2, 3]
            cluster: { {{cluster}} nodePools: { {{pools}} } }
        workloads: { {{workloads}} }
        timings: { nodeDetection: 0s, podEviction: 0s, podStart: 0s, nodeProvisioning: 0s }
        """, ("zone/default", Zone), ("node/default", Node));

    private static string Workloads(int count, string one) => string.Join(", ", Enumerable.Range(0, count).Select(number => $"w{number}: {{ {one} }}"));

    private static double ThreeNodes(int needed) => Nodes([1, 1, 1], (perZone, _) => perZone.Sum() >= needed);

    /// <summary>The probability that a condition on the nodes that are up fails.</summary>
    private static double Nodes(int[] perZone, Func<int[], bool[], bool> isUp)
    {
        var states = new States();
        int[] zones = states.Add(perZone.Length, Zone);
        int[][] nodes = [.. perZone.Select(count => states.Add(count, Node))];
        return states.Probability(down => !isUp(
            [.. zones.Select((zone, number) => down[zone] ? 0 : nodes[number].Count(node => !down[node]))],
            [.. zones.Select(zone => !down[zone])]));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(30)]
    public void One_node_holds_the_needed_pods_of_many_small_workloads(int workloads)
    {
        Design design = Create("a: { size: Standard_D16s_v5, mode: system, count: 3, zones: [1, 2, 3] }", Workloads(workloads, "replicas: 3, needed: 2, cpu: 100m, memory: 128Mi"));

        States.ShouldAgree(design.Unavailabilities["serve"], ThreeNodes(1));
        design.Proposals.ShouldNotContain(proposal => proposal.Id.StartsWith("nodes:"));
        design.Assumptions.ShouldNotContain(assumption => assumption.Contains("room", StringComparison.Ordinal));
    }

    [Fact]
    public void Workloads_of_one_pool_share_its_nodes()
    {
        // Each by itself needs one node of 3.86 cores; 2 x 1 and 2 x 1.5 cores together need two.
        Design design = Create(
            "a: { size: Standard_D4s_v5, mode: system, count: 3, zones: [1, 2, 3] }",
            "big: { replicas: 3, needed: 2, cpu: 1500m }, small: { replicas: 2, needed: 2, cpu: 1 }");

        States.ShouldAgree(design.Unavailabilities["serve"], ThreeNodes(2));
    }

    [Theory]
    [InlineData("Standard_D4s_v5", "", 1)]          // 15.9 - 2.25 GiB: three pods of 4 GiB
    [InlineData("Standard_D4ls_v5", "", 3)]         // 7.9 - 2 GiB: one
    [InlineData("Standard_D4ls_v5", "maxPods: 10,", 3)]
    [InlineData("Standard_E8-4s_v5", "", 1)]
    [InlineData("Standard_D4ls_v5", "memory: 12Gi, cpu: 4,", 1)]
    [InlineData("Standard_D4ls_v9", "", 1)]         // not known: nothing but the number of pods limits
    public void Memory_of_the_size_decides(string size, string entries, int nodes)
    {
        Design design = Create($"a: {{ size: {size}, {entries} mode: system, count: 3, zones: [1, 2, 3] }}", "web: { replicas: 3, needed: 3, memory: 4Gi }");

        States.ShouldAgree(design.Unavailabilities["serve"], ThreeNodes(nodes));
    }

    [Fact]
    public void A_size_that_is_not_known_is_reported_with_the_keys_to_state()
    {
        Create("a: { size: Standard_D4ls_v9, mode: system, count: 3 }", "web: { replicas: 3, memory: 4Gi }").Assumptions
            .ShouldContain("Pool a in weu: the table of VM sizes does not have Standard_D4ls_v9, so a node is assumed to have room for 110 pods. "
                + "State cpu and memory under regions.weu.cluster.nodePools.a, or correct the size (docs/vm-sizes.md).");
        Create("a: { size: Standard_D4ls_v9, cpu: 4, memory: 8Gi, mode: system, count: 3 }", "web: { replicas: 3, memory: 4Gi }").Assumptions
            .ShouldNotContain(assumption => assumption.Contains("Standard_D4ls_v9", StringComparison.Ordinal));
    }

    [Fact]
    public void Pods_that_do_not_fit_never_run()
    {
        // Six pods of 4 GiB on nodes that leave 5.9 GiB of 8.
        Design design = Create("p: { size: Standard_D4ls_v5, mode: system, count: 3, zones: [1, 2, 3] }", "web: { replicas: 6, needed: 5, memory: 4Gi, cpu: 500m }");

        design.Unavailabilities["serve"].ShouldBe(1);
        design.Assumptions.ShouldContain("web in weu: 3 of its 6 pods have room on 3 nodes of Standard_D4ls_v5, each with room for 3.86 cores, 5.9 GiB and 110 pods; "
            + "the rest are assumed never to run. Needed pods of all workloads of pool p are placed first, then the others, in the order of the file.");
    }

    [Theory]
    [InlineData("1.29", 110, 16, 16 - 2250 / 1024.0 - 100 / 1024.0)]
    [InlineData("1.35", 30, 16, 16 - 650 / 1024.0 - 100 / 1024.0)]
    [InlineData("1.35.2", 250, 16, 16 - 4 - 100 / 1024.0)]                                   // a quarter is less than 5050 MiB
    [InlineData("1.28", 110, 16, 16 - (1 + 0.8 + 0.8) - 750 / 1024.0)]
    [InlineData("1.28.9", 30, 64, 64 - (1 + 0.8 + 0.8 + 2.88) - 750 / 1024.0)]
    public void Aks_reserves_memory_by_its_version(string version, int maxPods, int gibibytes, double left)
    {
        string size = gibibytes == 16 ? "Standard_D4s_v5" : "Standard_D16s_v5";
        Design design = Create($"a: {{ size: {size}, maxPods: {maxPods}, mode: system, count: 1 }}", "web: { replicas: 1 }", $"version: \"{version}\",");

        ((double)Room(design).Node.Memory / (1L << 30)).ShouldBe(left, 1e-6);
        Room(design).Node.Pods.ShouldBe(maxPods);
    }

    [Fact]
    public void Windows_nodes_have_2_gib_less()
    {
        Design design = Create(
            "s: { size: Standard_D4s_v5, mode: system, count: 1 }, w: { size: Standard_D4s_v5, os: windows, count: 1 }", "web: { pool: w }");

        (Room(design).Node.Memory - Room(design, 1).Node.Memory).ShouldBe(2L << 30);
    }

    [Theory]
    [InlineData("Standard_D2s_v5", 1900)]
    [InlineData("Standard_D4s_v5", 3860)]
    [InlineData("Standard_D16s_v5", 15740)]
    [InlineData("Standard_E8-4s_v5", 3860)]
    public void Aks_reserves_a_part_of_the_cores(string size, long milliCpu) =>
        Room(Create($"a: {{ size: {size}, mode: system, count: 1 }}", "web: {}")).Node.MilliCpu.ShouldBe(milliCpu);

    [Fact]
    public void Pods_without_requests_are_limited_in_number()
    {
        // 3 x 45 needed pods, 50 a node.
        Design design = Create("a: { size: Standard_D16s_v5, maxPods: 50, mode: system, count: 4, zones: [1, 2] }", Workloads(3, "replicas: 46, needed: 45, servesRequests: false"));

        Room(design).Needed.Nodes.ShouldBe(3);
        Room(design).Nodes.ShouldBe(4);
    }

    [Fact]
    public void Needed_pods_have_a_place_before_others_and_earlier_workloads_before_later_ones()
    {
        // Two nodes of 3.86 cores hold two pods of 3 cores, and small ones beside them.
        Design design = Create("a: { size: Standard_D4s_v5, mode: system, count: 2 }",
            "first: { replicas: 3, needed: 1, cpu: 3 }, second: { replicas: 2, needed: 1, cpu: 3 }, third: { replicas: 3, needed: 1, cpu: 800m }");

        design.Spec.Workloads.Select(workload => Room(design).Running(workload)).ShouldBe([1, 1, 2]);
        design.Assumptions.ShouldNotContain(assumption => assumption.Contains("no room for the needed pods", StringComparison.Ordinal));
    }

    [Fact]
    public void A_workload_without_room_leaves_the_earlier_ones_alone()
    {
        Design design = Create("a: { size: Standard_D4s_v5, mode: system, count: 2 }", "first: { replicas: 2, needed: 2, cpu: 3 }, last: { replicas: 1, cpu: 3, servesRequests: false }");

        design.Spec.Workloads.Select(workload => Room(design).Running(workload)).ShouldBe([2, 0]);
        design.Assumptions.ShouldContain("Pool a in weu has no room for the needed pods of all its workloads at once.");
        States.ShouldAgree(design.Unavailabilities["serve"], 1 - ((1 - Zone) * Math.Pow(1 - Node, 2)));
    }

    [Fact]
    public void A_workload_without_a_pool_stays_off_nodes_with_taints()
    {
        const string Pools = "sys: { size: Standard_D4s_v5, mode: system, count: 1, taints: ['CriticalAddonsOnly=true:NoSchedule'] }, "
            + "gpu: { size: Standard_D4s_v5, count: 1, taints: ['sku=gpu:NoExecute'] }";
        Design design = Create($"{Pools}, apps: {{ size: Standard_D4s_v5, count: 1, taints: ['cheap=yes:PreferNoSchedule'] }}", "web: {}, trained: { pool: gpu }");
        design.Spec.Workloads.Select(workload => PoolPlan.PoolOf(design.Spec.Regions[0], workload).Name).ShouldBe(["apps", "gpu"]);

        Create(Pools, "web: {}").Assumptions.ShouldContain(
            "web in weu: every pool has taints and the workload names none, so its pods are assumed to run on gpu and to tolerate its taints.");
    }

    [Theory]
    [InlineData(3, 0)]      // no spare node: two of three must be up
    [InlineData(4, 1)]
    [InlineData(10, 7)]
    public void Lost_nodes_count_towards_the_maximum_of_the_autoscaler(int max, int spare)
    {
        Design design = Create($"a: {{ size: Standard_D4s_v5, mode: system, min: 1, max: {max}, zones: [1, 2, 3] }}", "web: { replicas: 3, needed: 2, cpu: 3 }");

        Room(design).Nodes.ShouldBe(3);
        Room(design).Spare.ShouldBe(spare);

        // The cluster's DNS needs a node of the pool in any case.
        States.ShouldAgree(design.Unavailabilities["serve"], Nodes([1, 1, 1], (up, zones) =>
            up.Sum() >= 1 && (up.Sum() >= 2 || (up.Sum() + spare >= 2 && spare > 0 && zones.Any(zone => zone)))));
    }

    [Theory]
    [InlineData(3)]         // a zone's loss takes 3 nodes of 6: the autoscaler works on
    [InlineData(4)]         // 4 of 8 are more than 3 and than 45 %
    public void The_autoscaler_of_two_zones_stops_when_one_is_lost(int perZone)
    {
        int nodes = 2 * perZone;
        Design design = Create(
            $"a: {{ size: Standard_D4s_v5, mode: system, min: {nodes}, max: 30, zones: [1, 2] }}", $"web: {{ replicas: {nodes}, needed: {perZone + 1}, cpu: 3 }}");

        States.ShouldAgree(design.Unavailabilities["serve"], Nodes([perZone, perZone], (up, zones) =>
            up.Sum() >= 1 && (up.Sum() >= perZone + 1 || (zones.Any(zone => zone) && nodes - up.Sum() <= 3))));
    }

    [Fact]
    public void A_maximum_that_is_too_low_for_a_lost_zone_is_reported_and_raised_by_advice()
    {
        Design design = Create("a: { size: Standard_D4s_v5, mode: system, min: 1, max: 3, zones: [1, 2, 3] }", "web: { replicas: 3, needed: 3, cpu: 3 }");

        design.Assumptions.ShouldContain("Pool a in weu: its maximum of 3 nodes leaves too few for the needed pods when a zone is lost; 4 would be enough.");
        design.Edits("max-nodes:weu.a").ShouldBe(["regions.weu.cluster.nodePools.a.max: 3 -> 4"]);
    }

    [Fact]
    public void The_autoscaler_opens_nodes_for_all_replicas_together()
    {
        // 7.7 cores are less than two nodes of 3.86, but 1.5 + 1.5 + 0.8 and 1.5 + 0.8 + 0.8 leave a pod over.
        Design design = Create("a: { size: Standard_D4s_v5, mode: system, min: 1, max: 9 }",
            "big: { replicas: 3, cpu: 1500m, spread: none }, small: { replicas: 4, cpu: 800m, spread: none }");

        Room(design).Nodes.ShouldBe(3);
    }

    private static PoolRoom Room(Design design, int pool = 0) =>
        PoolRoom.Create(design.Spec, design.Spec.Regions[0], design.Spec.Regions[0].Cluster!.NodePools[pool]);
}
