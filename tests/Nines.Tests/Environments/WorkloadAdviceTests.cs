using Nines.Environments.Predictions;

namespace Nines.Tests.Environments;

/// <summary>Advice about workloads and their nodes: what each rule changes, and its effect against the sum over all states.</summary>
public sealed class WorkloadAdviceTests
{
    [Fact]
    public void Zones_spread_the_pool_and_its_pods()
    {
        var design = new Design(WorkloadTests.Environment("count: 3, zones: [1]", "replicas: 3, needed: 2, cpu: 3").Replace("zones: [1, 2, 3]", "zones: [1]"), WorkloadTests.Numbers);

        design.Edits("zones:weu").ShouldBe(["regions.weu.zones: [1] -> [1, 2, 3]", "regions.weu.cluster.nodePools.only.zones: [1] -> [1, 2, 3]"]);
        States.ShouldAgree(design.Advice("zones:weu", "serve").After, WorkloadTests.OnePodAZone(3, 2, 2));
    }

    [Fact]
    public void Replicas_cover_the_loss_of_a_zone()
    {
        var design = new Design(WorkloadTests.Environment("count: 3, zones: [1, 2, 3]", "replicas: 2, needed: 2, cpu: 3"), WorkloadTests.Numbers);

        // Without one of three zones, two of three replicas are left.
        design.Edits("replicas:web").ShouldBe(["workloads.web.replicas: 2 -> 3", "workloads.web.needed: 2 -> 2"]);
        States.ShouldAgree(design.Advice("replicas:web", "serve").After, WorkloadTests.OnePodAZone(3, 2, 2));
    }

    [Fact]
    public void Nodes_leave_room_without_a_zone()
    {
        var design = new Design(WorkloadTests.Environment("count: 3, zones: [1, 2, 3]", "replicas: 3, needed: 3, cpu: 3"), WorkloadTests.Numbers);
        JourneyChange change = design.Advice("nodes:weu.only", "serve");

        design.Edits("nodes:weu.only").ShouldBe(["regions.weu.cluster.nodePools.only.count: 3 -> 6"]);
        States.ShouldAgree(change.Before, WorkloadTests.OnePodAZone(3, 3, 3));
        States.ShouldAgree(change.After, SixNodes());
    }

    // Two nodes in each zone; the three pods stand on the first of each, and three nodes are room enough.
    private static double SixNodes()
    {
        var states = new States();
        int region = states.Add(0.001);
        int[] zone = states.Add(3, 0.01), first = states.Add(3, 0.02), second = states.Add(3, 0.02), pod = states.Add(3, 0.03);
        int[] zoneMoves = states.Add(3, States.Phi([350, 30], 1)), nodeMoves = states.Add(3, States.Phi([350, 30], 1));
        return states.Probability(down =>
        {
            int nodes = 0;
            bool isMissing = down[region];
            for (int i = 0; i < 3; i++)
            {
                nodes += down[zone[i]] ? 0 : (down[first[i]] ? 0 : 1) + (down[second[i]] ? 0 : 1);
                isMissing |= down[pod[i]] || (down[zone[i]] && down[zoneMoves[i]]) || (down[first[i]] && down[nodeMoves[i]]);
            }

            return isMissing || nodes < 3;
        });
    }

    [Fact]
    public void A_spread_takes_pods_off_a_shared_node()
    {
        var design = new Design(WorkloadTests.Environment("count: 2", "replicas: 2, needed: 1, cpu: 500m, spread: none"), WorkloadTests.Numbers);
        var states = new States();
        int region = states.Add(0.001), zone = states.Add(0.01);
        int[] node = states.Add(2, 0.02), pod = states.Add(2, 0.03), moves = states.Add(2, States.Phi(380, 1));
        double expected = states.Probability(down => down[region] || down[zone] || (down[node[0]] && down[node[1]])
            || Enumerable.Range(0, 2).All(i => down[pod[i]] || (down[node[i]] && down[moves[i]])));

        design.Edits("spread:web").ShouldBe(["workloads.web.spread: none -> zone"]);
        States.ShouldAgree(design.Advice("spread:web", "serve").After, expected);
    }

    [Fact]
    public void Faster_eviction_shortens_the_time_in_which_pods_are_missing()
    {
        var design = new Design(WorkloadTests.Environment("count: 3, zones: [1, 2, 3]", "replicas: 3, needed: 2, cpu: 3"), WorkloadTests.Numbers);
        JourneyChange change = design.Advice("eviction", "serve");

        design.Edits("eviction").ShouldBe(["timings.podEviction: 300s -> 30s"]);
        States.ShouldAgree(change.Before, WorkloadTests.OnePodAZone(3, 2, 2, 50 + 300));
        States.ShouldAgree(change.After, WorkloadTests.OnePodAZone(3, 2, 2, 50 + 30));
    }

    [Fact]
    public void A_redundant_environment_gets_no_such_advice()
    {
        var design = new Design(WorkloadTests.Environment("count: 6, zones: [1, 2, 3]", "replicas: 3, needed: 2, cpu: 3").Replace("podEviction: 300s", "podEviction: 30s"), WorkloadTests.Numbers);

        design.Proposals.Select(improvement => improvement.Id.Split(':')[0]).ShouldNotContain(id => id == "zones" || id == "nodes" || id == "spread" || id == "eviction");
    }
}
