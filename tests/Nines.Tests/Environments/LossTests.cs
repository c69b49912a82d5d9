using Nines.Environments.Losses;
using Nines.Environments.Specs;

namespace Nines.Tests.Environments;

/// <summary>What stops when one thing is lost and for how long, against times computed by hand and against the unavailabilities of the model.</summary>
public sealed class LossTests
{
    private const double Eviction = 50 + 300;
    private const double Provisioning = 240;
    private const double Start = 30;

    private static Design Create(string pool, string workloads) => new($$"""
        name: x
        regions:
          weu:
            location: westeurope
            zones: [1, 2, 3]
            cluster: { nodePools: { only: { mode: system, size: Standard_D4s_v5, {{pool}} } } }
        workloads: { {{workloads}} }
        availabilities: { zone: { unavailability: 0.000001, meanDownTime: 100000h } }
        timings: { rebalance: 0s }
        """);

    private static JourneyLoss Serve(Design design, string id) => design.Loss(id).Journeys.Single(loss => loss.Journey.StartsWith("serve", StringComparison.Ordinal));

    private static void ShouldBeAbout(double actual, double expected, double tolerance = 0.005) => actual.ShouldBe(expected, expected * tolerance);

    /// <summary>The time by which stages of given means have ended with a probability, all of the first and then the last of the parallel ones.</summary>
    private static double Quantile(double probability, double[] stages, double[] parallel)
    {
        var random = new Random(7);
        double Draw(double mean) => -mean * Math.Log(1 - random.NextDouble());
        double[] times = [.. Enumerable.Range(0, 400_000).Select(_ => stages.Sum(Draw) + parallel.Select(Draw).DefaultIfEmpty().Max()).Order()];
        return times[(int)(probability * times.Length)];
    }

    [Fact]
    public void Pods_of_a_lost_zone_are_missing_until_they_have_been_evicted_and_started_elsewhere()
    {
        JourneyLoss loss = Serve(Create("count: 6, zones: [1, 2, 3]", "web: { replicas: 3, needed: 3, cpu: 500m }"), "weu.zone1");
        loss.LastsUntilRepair.ShouldBeFalse();
        loss.Share.ShouldBe(1);
        ShouldBeAbout(loss.Duration!.Value.Mean, Eviction + Start, 0.0005);
        ShouldBeAbout(loss.Duration.Value.Short, Quantile(0.05, [Eviction, Start], []), 0.02);
        ShouldBeAbout(loss.Duration.Value.Long, Quantile(0.95, [Eviction, Start], []), 0.02);
    }

    [Fact]
    public void A_pool_that_scales_waits_for_a_node_and_the_slowest_of_several_workloads_counts()
    {
        JourneyLoss loss = Serve(
            Create("min: 3, max: 9, zones: [1, 2, 3]", "web: { replicas: 3, needed: 3, cpu: 1 }, api: { replicas: 3, needed: 3, cpu: 1 }"), "weu.zone2");

        // The last of two exponential starts of 30 s takes 45 s on average.
        ShouldBeAbout(loss.Duration!.Value.Mean, Eviction + Provisioning + (1.5 * Start));
        ShouldBeAbout(loss.Duration.Value.Long, Quantile(0.95, [Eviction, Provisioning], [Start, Start]), 0.02);
    }

    [Fact]
    public void Nothing_stops_while_enough_pods_are_left() =>
        Create("count: 6, zones: [1, 2, 3]", "web: { replicas: 6, needed: 4, cpu: 500m }").Loss("weu.zone1").Journeys.ShouldNotContain(loss => loss.Journey == "serve");

    [Fact]
    public void Without_room_on_the_remaining_nodes_only_the_repair_helps()
    {
        Design design = Create("count: 3, zones: [1, 2, 3]", "web: { replicas: 3, needed: 3, cpu: 3 }");
        JourneyLoss loss = Serve(design, "weu.zone3");
        loss.LastsUntilRepair.ShouldBeTrue();
        ShouldBeAbout(loss.Duration!.Value.Mean, 100_000 * 3600.0, 1e-9);
        ShouldBeAbout(loss.Duration.Value.Long, -Math.Log(0.05) * 100_000 * 3600, 1e-9);
        CapacityLeft left = design.Loss("weu.zone3").Capacity.ShouldHaveSingleItem();
        (left.PodsLeft, left.Pods, left.PodsNeeded, left.NodesLeft, left.Nodes, left.NodesNeeded).ShouldBe((2, 3, 3, 2, 3, 3));
    }

    [Theory]
    [InlineData("count: 6, zones: [1, 2, 3]", "web: { replicas: 3, needed: 3, cpu: 500m }")]
    [InlineData("count: 6, zones: [1, 2, 3]", "web: { replicas: 3, needed: 3, cpu: 500m }, api: { replicas: 3, needed: 3, cpu: 500m }")]
    [InlineData("min: 3, max: 9, zones: [1, 2, 3]", "web: { replicas: 3, needed: 3, cpu: 1 }, api: { replicas: 6, needed: 4, cpu: 500m }")]
    [InlineData("count: 3, zones: [1, 2, 3]", "web: { replicas: 3, needed: 3, cpu: 3 }")]
    [InlineData("count: 3", "web: { replicas: 3, needed: 2, cpu: 1 }")]
    public void The_interruptions_add_up_to_the_unavailability_of_the_model(string pool, string workloads)
    {
        // Only zones fail, for 100,000 hours at a time, so that reactions always end before the repair.
        Design design = Create(pool, workloads);
        double expected = 0;
        foreach (LossRow row in design.Whole.Losses!.Rows.Where(row => row.Class == DisruptionClass.Zone))
        {
            // A pool in a zone that is not known is in one of the three.
            int zones = row.Journeys.Any(loss => !loss.UnstatedZones.IsEmpty) ? 1 : row.Ids.Length;
            expected += row.Journeys.Where(loss => loss.Journey == "serve").Sum(loss => zones * 1e-6 * loss.Share * loss.Duration!.Value.Mean / (100_000 * 3600.0));
        }

        expected.ShouldBeGreaterThan(0);
        ShouldBeAbout(design.Predict("serve").Unavailability.Value, expected, 0.001);
    }

    [Fact]
    public void A_pool_in_an_unknown_zone_may_be_in_any_lost_one()
    {
        Design design = Create("count: 3", "web: { replicas: 3, needed: 2, cpu: 1 }");
        LossRow row = design.Loss("weu.zone2");
        row.Label.ShouldBe("Zone 1, 2 or 3 in weu");
        Serve(design, "weu.zone1").UnstatedZones.ShouldBe(["node pool only in weu"]);
        row.Capacity.ShouldHaveSingleItem().NodesLeft.ShouldBe(0);
    }

    [Fact]
    public void A_lost_region_stops_its_share_until_the_others_have_it()
    {
        var design = new Design("""
            name: x
            regions:
              green: { location: eastus2, zones: [], network: { ingress: { kind: loadBalancer } } }
              blue: { location: centralus, zones: [], network: { ingress: { kind: loadBalancer } } }
            globalRouting:
              kind: frontDoor
              method: weighted
              origins: { green: { weight: 300 }, blue: { weight: 100 } }
              failover: { detection: 60s, switchover: 5s, coverage: 99% }
            availabilities: { region: { unavailability: 0.001, meanDownTime: 6h }, lb: { unavailability: 0.001, meanDownTime: 15m } }
            """);
        JourneyLoss green = Serve(design, "green"), blue = Serve(design, "blue"), ingress = Serve(design, "blue.ingress");
        (green.Share, blue.Share).ShouldBe((0.75, 0.25));

        // Where the failover does not work, the outage lasts until its repair.
        ShouldBeAbout(green.Duration!.Value.Mean, (0.99 * 65) + (0.01 * 6 * 3600), 0.001);
        ShouldBeAbout(ingress.Duration!.Value.Mean, (0.99 * 65) + (0.01 * 15 * 60), 0.001);
        ShouldBeAbout(green.Duration.Value.Long, -65 * Math.Log(1 - (0.95 / 0.99)), 0.01);
        design.Loss("global-routing").Journeys.ShouldHaveSingleItem().LastsUntilRepair.ShouldBeTrue();
    }

    [Fact]
    public void A_standby_takes_over_by_itself_or_by_hand_and_the_first_of_two_nested_failovers_counts()
    {
        var design = new Design("""
            name: x
            components:
              a: { unavailability: 0.001, meanDownTime: 10h }
              b: { unavailability: 0.001, meanDownTime: 10h }
              c: { unavailability: 0.001, meanDownTime: 10h }
              inner: { requires: { active: a, standby: b, detection: 30s, switchover: 70s, coverage: 90%, manual: 1000s } }
            journeys:
              plain: { requires: inner }
              nested: { requires: { active: inner, standby: c, detection: 100s, switchover: 0s } }
            """);
        LossRow row = design.Loss("a");
        row.Class.ShouldBe(DisruptionClass.Service);
        ShouldBeAbout(row.Journeys.Single(loss => loss.Journey == "plain").Duration!.Value.Mean, (0.9 * 100) + (0.1 * 1000), 0.001);

        // The first of two exponential times ends at the sum of their rates.
        double first = (0.9 / ((1 / 100.0) + (1 / 100.0))) + (0.1 / ((1 / 1000.0) + (1 / 100.0)));
        ShouldBeAbout(row.Journeys.Single(loss => loss.Journey == "nested").Duration!.Value.Mean, first, 0.02);
        design.Loss("b").Journeys.ShouldBeEmpty();
    }

    [Fact]
    public void Without_a_mean_down_time_the_length_is_not_known()
    {
        var design = new Design("""
            name: x
            components: { a: { availability: 99% } }
            journeys: { j: { requires: a, objective: { rto: { service: 1d } } } }
            """);
        design.Loss("a").Journeys.ShouldHaveSingleItem().Duration.ShouldBeNull();
        RecoveryResult result = design.Whole.Journeys.Single().Recovery.ShouldHaveSingleItem();
        (result.Verdict, result.Reason).ShouldBe((RecoveryVerdict.NotKnown, "mean down time of a is not stated"));
    }

    [Fact]
    public void Hundreds_of_equal_nodes_are_few_rows()
    {
        string region = "zones: [1, 2, 3], cluster: { nodePools: { a: { mode: system, size: Standard_D4s_v5, count: 300, zones: [1, 2, 3] } } }";
        var design = new Design($$"""
            name: x
            regions: { green: { location: eastus2, {{region}} }, blue: { location: centralus, {{region}} } }
            workloads: { web: { replicas: 60, needed: 50, cpu: 500m } }
            """);
        LossTable table = design.Whole.Losses!;
        table.Omitted.ShouldBe(0);
        table.Rows.Where(row => row.Class == DisruptionClass.Node).Sum(row => row.Ids.Length).ShouldBe(600);
        table.Rows.Length.ShouldBeLessThanOrEqualTo(12);
        table.Rows.ShouldContain(row => row.Label == "One of 60 nodes of a in green" && row.Ids.Length == 60);
    }
}
