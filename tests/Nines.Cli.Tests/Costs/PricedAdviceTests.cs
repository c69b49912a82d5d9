using System.Text.Json;

namespace Nines.Cli.Tests.Costs;

/// <summary>Advice with its cost: differences of bills, cost of a minute, and the designs that no other one beats.</summary>
public sealed class PricedAdviceTests
{
    // Four nodes are needed and three zones used: after the loss of a zone, N becomes N z / (z - 1), rounded up to whole zones, here 6.
    private const string FullPool = """
        name: x
        regions:
          east:
            location: eastus
            zones: [1, 2, 3]
            network: { ingress: { kind: loadBalancer } }
            cluster: { nodePools: { a: { mode: system, size: Standard_D4s_v5, count: 4, zones: [1, 2, 3] } } }
        workloads: { shop: { replicas: 4, needed: 4, cpu: 3, memory: 2Gi, spread: node } }
        registry: { sku: standard, region: east }
        """;

    [Fact]
    public async Task Headroom_for_a_zone_costs_two_more_nodes()
    {
        JsonElement nodes = Improvement(await Advice(FullPool), "nodes:east.a");

        nodes.GetProperty("perMonth").GetDecimal().ShouldBe(280.32m);
    }

    [Fact]
    public async Task A_minute_costs_twelve_months_over_the_minutes_saved_in_a_year()
    {
        JsonElement advice = await Advice(FullPool);
        JsonElement tier = Improvement(advice, "paid-tier:east");
        double seconds = advice.GetProperty("alone").EnumerateArray().Single(one => one.GetProperty("id").GetString() == "paid-tier:east").GetProperty("savedSecondsPerYear").GetDouble();

        tier.GetProperty("perMonth").GetDecimal().ShouldBe(73.00m);
        ((double)tier.GetProperty("perMinuteSaved").GetDecimal()).ShouldBe(12 * 73.00 / (seconds / 60), 1e-5);
    }

    [Fact]
    public async Task A_replica_of_a_standard_registry_costs_the_step_to_premium_and_the_replica() =>
        Improvement(await Advice(FullPool), "geo-replica").GetProperty("perMonth").GetDecimal().ShouldBe(50.69m - 20.28m + 50.69m);

    [Fact]
    public async Task What_Azure_does_not_bill_is_not_free()
    {
        JsonElement advice = (await NinesRun.Of("predict", NinesRun.At("examples", "hybrid.yaml"), "--advise", "-o", "json")).Json().GetProperty("advice");
        JsonElement device = Improvement(advice, "vpn-device:weu");

        device.GetProperty("perMonth").ValueKind.ShouldBe(JsonValueKind.Null);
        device.GetProperty("unknown").EnumerateArray().ShouldHaveSingleItem().GetString()!.ShouldContain("it is not a price of Azure");
    }

    [Fact]
    public async Task Unknown_prices_rank_last()
    {
        JsonElement[] improvements = [.. Priced(await Advice(FullPool)), .. Priced((await NinesRun.Of("predict", NinesRun.At("examples", "hybrid.yaml"), "--advise", "-o", "json")).Json().GetProperty("advice"))];
        bool[] known = [.. Priced((await NinesRun.Of("predict", NinesRun.At("examples", "hybrid.yaml"), "--advise", "-o", "json")).Json().GetProperty("advice")).Select(one => one.GetProperty("perMonth").ValueKind != JsonValueKind.Null)];

        improvements.ShouldAllBe(one => one.GetProperty("perMonth").ValueKind == JsonValueKind.Null == one.GetProperty("unknown").GetArrayLength() > 0);
        known.ShouldBe([.. known.OrderByDescending(value => value)]);
        known.ShouldContain(false);
    }

    [Fact]
    public async Task The_front_is_that_of_brute_force_over_the_designs_and_each_design_is_solved_by_itself()
    {
        JsonElement advice = await Advice(FullPool);
        (decimal Cost, double Down, bool OnFront)[] designs =
        [
            .. advice.GetProperty("cost").GetProperty("designs").EnumerateArray().Select(design => (
                design.GetProperty("perMonth").GetDecimal(), design.GetProperty("downtimeSecondsPerYear").GetDouble(), design.GetProperty("onFront").GetBoolean())),
        ];

        designs.Length.ShouldBeGreaterThan(5);
        foreach ((decimal cost, double down, bool onFront) in designs)
        {
            bool isBeaten = designs.Any(other => other.Cost <= cost && other.Down <= down && (other.Cost < cost || other.Down < down));
            onFront.ShouldBe(!isBeaten, $"{cost} {down}");
        }

        // A design of two improvements has the downtime of the file with both, which no sum of savings gives.
        JsonElement both = advice.GetProperty("cost").GetProperty("designs").EnumerateArray().First(design =>
            design.GetProperty("improvements").GetArrayLength() > 1 && design.GetProperty("improvements").EnumerateArray().All(id => id.GetString() != "second-region"));
        string[] scenarios =
        [
            .. both.GetProperty("improvements").EnumerateArray().SelectMany(id => advice.GetProperty("alone").EnumerateArray()
                .Single(one => one.GetProperty("id").GetString() == id.GetString()).GetProperty("changes").EnumerateArray()
                .Select(change => $"{change.GetProperty("path").GetString()}={change.GetProperty("to").GetString()}")),
        ];
        NinesRun edited = await NinesRun.WithInput(FullPool, "predict", "-", "-o", "json", "--what-if", string.Join("; ", scenarios));
        double expected = edited.Json().GetProperty("whatIf")[0].GetProperty("journeys").EnumerateArray().Sum(journey => journey.GetProperty("unavailabilityAfter").GetDouble());
        both.GetProperty("downtimeSecondsPerYear").GetDouble().ShouldBe(expected * 365.25 * 24 * 3600, 1e-3);
    }

    private static async Task<JsonElement> Advice(string yaml) => (await NinesRun.WithInput(yaml, "predict", "-", "--advise", "-o", "json")).Json().GetProperty("advice");

    private static JsonElement[] Priced(JsonElement advice) => [.. advice.GetProperty("cost").GetProperty("improvements").EnumerateArray()];

    private static JsonElement Improvement(JsonElement advice, string id) => Priced(advice).Single(one => one.GetProperty("id").GetString() == id);
}
