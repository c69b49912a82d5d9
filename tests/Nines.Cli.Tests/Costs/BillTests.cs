using System.Text.Json;
using Nines.Cli.Tests.BadInput;

namespace Nines.Cli.Tests.Costs;

/// <summary>Bills against amounts that were worked out by hand from the published prices.</summary>
public sealed class BillTests : IDisposable
{
    private const string Cluster = "cluster: { nodePools: { a: { mode: system, size: Standard_D4s_v5, count: 3 } } }";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("east.nodePools.a", 420.48, "eastus", "")]
    [InlineData("weu.nodePools.a", 503.70, "westeurope", "")]
    [InlineData("registry", 5.07, "eastus", "registry: { sku: basic }")]
    [InlineData("registry", 20.28, "eastus", "registry: { sku: standard }")]
    [InlineData("registry", 50.69, "eastus", "registry: { sku: premium }")]
    [InlineData("registry.geoReplicas.westus", 50.69, "eastus", "registry: { sku: premium, geoReplicas: { westus: {} } }")]
    [InlineData("components.db", 736.39 + 11.50, "eastus", "components: { db: { service: sqldb/general-purpose, region: REGION, size: 4 vCores, storageGB: 100 } }")]
    [InlineData("components.db", 1003.07 + 23.00, "eastus", "components: { db: { service: sqldb/general-purpose-zone-redundant, region: REGION, size: 4 vCores, storageGB: 100 } }")]
    [InlineData("components.db", 3967.87, "eastus", "components: { db: { service: sqldb/business-critical-zone-redundant, region: REGION, size: 8 vCores, storageGB: 0 } }")]
    [InlineData("components.db", 259.88 + 14.72, "eastus", "components: { db: { service: postgres/general-purpose-zone-redundant, region: REGION, size: D2ds_v4, storageGB: 64 } }")]
    [InlineData("components.db", 404.42, "eastus", "components: { db: { service: redis/premium, region: REGION, size: P1 } }")]
    [InlineData("components.db", 22.08, "westeurope", "components: { db: { service: storage/zone-redundant, region: REGION, size: ZRS, storageGB: 1000 } }")]
    [InlineData("components.db", 10.00, "eastus", "components: { db: { service: servicebus/standard, region: REGION } }")]
    [InlineData("components.db", 250.50, "eastus", "components: { db: { availability: 99.9%, monthlyCost: 83.5, replicas: 3 } }")]
    [InlineData("usage.outbound", 1692.64, "eastus", "usage: { outboundGB: 20000 }")]
    [InlineData("usage.logs", 11.50, "eastus", "usage: { logsGB: 10 }")]
    public async Task An_amount_is_the_one_worked_out_by_hand(string id, double expected, string location, string further)
    {
        string region = location == "eastus" ? "east" : "weu";
        string yaml = $"name: x\nregions: {{ {region}: {{ location: {location}, {Cluster} }} }}\n{further.Replace("REGION", region, StringComparison.Ordinal)}\n";

        Amount(await Cost(yaml), id).ShouldBe((decimal)expected);
    }

    [Theory]
    [InlineData("ingress: { kind: loadBalancer }", "loadBalancer", 18.25 + 3.65)]
    [InlineData("ingress: { kind: loadBalancer }, egress: { kind: loadBalancer }", "loadBalancer", 18.25 + 7.30)]
    [InlineData("ingress: { kind: applicationGateway, sku: standardV2, instances: 2 }", "ingress", 146.00 + 116.80 + 3.65)]
    [InlineData("ingress: { kind: applicationGateway, sku: wafV2, instances: 0, autoscale: true }", "ingress", 262.80 + 3.65)]
    [InlineData("egress: { kind: natGateway, sku: standardV2 }", "egress", 32.85 + 3.65)]
    [InlineData("onPremises: { vpn: { gatewaySku: VpnGw1AZ, activeActive: true } }", "onPremises.vpn", 160.60)]
    [InlineData("onPremises: { expressRoute: { gatewaySku: ErGwScale, circuits: { a: { bandwidth: 1Gbps } } } }", "onPremises.circuits.a", 436.00)]
    [InlineData("onPremises: { expressRoute: { gatewaySku: ErGwScale, circuits: { a: { bandwidth: 50Mbps, sku: premium, data: unlimited } } } }", "onPremises.circuits.a", 375.00)]
    public async Task A_network_costs_what_its_parts_cost(string network, string part, double expected) =>
        Amount(await Cost($"name: x\nregions: {{ east: {{ location: eastus, network: {{ {network} }}, {Cluster} }} }}\n"), $"east.network.{part}").ShouldBe((decimal)expected);

    [Theory]
    [InlineData("ErGw1AZ", 263.53)]
    [InlineData("ErGw2AZ", 461.36)]
    [InlineData("Standard", 138.70)]
    public async Task A_gateway_has_the_price_of_its_SKU_where_it_was_read(string sku, double expected) => Amount(
        await Cost($"name: x\nregions: {{ ca: {{ location: canadacentral, network: {{ onPremises: {{ expressRoute: {{ gatewaySku: {sku}, circuits: {{ a: {{}} }} }} }} }} }} }}\n"),
        "ca.network.onPremises.expressRoute").ShouldBe((decimal)expected);

    [Fact]
    public async Task Traffic_Manager_with_two_endpoints_and_ten_million_queries_costs_6_12()
    {
        JsonElement cost = await Cost($$"""
            name: x
            regions:
              a: { location: eastus, network: { ingress: { kind: loadBalancer } }, {{Cluster}} }
              b: { location: westus, network: { ingress: { kind: loadBalancer } }, {{Cluster}} }
            globalRouting: { kind: trafficManager, origins: { a: {}, b: {} } }
            usage: { requests: 10000000 }
            """);

        (Amount(cost, "globalRouting") + Amount(cost, "globalRouting.requests")).ShouldBe(6.12m);
    }

    [Fact]
    public async Task What_is_not_known_is_named_and_never_0()
    {
        JsonElement cost = await Cost("""
            name: x
            regions:
              far: { location: polandnorth, network: { ingress: { kind: applicationGateway }, egress: { kind: firewall } }, cluster: { nodePools: { a: { mode: system, size: Standard_D4s_v5, count: 3 } } } }
              win: { location: eastus, cluster: { nodePools: { a: { mode: system, size: Standard_D4s_v5, count: 3 }, w: { size: Standard_D4s_v5, count: 1, os: windows } } } }
            components:
              db: { service: sqldb/general-purpose, region: win }
              queue: { service: iothub/standard, region: win }
              own: { availability: 99.9% }
              group: { requires: [own] }
            """);

        string[] unknown = [.. cost.GetProperty("lines").EnumerateArray().Where(line => line.TryGetProperty("unknown", out _)).Select(line => line.GetProperty("id").GetString()!)];
        unknown.ShouldBe(["far.nodePools.a", "far.network.ingress", "far.network.egress", "win.nodePools.w", "components.db", "components.queue", "components.own"], ignoreOrder: true);
        cost.GetProperty("lines").EnumerateArray().Where(line => line.TryGetProperty("unknown", out _)).ShouldAllBe(line => line.GetProperty("perMonth").ValueKind == JsonValueKind.Null);
        cost.GetProperty("total").ValueKind.ShouldBe(JsonValueKind.Null);
        cost.GetProperty("known").GetDecimal().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task The_total_is_the_sum_of_the_rounded_lines_and_traffic_between_zones_is_no_line()
    {
        JsonElement cost = (await NinesRun.Of("predict", NinesRun.At("examples", "two-regions.yaml"), "--cost", "-o", "json")).Json().GetProperty("files")[0].GetProperty("cost");

        decimal[] amounts = [.. cost.GetProperty("lines").EnumerateArray().Select(line => line.GetProperty("perMonth").GetDecimal())];
        amounts.ShouldAllBe(amount => amount == Math.Round(amount, 2));
        cost.GetProperty("total").GetDecimal().ShouldBe(amounts.Sum());
        cost.GetProperty("lines").EnumerateArray().ShouldAllBe(line => !line.GetProperty("meter").GetString()!.Contains("zone", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Contract_prices_replace_those_of_the_list()
    {
        string file = _folder.Write("contract.csv", "meter,region,from,usd,per,date,source,confidence\nvm.Standard_D4s_v5,eastus,0,100,month,2026-11-01,contract,high\n");

        Amount(await Cost($"name: x\nregions: {{ east: {{ location: eastus, {Cluster} }} }}\n", "--prices", file), "east.nodePools.a").ShouldBe(300);
    }

    [Theory]
    [InlineData("vm.x,eastus,0,abc,hour,2026-11-01,own,high", "usd is 'abc'; expected a number from 0 to")]
    [InlineData("vm.x,eastus,0,-1,hour,2026-11-01,own,high", "usd is '-1'; expected a number")]
    [InlineData("vm.x,eastus,0,1,week,2026-11-01,own,high", "per is 'week'; expected hour, day, month or unit")]
    [InlineData("vm.x,eastus,0,1,1,2026-11-01,own,high", "per is '1'; expected")]
    [InlineData("vm.x,eastus,0,1,hour,1.11.2026,own,high", "date is '1.11.2026'; expected a date such as 2026-11-28")]
    [InlineData("vm.x,eastus,0,1,hour,2026-11-01,own,sure", "confidence is 'sure'; expected high, medium or low")]
    [InlineData("vm.x,eastus,0,1,hour", "The line has 5 columns; expected 8")]
    [InlineData("vm.x,eastus,100,1,unit,2026-11-01,own,high", "has a band from 100 and none from 0")]
    [InlineData("vm.x,eastus,0,1,hour,2026-11-01,own,high\nvm.x,eastus,0,2,hour,2026-11-01,own,high", "is duplicated; it is at line 2 too")]
    public async Task A_wrong_price_is_refused_with_its_line(string line, string message)
    {
        string file = _folder.Write("own.csv", $"meter,region,from,usd,per,date,source,confidence\n{line}\n");

        string error = Refusal.Of(await NinesRun.Of("predict", NinesRun.At("examples", "two-regions.yaml"), "--cost", "--prices", file)).ShouldHaveSingleItem();
        error.ShouldContain(message);
        error.ShouldStartWith($"{file}:{(line.Contains('\n') ? 3 : 2)}:1: ");
    }

    [Theory]
    [InlineData("", "contains no price")]
    [InlineData("meter;usd\n", "The columns are not those of a file of prices")]
    public async Task A_file_that_holds_no_prices_is_refused(string text, string message) => Refusal.Of(
        await NinesRun.Of("predict", NinesRun.At("examples", "two-regions.yaml"), "--cost", "--prices", _folder.Write("own.csv", text))).ShouldHaveSingleItem().ShouldContain(message);

    [Fact]
    public async Task Cost_of_a_fault_tree_and_prices_without_use_are_refused()
    {
        Refusal.Of(await NinesRun.Of("predict", NinesRun.At("examples", "fault-trees", "two-path-power.xml"), "--cost")).ShouldHaveSingleItem().ShouldContain("--cost: takes an environment file");
        Refusal.Of(await NinesRun.Of("predict", NinesRun.At("examples", "two-regions.yaml"), "--prices", "x.csv")).ShouldHaveSingleItem().ShouldContain("--prices: is of use with --cost");
    }

    private static async Task<JsonElement> Cost(string yaml, params string[] options)
    {
        NinesRun run = await NinesRun.WithInput(yaml, ["predict", "-", "--cost", "-o", "json", .. options]);
        run.Error.ShouldBeEmpty();
        return run.Json().GetProperty("files")[0].GetProperty("cost");
    }

    private static decimal Amount(JsonElement cost, string id) => cost.GetProperty("lines").EnumerateArray()
        .Where(line => line.GetProperty("id").GetString() == id).Select(line => line.GetProperty("perMonth").GetDecimal()).ShouldNotBeEmpty().Sum();
}

file static class Sequences
{
    /// <summary>The items, checked to be at least one.</summary>
    public static IEnumerable<T> ShouldNotBeEmpty<T>(this IEnumerable<T> items)
    {
        T[] all = [.. items];
        all.Length.ShouldBeGreaterThan(0);
        return all;
    }
}
