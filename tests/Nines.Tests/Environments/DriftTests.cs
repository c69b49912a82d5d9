using Nines.Environments.Predictions;

namespace Nines.Tests.Environments;

/// <summary>Pods stay where an outage has moved them, and some cannot move at all.</summary>
public sealed class DriftTests
{
    private static string Environment(string zones, int count, string workload, string timings = "") => $$"""
        name: x
        regions:
          r:
            location: westeurope
            zones: [1, 2, 3]
            cluster: { nodePools: { p: { size: Standard_D4s_v5, mode: system, count: {{count}}, zones: {{zones}} } } }
        workloads: { web: { {{workload}} } }
        timings: { nodeDetection: 50s, podEviction: 300s, podStart: 30s{{timings}} }
        """;

    private static Design Create(string zones, int count, string workload, double node, double zone, string timings = "") =>
        new(Environment(zones, count, workload, timings), ("node/default", node), ("zone/default", zone));

    /// <summary>Three pods on three nodes of 99.9 %, of which two are needed, by a simulation of a thousand years.</summary>
    [Theory]
    [InlineData("never", 4.9e-5, 0.05)]
    [InlineData("7d", 9.6e-6, 0.05)]
    [InlineData("1h", 1.7e-7, 0.5)]
    public void Pods_that_nothing_puts_back_make_the_next_loss_worse(string rebalance, double unavailability, double tolerance)
    {
        JourneyPrediction prediction = Create("[1, 2, 3]", 3, "replicas: 3, needed: 2", 0.001, 0, $", rebalance: {rebalance}").Predict("serve");

        prediction.Unavailability.Value.ShouldBe(unavailability, unavailability * tolerance);
    }

    [Fact]
    public void Weekly_rollouts_are_the_default_and_a_stated_assumption()
    {
        Design stated = Create("[1, 2, 3]", 3, "replicas: 3, needed: 2, rolloutInterval: 7d", 0.001, 0), silent = Create("[1, 2, 3]", 3, "replicas: 3, needed: 2", 0.001, 0);

        silent.Unavailabilities["serve"].ShouldBe(stated.Unavailabilities["serve"]);
        silent.Assumptions.ShouldContain(
            "A rollout puts the pods of web back in place every 7 days; until then they stay where an outage has moved them. State rolloutInterval or timings.rebalance.");
        stated.Assumptions.ShouldContain("Pods of web stay where an outage has moved them, for 7d at most.");
    }

    [Theory]
    [InlineData("rolloutInterval: 1d", ", rebalance: never", "rolloutInterval: 1d", "")]
    [InlineData("rolloutInterval: never", ", rebalance: 1d", "rolloutInterval: 1d", "")]
    [InlineData("rolloutInterval: 7d", ", rebalance: 1d", "rolloutInterval: 1d", "")]
    [InlineData("rolloutInterval: 1d", ", rebalance: 7d", "rolloutInterval: 1d", "")]
    public void Whatever_comes_first_puts_the_pods_back(string rollout, string rebalance, string same, string sameTimings) =>
        Create("[1, 2, 3]", 3, $"replicas: 3, needed: 2, {rollout}", 0.001, 0, rebalance).Unavailabilities["serve"]
            .ShouldBe(Create("[1, 2, 3]", 3, $"replicas: 3, needed: 2, {same}", 0.001, 0, sameTimings).Unavailabilities["serve"]);

    /// <summary>Against a simulation of the pods themselves.</summary>
    [Theory]
    [InlineData("[1, 2, 3]", 3, 3, 2, 0.002, 0.0, "1d", 24, 0.08)]
    [InlineData("[1, 2, 3]", 3, 6, 4, 0.002, 0.0, "7d", 168, 0.08)]
    [InlineData("[1, 2, 3]", 6, 3, 2, 0.002, 0.001, "7d", 168, 0.08)]
    [InlineData("[1, 2]", 4, 4, 2, 0.002, 0.0005, "never", double.PositiveInfinity, 0.1)]
    [InlineData("[1, 2, 3]", 6, 9, 6, 0.003, 0.0, "2d", 48, 0.2)]
    public void Downtime_and_frequency_agree_with_a_simulation_of_the_pods(
        string zones, int count, int replicas, int needed, double node, double zone, string interval, double hours, double tolerance)
    {
        JourneyPrediction prediction = Create(
            zones, count, $"replicas: {replicas}, needed: {needed}", node, zone, $", rebalance: {interval}").Predict("serve");
        int zoneCount = zones.Count(char.IsDigit);
        int[] zoneOf = [.. Enumerable.Range(0, count).Select(i => i % zoneCount)];
        (double unavailability, double perHour) = new PodHistory(zoneOf, replicas, needed, node, zone, hours).Run(2e7);

        // The model counts exactly what the loss of one domain does, and in part what two at a time do, which is most of it where much may be missing.
        prediction.Unavailability.Value.ShouldBe(unavailability, unavailability * tolerance);
        prediction.Frequency.ShouldNotBeNull().PerHour.ShouldBe(perHour, perHour * tolerance);
    }

    [Fact]
    public void Pods_that_fit_nowhere_else_do_not_drift() =>
        Create("[1, 2, 3]", 3, "replicas: 3, needed: 2, cpu: 3", 0.001, 0, ", rebalance: never").Unavailabilities["serve"]
            .ShouldBe(Create("[1, 2, 3]", 3, "replicas: 3, needed: 2, cpu: 3", 0.001, 0, ", rebalance: 0s").Unavailabilities["serve"]);

    [Theory]
    [InlineData("kind: statefulSet")]
    [InlineData("whenUnsatisfiable: DoNotSchedule")]
    public void Members_that_cannot_leave_their_node_are_missing_until_it_is_back(string how)
    {
        const double node = 0.01, zone = 0.002;
        double lost = 1 - (1 - node) * (1 - zone);

        // Each pod is alone in its zone, so that it is up exactly when its node and zone are.
        Create("[1, 2, 3]", 3, $"replicas: 3, needed: 2, {how}", node, zone).Unavailabilities["serve"]
            .ShouldBe(3 * lost * lost * (1 - lost) + lost * lost * lost, 1e-12);
    }

    [Fact]
    public void Zonal_disks_bind_pods_to_their_zone_but_not_to_their_node()
    {
        const double node = 0.01, zone = 0.002;
        double phi = States.Phi(380, Design.MeanDownTimeHours);
        var states = new States();
        int[] zones = states.Add(3, zone), nodes = states.Add(6, node), moves = states.Add(3, phi);
        double expected = states.Probability(down =>
        {
            int ready = Enumerable.Range(0, 3).Count(i => !down[zones[i]] && !(down[nodes[i]] && down[moves[i]]));
            int left = Enumerable.Range(0, 6).Count(i => !down[zones[i % 3]] && !down[nodes[i]]);
            return ready < 2 || left < 1;
        });

        States.ShouldAgree(Create("[1, 2, 3]", 6, "replicas: 3, needed: 2, disks: zonal", node, zone).Unavailabilities["serve"], expected);
    }

    [Fact]
    public void A_required_spread_over_nodes_leaves_a_pod_pending_only_without_an_empty_node()
    {
        string pods = "replicas: 3, needed: 2, spread: node, whenUnsatisfiable: DoNotSchedule";
        double full = Create("[1]", 3, pods, 0.01, 0, ", rebalance: 0s").Unavailabilities["serve"], free = Create("[1]", 4, pods, 0.01, 0, ", rebalance: 0s").Unavailabilities["serve"];

        full.ShouldBe(3 * 0.01 * 0.01 * 0.99 + 1e-6, 1e-12);
        free.ShouldBeLessThan(full / 20);
    }

    [Fact]
    public void Workloads_that_drift_together_are_lost_together()
    {
        string one = Environment("[1, 2, 3]", 3, "replicas: 3, needed: 2, cpu: 100m");
        string six = one.Replace("{ web: { replicas: 3, needed: 2, cpu: 100m } }", "{ " + string.Join(", ", Enumerable.Range(0, 6).Select(i => $"w{i}: {{ replicas: 3, needed: 2, cpu: 100m }}")) + " }");
        double alone = new Design(one, ("node/default", 0.001)).Unavailabilities["serve"], together = new Design(six, ("node/default", 0.001)).Unavailabilities["serve"];

        // One outage moves a pod of each; each goes to one of two nodes. Six workloads are not six times as bad, and not as one either.
        together.ShouldBeInRange(alone * 1.2, alone * 2.5);
    }
}
