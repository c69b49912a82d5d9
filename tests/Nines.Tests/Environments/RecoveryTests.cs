using Nines.Environments.Losses;
using Nines.Environments.Predictions;
using Nines.Environments.Specs;

namespace Nines.Tests.Environments;

/// <summary>Data at risk by the copies that a file states, and the verdicts on recovery objectives.</summary>
public sealed class RecoveryTests
{
    private static Design Create(string data, string objective = "99%") => new($$"""
        name: x
        regions: { weu: { location: westeurope, zones: [1, 2, 3] } }
        components: { orders: { unavailability: 0.001, meanDownTime: 1h, region: weu, zoneRedundant: true{{data}} } }
        journeys: { buy: { requires: orders, objective: {{objective}} } }
        availabilities: { zone: { unavailability: 0.0001, meanDownTime: 4h }, region: { unavailability: 0.0001, meanDownTime: 6h } }
        """);

    [Theory]
    [InlineData("", "orders", "NotStated")]
    [InlineData("", "weu", "NotStated")]
    [InlineData("", "weu.zone1", "NotStated")]
    [InlineData(", data: { zones: synchronous }", "weu.zone1", "0")]
    [InlineData(", data: { zones: synchronous }", "weu", "NotStated")]
    [InlineData(", data: { zones: asynchronous, lag: 2s }", "weu.zone1", "2")]
    [InlineData(", data: { zones: asynchronous }", "weu.zone1", "NotStated")]
    [InlineData(", data: { zones: synchronous, regions: asynchronous, lag: 5s }", "weu", "5")]
    [InlineData(", data: { zones: none, regions: asynchronous, lag: 5s }", "weu.zone1", "5")]
    [InlineData(", data: { zones: synchronous, regions: asynchronous, lag: 5s }", "weu.orders", "5")]
    [InlineData(", data: { regions: asynchronous, lag: 1h, backup: 10m }", "weu", "600")]
    [InlineData(", data: { zones: none, regions: none, backup: 1d }", "weu", "86400")]
    [InlineData(", data: { zones: none, regions: none }", "weu.zone1", "Everything")]
    [InlineData(", data: { regions: none }", "weu", "Everything")]
    [InlineData(", data: { zones: synchronous }", "weu.orders", "NotStated")]
    public void The_best_copy_elsewhere_decides_what_a_loss_costs(string data, string lost, string expected)
    {
        Design design = Create(data);
        DataAtRisk risk = design.Loss(lost == "orders" ? "weu.orders" : lost).Data.ShouldHaveSingleItem();
        (risk.Risk == DataRisk.Period ? $"{risk.Period!.Value.TotalSeconds}" : risk.Risk.ToString()).ShouldBe(expected);
        risk.Id.ShouldBe("weu.orders");
        risk.Reason.ShouldNotBeEmpty();
    }

    [Fact]
    public void Stateless_components_have_no_data_at_risk() => Create(", data: { stateless: true }").Loss("weu").Data.ShouldBeEmpty();

    [Fact]
    public void Pods_with_data_lose_it_with_their_nodes()
    {
        var design = new Design("""
            name: x
            regions:
              weu:
                location: westeurope
                zones: [1, 2, 3]
                cluster: { nodePools: { only: { mode: system, size: Standard_D4s_v5, count: 3, zones: [1, 2, 3] } } }
            workloads: { db: { replicas: 3, needed: 2, data: { nodes: synchronous, zones: synchronous, regions: none, backup: 1h } }, web: { replicas: 3 } }
            """);
        design.Loss("weu.zone1").Data.ShouldHaveSingleItem().Period.ShouldBe(TimeSpan.Zero);
        design.Whole.Losses!.Rows.First(row => row.Class == DisruptionClass.Node).Data.ShouldHaveSingleItem().Period.ShouldBe(TimeSpan.Zero);
        design.Loss("weu").Data.ShouldHaveSingleItem().Period.ShouldBe(TimeSpan.FromHours(1));
    }

    [Theory]
    [InlineData("{ rto: { zone: 1s } }", "", RecoveryVerdict.Met)]
    [InlineData("{ rto: { region: 17h } }", "", RecoveryVerdict.Missed)]
    [InlineData("{ rto: { region: 18h } }", "", RecoveryVerdict.Met)]
    [InlineData("{ rto: { node: 1h } }", "", RecoveryVerdict.NotKnown)]
    [InlineData("{ rto: { service: 3h } }", "", RecoveryVerdict.Met)]
    [InlineData("{ rto: { service: 2h } }", "", RecoveryVerdict.Missed)]
    [InlineData("{ rpo: { region: 5s } }", ", data: { regions: asynchronous, lag: 5s }", RecoveryVerdict.Met)]
    [InlineData("{ rpo: { region: 4s } }", ", data: { regions: asynchronous, lag: 5s }", RecoveryVerdict.Missed)]
    [InlineData("{ rpo: { region: 30d } }", ", data: { regions: none }", RecoveryVerdict.Missed)]
    [InlineData("{ rpo: { region: 30d } }", "", RecoveryVerdict.NotKnown)]
    [InlineData("{ rpo: { region: 0s } }", ", data: { stateless: true }", RecoveryVerdict.Met)]
    public void An_objective_is_judged_by_the_worst_loss_of_its_class(string objective, string data, RecoveryVerdict expected)
    {
        Prediction prediction = Create(data, objective).Whole;
        RecoveryResult result = prediction.Journeys.Single().Recovery.ShouldHaveSingleItem();
        result.Verdict.ShouldBe(expected);
        prediction.MeetsObjectives.ShouldBe(expected == RecoveryVerdict.Met);
        if (expected == RecoveryVerdict.NotKnown)
        {
            result.Reason.ShouldNotBeNull();
        }
    }

    [Fact]
    public void What_is_not_known_cannot_hide_what_is_missed()
    {
        var design = new Design("""
            name: x
            components:
              a: { unavailability: 0.001, meanDownTime: 1h, data: { regions: asynchronous, lag: 10s } }
              b: { unavailability: 0.001, meanDownTime: 1h }
            journeys: { buy: { requires: [a, b], objective: { rpo: { service: 5s } } } }
            """);
        design.Whole.Journeys.Single().Recovery.ShouldHaveSingleItem().Verdict.ShouldBe(RecoveryVerdict.Missed);
    }

    [Fact]
    public void Only_data_that_a_journey_needs_counts_for_it()
    {
        var design = new Design("""
            name: x
            components:
              a: { unavailability: 0.001, meanDownTime: 1h, data: { regions: synchronous } }
              b: { unavailability: 0.001, meanDownTime: 1h }
            journeys: { buy: { requires: a, objective: { rpo: { service: 0s } } }, report: { requires: b } }
            """);
        design.Whole.Journeys.Single(journey => journey.Name == "buy").Recovery.ShouldHaveSingleItem().Verdict.ShouldBe(RecoveryVerdict.Met);
    }

    [Fact]
    public void Objectives_of_a_default_journey_hold_for_each_region_and_keep_their_availability()
    {
        var design = new Design("""
            name: pair
            regions:
              green: { location: eastus2, cluster: { nodePools: { a: { size: Standard_D4s_v5, mode: system, count: 3 } } } }
              blue: { location: centralus, cluster: { nodePools: { a: { size: Standard_D4s_v5, mode: system, count: 3 } } } }
            objectives: { kubernetes-api: { availability: 99.9%, rto: { region: 1h } }, kubernetes-api/green: 99.5% }
            """);
        design.Spec.Objectives["kubernetes-api"].ShouldBe(0.001);
        JourneyPrediction green = design.Whole.Journeys.Single(journey => journey.Name == "kubernetes-api/green");
        green.Objective!.MaxUnavailability.ShouldBe(0.005);
        green.Recovery.ShouldHaveSingleItem().Class.ShouldBe(DisruptionClass.Region);
    }
}
