using Nines.Tests.Reliability.Redundancy;

namespace Nines.Tests.Environments;

/// <summary>The two conditions of a workload, room and time, against the sum over all states.</summary>
public sealed class WorkloadTests
{
    private const double Region = 0.001;
    private const double Zone = 0.01;
    private const double Node = 0.02;
    private const double Pod = 0.03;

    // Detection and eviction, then the start: a lost pod is missing for that long.
    private const double Eviction = 50 + 300;
    private const double Start = 30;

    public static string Environment(string pool, string workload) => $$"""
        name: x
        regions:
          weu:
            location: westeurope
            zones: [1, 2, 3]
            cluster: { nodePools: { only: { mode: system, size: Standard_D4s_v5, {{pool}} } } }
        workloads: { web: { {{workload}} } }
        timings: { nodeDetection: 50s, podEviction: 300s, podStart: 30s, nodeProvisioning: 240s, rebalance: 0s }
        """;

    public static readonly (string, double)[] Numbers =
        [("region/default", Region), ("zone/default", Zone), ("node/default", Node), ("pod/default", Pod)];

    private static Design Create(string pool, string workload) => new(Environment(pool, workload), Numbers);

    /// <summary>A region with one node in each zone and one pod on each node.</summary>
    public static double OnePodAZone(int zones, int needed, int neededNodes, double eviction = Eviction)
    {
        var states = new States();
        int region = states.Add(Region);
        int[] zone = states.Add(zones, Zone), node = states.Add(zones, Node), pod = states.Add(zones, Pod);

        // Where one loss interrupts the workload, its stages follow each other; where it takes two, a single time stands for them.
        double phi = needed == zones ? States.Phi([eviction, Start], Design.MeanDownTimeHours) : States.Phi(eviction + Start, Design.MeanDownTimeHours);
        int[] zoneMoves = states.Add(zones, phi), nodeMoves = states.Add(zones, phi);
        return states.Probability(down =>
        {
            int nodes = 0, ready = 0;
            for (int i = 0; i < zones; i++)
            {
                nodes += down[zone[i]] || down[node[i]] ? 0 : 1;
                bool isMissing = down[pod[i]] || (down[zone[i]] && down[zoneMoves[i]]) || (down[node[i]] && down[nodeMoves[i]]);
                ready += isMissing ? 0 : 1;
            }

            return down[region] || ready < needed || nodes < Math.Max(1, neededNodes);
        });
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    public void A_fixed_pool_needs_room_and_pods_that_have_moved(int needed, int neededNodes) =>
        States.ShouldAgree(
            Create("count: 3, zones: [1, 2, 3]", $"replicas: 3, needed: {needed}, cpu: 3").Unavailabilities["serve"],
            OnePodAZone(3, needed, neededNodes));

    [Fact]
    public void Small_pods_need_fewer_nodes()
    {
        // 3.86 cores are room for 7 pods of half a core, so that 2 needed pods need one node.
        States.ShouldAgree(
            Create("count: 3, zones: [1, 2, 3]", "replicas: 3, needed: 2, cpu: 500m").Unavailabilities["serve"], OnePodAZone(3, 2, 1));
    }

    [Fact]
    public void An_autoscaled_pool_has_room_until_its_last_zone_is_lost_and_takes_longer()
    {
        const double seconds = Eviction + 240 + Start;
        var states = new States();
        int region = states.Add(Region);
        int[] zone = states.Add(2, Zone), node = states.Add(2, Node), pod = states.Add(2, Pod);
        int[] zoneMoves = states.Add(2, States.Phi(seconds, 1)), nodeMoves = states.Add(2, States.Phi(seconds, 1));
        double expected = states.Probability(down =>
        {
            // The system pool is the same pool: the cluster's DNS needs one of its nodes.
            bool hasNode = Enumerable.Range(0, 2).Any(i => !down[zone[i]] && !down[node[i]]);
            int ready = Enumerable.Range(0, 2).Count(i =>
                !down[pod[i]] && !(down[zone[i]] && down[zoneMoves[i]]) && !(down[node[i]] && down[nodeMoves[i]]));
            return down[region] || !hasNode || ready < 1 || (down[zone[0]] && down[zone[1]]);
        });

        States.ShouldAgree(Create("min: 2, max: 4, zones: [1, 2]", "replicas: 2, needed: 1, cpu: 3").Unavailabilities["serve"], expected);
    }

    [Fact]
    public void Without_a_spread_all_pods_stand_on_one_node()
    {
        // The pool states no zone, so its nodes are in one.
        var states = new States();
        int region = states.Add(Region), zone = states.Add(Zone);
        int[] node = states.Add(2, Node), pod = states.Add(2, Pod);
        int moves = states.Add(States.Phi([Eviction, Start], 1));
        double expected = states.Probability(down =>
        {
            int ready = Enumerable.Range(0, 2).Count(i => !down[pod[i]] && !(down[node[0]] && down[moves]));
            return down[region] || down[zone] || (down[node[0]] && down[node[1]]) || ready < 1;
        });

        States.ShouldAgree(Create("count: 2", "replicas: 2, needed: 1, cpu: 500m, spread: none").Unavailabilities["serve"], expected);
    }

    [Fact]
    public void A_pod_without_room_never_runs()
    {
        // Two nodes of 3.86 cores hold two pods of 3 cores; the third is never ready.
        Create("count: 2", "replicas: 3, needed: 3, cpu: 3").Unavailabilities["serve"].ShouldBe(1);
    }

    [Fact]
    public void The_loss_of_a_zone_leaves_the_pods_in_the_others()
    {
        var states = new States();
        int region = states.Add(Region);
        int[] zone = states.Add(2, Zone), node = states.Add(2, Node), pod = states.Add(3, Pod);
        int[] zoneMoves = states.Add(2, States.Phi(Eviction + Start, 1)), nodeMoves = states.Add(2, States.Phi(Eviction + Start, 1));
        double expected = states.Probability(down =>
        {
            int nodes = Enumerable.Range(0, 2).Count(i => !down[zone[i]] && !down[node[i]]);

            // The pod of the lost zone runs elsewhere by now, and can only crash.
            int ready = (down[pod[2]] ? 0 : 1) + Enumerable.Range(0, 2).Count(i =>
                !down[pod[i]] && !(down[zone[i]] && down[zoneMoves[i]]) && !(down[node[i]] && down[nodeMoves[i]]));
            return down[region] || nodes < 2 || ready < 2;
        });

        States.ShouldAgree(Create("count: 3, zones: [1, 2, 3]", "replicas: 3, needed: 2, cpu: 3").Without("weu.zone3", "serve"), expected);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(6)]
    public void Workloads_share_the_detection_of_a_lost_zone_and_each_starts_its_own_pods(int workloads)
    {
        const double zone = 1e-4;
        string list = string.Join(", ", Enumerable.Range(0, workloads).Select(i => $"w{i}: {{ replicas: 9, needed: 7, cpu: 100m, memory: 128Mi }}"));
        double actual = new Design($$"""
            name: x
            regions:
              weu:
                location: westeurope
                zones: [1, 2, 3]
                cluster: { nodePools: { only: { mode: system, size: Standard_D16s_v5, count: 9, zones: [1, 2, 3] } } }
            workloads: { {{list}} }
            timings: { nodeDetection: 50s, podEviction: 300s, podStart: 30s }
            """, ("zone/default", zone)).Unavailabilities["serve"];

        // Up, being evicted, and 6 to 0 workloads starting. Two lost zones at once are of the order of 1e-8.
        var chain = new MarkovChain(workloads + 3);
        chain.Add(0, 1, zone / (1 - zone) / Design.MeanDownTimeHours);
        chain.Add(1, 2, 3600 / Eviction);
        for (int starting = workloads; starting > 0; starting--)
        {
            chain.Add(2 + workloads - starting, 3 + workloads - starting, starting * 3600 / Start);
        }

        for (int state = 1; state < workloads + 3; state++)
        {
            chain.Add(state, 0, 1 / Design.MeanDownTimeHours);
        }

        double interrupted = chain.SteadyState()[1..^1].Sum();
        actual.ShouldBe(1 - Math.Pow(1 - interrupted, 3), 3e-3 * interrupted);
    }
}
