using System.Text.Json;
using Nines.Cli.Tests.BadInput;

namespace Nines.Cli.Tests.Modelling;

/// <summary>Availabilities and objectives that the file states, by whatever name it may use.</summary>
public sealed class StatedAvailabilityTests
{
    private const string TwoRegions = """
        name: x
        regions:
          green: { location: eastus2, cluster: { nodePools: { a: { size: Standard_D4s_v5, mode: system, count: 3 } } } }
          blue: { location: centralus, cluster: { nodePools: { a: { size: Standard_D4s_v5, mode: system, count: 3 } } } }

        """;

    [Theory]
    [InlineData("{ availability: 99%, meanDownTime: 2h }", 2)]
    [InlineData("{ service: sqldb/default }", 1.0 / 3)]
    [InlineData("{ availability: 99% }", 1)]
    public async Task Without_a_failure_the_mean_down_time_is_the_components_own(string component, double hours)
    {
        using var folder = new TemporaryFolder();
        folder.Write("m.csv", "component,observedHours,downHours,failures\ndb,1000,0,0\n");
        string path = folder.Write("env.yaml", $"name: x\ncomponents: {{ db: {component} }}\njourneys: {{ j: {{ requires: db }} }}\nmeasurements: [m.csv]\n");

        NinesRun run = await NinesRun.Of("predict", path, "-o", "json");

        // Half a failure in 1000 hours is a mean up time of 2000.
        run.Journeys()[0].GetProperty("unavailability").GetDouble().ShouldBe(hours / (2000 + hours), 1e-12);
    }

    [Fact]
    public async Task A_replaced_availability_keeps_the_mean_down_time_of_the_component()
    {
        NinesRun run = await NinesRun.WithInput(
            "name: x\ncomponents: { db: { availability: 99%, meanDownTime: 2h } }\njourneys: { j: { requires: db } }\navailabilities: { db: 99.9% }\n",
            "predict", "-", "-o", "json");

        run.Journeys()[0].GetProperty("unavailability").GetDouble().ShouldBe(0.001);
        run.Journeys()[0].GetProperty("meanDownTimeSeconds").GetDouble().ShouldBe(7200, 1e-6);
    }

    [Theory]
    [InlineData("db: 90%", 0.01)]
    [InlineData("db-1: 90%", 0.001)]
    [InlineData("db: 90%, db-2: 99%", 0.001)]
    public async Task Replicas_are_replaced_together_or_one_by_one(string availabilities, double expected) =>
        (await NinesRun.Unavailabilities(
            "name: x\ncomponents: { db: { availability: 99%, replicas: 2 } }\njourneys: { j: { requires: db } }\n" + $"availabilities: {{ {availabilities} }}\n"))["j"]
            .ShouldBe(expected, 1e-15);

    [Fact]
    public async Task An_availability_of_something_that_no_journey_needs_does_no_harm()
    {
        NinesRun run = await NinesRun.WithInput(
            "name: x\ncomponents: { a: { availability: 99% }, b: { availability: 99% } }\njourneys: { j: { requires: a } }\navailabilities: { b: 90% }\n",
            "predict", "-");

        run.ExitCode.ShouldBe(0, run.Error);
    }

    [Fact]
    public async Task What_is_stated_of_a_link_does_not_keep_it_from_being_dropped()
    {
        string text = await File.ReadAllTextAsync(NinesRun.At("examples", "hybrid.yaml"), TestLimit.Token);

        NinesRun run = await NinesRun.WithInput(
            text + "\navailabilities: { weu.vpn-gateway: 99% }\n", "predict", "-", "--what-if", "drop:regions.weu.network.onPremises.vpn");

        run.ExitCode.ShouldNotBe(2, run.Error);
    }

    [Fact]
    public async Task An_objective_may_be_that_of_one_region()
    {
        NinesRun run = await NinesRun.WithInput(
            TwoRegions + "objectives: { kubernetes-api/green: 99.99%, kubernetes-api: 99% }\n", "predict", "-", "-o", "json");

        run.ExitCode.ShouldBe(1, run.Error);
        Objective(run, "kubernetes-api/green").ShouldBe((0.9999, false));
        Objective(run, "kubernetes-api/blue").ShouldBe((0.99, true));
    }

    [Fact]
    public async Task What_is_aimed_at_in_serving_holds_for_each_region_that_has_no_objective_of_its_own()
    {
        NinesRun run = await NinesRun.WithInput(
            TwoRegions + "workloads: { w: { replicas: 2, needed: 1 } }\nobjectives: { serve: 90%, serve/green: 99.9999% }\n", "predict", "-", "-o", "json");

        Objective(run, "serve/green").ShouldBe((0.999999, false));
        Objective(run, "serve/blue").ShouldBe((0.9, true));
    }

    private static (double Availability, bool Met)? Objective(NinesRun run, string journey)
    {
        JsonElement found = run.Journeys().Single(each => each.GetProperty("name").GetString() == journey);
        return found.TryGetProperty("objective", out JsonElement objective) && objective.ValueKind == JsonValueKind.Object
            ? (objective.GetProperty("availability").GetDouble(), objective.GetProperty("met").GetBoolean())
            : null;
    }
}
