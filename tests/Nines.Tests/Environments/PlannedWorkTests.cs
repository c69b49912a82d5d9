using Nines.Environments.Predictions;

namespace Nines.Tests.Environments;

/// <summary>Upgrades that drain nodes, and maintenance of components, against the sum over all states.</summary>
public sealed class PlannedWorkTests
{
    private const double Week = 7 * 24;
    private const double Start = 30.0 / 3600;
    private const double Drain = Start / Week;

    private static Design Create(string pool, string workload, string upgrades = "{ nodeImage: 7d, kubernetes: never }", double node = 0) => new($$"""
        name: x
        regions:
          r:
            location: westeurope
            zones: [1, 2, 3]
            cluster: { upgrades: {{upgrades}}, nodePools: { p: { size: Standard_D4s_v5, mode: system, zones: [1, 2, 3], {{pool}} } } }
        workloads: { web: { rolloutInterval: 0s, {{workload}} } }
        timings: { nodeDetection: 50s, podEviction: 300s, podStart: 30s }
        """, ("node/default", node));

    [Theory]
    [InlineData("{ nodeImage: 7d, kubernetes: never }", Drain)]
    [InlineData("{ nodeImage: never, kubernetes: 70d }", Drain / 10)]
    [InlineData("{}", Drain * (1 + (7.0 / 120)))]
    [InlineData("{ nodeImage: never, kubernetes: never }", 0)]
    public void A_single_pod_is_missing_at_each_drain_of_its_node_until_it_has_started_elsewhere(string upgrades, double unavailability)
    {
        JourneyPrediction prediction = Create("count: 3", "replicas: 1", upgrades).Predict("serve");

        prediction.Unavailability.Value.ShouldBe(unavailability, unavailability * 1e-9);
        (prediction.Frequency.ShouldNotBeNull().PerHour * Start).ShouldBe(unavailability, unavailability * 1e-9);
    }

    [Fact]
    public void Upgrades_are_on_unless_the_file_says_otherwise_and_the_report_says_so()
    {
        // A cluster over several lines, which states no upgrades.
        var design = new Design("""
            name: x
            regions:
              r:
                location: westeurope
                zones: [1, 2, 3]
                cluster:
                  nodePools: { p: { size: Standard_D4s_v5, mode: system, count: 3, zones: [1, 2, 3] } }
            workloads: { web: { replicas: 1, rolloutInterval: 0s } }
            timings: { podStart: 30s }
            """);

        design.Unavailabilities["serve"].ShouldBe(Drain * (1 + (7.0 / 120)), 1e-15);
        design.Assumptions.ShouldContain(
            "Node images are upgraded every 7 days and Kubernetes every 120 days, which drains one node after the other. State upgrades of the cluster.");
        Create("count: 3", "replicas: 1").Assumptions.ShouldNotContain(text => text.StartsWith("Node images are upgraded", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_a_budget_all_pods_of_a_node_are_evicted_at_once()
    {
        // Two pods on each of three nodes, of which one may be missing.
        var states = new States();
        int[] drained = states.Add(3, Drain);
        double expected = states.Probability(down => drained.Any(drain => down[drain]));

        States.ShouldAgree(Create("count: 3", "replicas: 6, needed: 5").Unavailabilities["serve"], expected);
    }

    [Fact]
    public void With_a_budget_one_pod_is_missing_at_a_time_which_matters_together_with_an_outage()
    {
        const double node = 0.01;
        double phi = States.Phi([350, 30], Design.MeanDownTimeHours);
        var states = new States();
        int[] nodes = states.Add(3, node), moves = states.Add(3, phi), drained = states.Add(3, 2 * Drain);
        double expected = states.Probability(down =>
        {
            int missing = Enumerable.Range(0, 3).Sum(i => down[nodes[i]] && down[moves[i]] ? 2 : down[drained[i]] ? 1 : 0);
            return missing > 1 || Enumerable.Range(0, 3).All(i => down[nodes[i]]);
        });

        States.ShouldAgree(Create("count: 3", "replicas: 6, needed: 5, disruptionBudget: true", node: node).Unavailabilities["serve"], expected);
    }

    [Fact]
    public void A_budget_that_lets_no_pod_go_stops_the_upgrade()
    {
        Design design = Create("count: 3", "replicas: 3, needed: 3, disruptionBudget: true");

        design.Unavailabilities["serve"].ShouldBe(0);
        design.Assumptions.ShouldContain("web in r: its disruption budget lets no pod go, so that upgrades wait for it and drain none of its nodes.");
    }

    [Theory]
    [InlineData("maxSurge: 0", 3)]
    [InlineData("maxSurge: 0%", 3)]
    [InlineData("maxSurge: 1", 0)]
    [InlineData("maxSurge: 33%", 0)]
    public void Without_a_surge_node_a_node_less_has_room_during_its_upgrade(string surge, int nodes)
    {
        // Pods of three cores fill a node each, and all are needed; the drains themselves are kept out by the budget.
        const double upgrade = 10.0 / 60 / Week;
        double unavailability = Create($"count: 3, {surge}", "replicas: 3, needed: 3, cpu: 3, disruptionBudget: true").Unavailabilities["serve"];

        unavailability.ShouldBe(1 - Math.Pow(1 - upgrade, nodes), 1e-15);
    }

    [Fact]
    public void Maintenance_takes_a_component_down_at_its_own_rate_for_its_own_time()
    {
        var design = new Design("""
            name: x
            components: { db: { availability: 99.9%, meanDownTime: 1h, label: Database }, cache: { availability: 100%, replicas: 2 } }
            journeys: { read: { requires: { all: [db, cache] } } }
            maintenance: { db: { every: 30d, lasts: 2m }, cache: { every: 30d, lasts: 3m } }
            """);
        JourneyPrediction prediction = design.Predict("read");

        const double month = 30 * 24 * 60, db = 2 / month, cache = 3 / month;
        double expected = 1 - ((1 - 0.001) * (1 - db) * (1 - (cache * cache)));
        States.ShouldAgree(prediction.Unavailability.Value, expected);
        prediction.Frequency.ShouldNotBeNull().PerHour.ShouldBe(0.001 + (1 / (30.0 * 24)), 1e-5);
    }
}
