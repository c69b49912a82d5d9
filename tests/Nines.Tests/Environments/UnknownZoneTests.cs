namespace Nines.Tests.Environments;

/// <summary>Resources whose zone the file does not state: the worst zones, by an enumeration of all placements and all states.</summary>
public sealed class UnknownZoneTests
{
    private const double Region = 0.001;
    private const double Zone = 0.02;
    private const double Own = 0.05;

    private static readonly (string, double)[] Numbers =
    [
        ("region/default", Region), ("zone/default", Zone), ("lb/standard", 0.003), ("natgw/default", 0.004), ("ergw/default", 0.005),
        ("vpngw/default", 0.006), ("appgw/redundant", 0.007), ("appgw/single", 0.07), ("firewall/single-zone", 0.008), ("firewall/zones", 0.0008),
    ];

    private static double Unavailability(string yaml, string journey) => new Design($"name: x\n{yaml}", Numbers).Unavailabilities[journey];

    /// <summary>Components a, b, c, d of one region, and journeys over them.</summary>
    private static string Components(string journeys, string a = "") => $$"""
        regions: { r: { location: westeurope, zones: [1, 2, 3] } }
        components:
          a: { unavailability: 0.05, region: r{{a}} }
          b: { unavailability: 0.05, region: r }
          c: { unavailability: 0.05, region: r }
          d: { unavailability: 0.05, region: r }
        journeys: { {{journeys}} }
        """;

    /// <summary>The highest unavailability over all placements of the first resources; the others are where they are said to be.</summary>
    /// <param name="unknown">Resources that may be in any of three zones.</param>
    /// <param name="stated">Zones, 0 to 2, of further resources.</param>
    /// <param name="isDown">Whether the journey is down, from whether each resource is.</param>
    private static double Worst(int unknown, int[] stated, Func<bool[], bool> isDown) => Enumerable.Range(0, (int)Math.Pow(3, unknown)).Max(placement =>
    {
        var states = new States();
        int region = states.Add(Region);
        int[] zone = states.Add(3, Zone), own = states.Add(unknown + stated.Length, Own);
        return states.Probability(down => down[region] || isDown(
        [
            .. own.Select((each, i) => down[each] || down[zone[i < unknown ? placement / (int)Math.Pow(3, i) % 3 : stated[i - unknown]]]),
        ]));
    });

    [Fact]
    public void Two_of_which_one_is_enough_are_in_one_zone_and_two_that_are_needed_in_two()
    {
        var design = new Design("name: x\n" + Components("either: { requires: { any: [a, b] } }, both: { requires: [a, b] }"), Numbers);

        States.ShouldAgree(design.Unavailabilities["either"], Worst(2, [], down => down[0] && down[1]));
        States.ShouldAgree(design.Unavailabilities["both"], Worst(2, [], down => down[0] || down[1]));
        design.Unavailabilities["either"].ShouldBeGreaterThan(Zone);
        design.Unavailabilities["both"].ShouldBeGreaterThan(2 * (Zone + Own) * 0.9);
    }

    [Fact]
    public void Three_and_four_resources_are_where_they_do_most_harm()
    {
        var design = new Design("name: x\n" + Components(
            "three: { requires: [c, { any: [a, b] }] }, most: { requires: { atLeast: 2, of: [a, b, c] } }, "
            + "pairs: { requires: [{ any: [a, b] }, { any: [c, d] }] }, quorum: { requires: { atLeast: 3, of: [a, b, c, d] } }"), Numbers);

        States.ShouldAgree(design.Unavailabilities["three"], Worst(3, [], down => down[2] || (down[0] && down[1])));
        States.ShouldAgree(design.Unavailabilities["most"], Worst(3, [], down => down.Count(each => each) > 1));
        States.ShouldAgree(design.Unavailabilities["pairs"], Worst(4, [], down => (down[0] && down[1]) || (down[2] && down[3])));
        States.ShouldAgree(design.Unavailabilities["quorum"], Worst(4, [], down => down.Count(each => each) > 1));
    }

    [Fact]
    public void One_beside_a_stated_zone_is_in_that_zone_or_in_another_whichever_is_worse()
    {
        var design = new Design("name: x\n" + Components("either: { requires: { any: [a, b] } }, both: { requires: [a, b] }", ", zones: [2]"), Numbers);

        States.ShouldAgree(design.Unavailabilities["either"], Worst(1, [1], down => down[0] && down[1]));
        States.ShouldAgree(design.Unavailabilities["both"], Worst(1, [1], down => down[0] || down[1]));
    }

    [Fact]
    public void A_failover_from_a_resource_without_a_zone_is_lost_with_the_zone_that_is_assumed()
    {
        // Its outages and those of its zone differ in length, so each length has a failover of its own.
        string text = Components("j: { requires: { active: a, standby: b, detection: 60s, switchover: 0s, coverage: 1 } }")
            .Replace("a: { unavailability: 0.05,", "a: { unavailability: 0.05, meanDownTime: 4h,", StringComparison.Ordinal);
        var states = new States();
        int region = states.Add(Region), zone = states.Add(Zone);
        int[] own = states.Add(2, Own);
        int moves = states.Add(States.Phi(60, 4));

        States.ShouldAgree(Unavailability(text, "j"), states.Probability(down => down[region] || down[zone] || (down[own[0]] && (down[own[1]] || down[moves]))));
    }

    [Fact]
    public void Two_regions_share_no_zone()
    {
        const string text = """
            regions: { r: { location: westeurope }, s: { location: northeurope } }
            components: { a: { unavailability: 0.05, region: r }, b: { unavailability: 0.05, region: s } }
            journeys: { either: { requires: { any: [a, b] } } }
            """;

        States.ShouldAgree(Unavailability(text, "either"), Math.Pow(States.Series(Region, Zone, Own), 2));
    }

    [Theory]
    [InlineData("location: westeurope", true)]
    [InlineData("location: westeurope, zones: [2]", true)]
    [InlineData("location: westeurope, zones: []", false)]
    [InlineData("location: westus", false)]
    [InlineData("location: atlantis", true)]
    public void A_region_has_zones_when_its_file_or_its_location_has(string region, bool hasZones)
    {
        string text = $"regions: {{ r: {{ {region} }} }}\ncomponents: {{ a: {{ unavailability: 0.05, region: r }} }}\njourneys: {{ use: {{ requires: a }} }}\n";
        var design = new Design("name: x\n" + text, Numbers);

        States.ShouldAgree(design.Unavailabilities["use"], States.Series(Region, Own, hasZones ? Zone : 0));
        design.Assumptions.Count(assumption => assumption.Contains("no zone is stated", StringComparison.Ordinal)).ShouldBe(hasZones ? 1 : 0);
        design.Assumptions.Any(assumption => assumption.Contains("is not known", StringComparison.Ordinal)).ShouldBe(region.Contains("atlantis", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", Zone)]
    [InlineData(", zoneRedundant: false", Zone)]
    [InlineData(", zoneRedundant: true", 0)]
    [InlineData(", zones: [3]", Zone)]
    public void A_component_may_span_zones(string place, double zone) =>
        States.ShouldAgree(Unavailability(Components("use: { requires: a }", place), "use"), States.Series(Region, Own, zone));

    [Theory]
    [InlineData("egress: { kind: natGateway }", 0.004, Zone)]
    [InlineData("egress: { kind: natGateway, sku: standard, zones: [1] }", 0.004, Zone)]
    [InlineData("egress: { kind: natGateway, sku: standardV2 }", 0.004, 0)]
    [InlineData("egress: { kind: natGateway, zones: [1, 2, 3] }", 0.004, 0)]
    [InlineData("egress: { kind: loadBalancer }", 0.003, 0)]
    [InlineData("egress: { kind: firewall }", 0.008, Zone)]
    [InlineData("egress: { kind: firewall, zones: [1, 2] }", 0.0008, 0)]
    [InlineData("ingress: { kind: loadBalancer }", 0.003, 0)]
    [InlineData("ingress: { kind: loadBalancer, zones: [2] }", 0.003, Zone)]
    [InlineData("ingress: { kind: applicationGateway }", 0.007, 0)]
    [InlineData("ingress: { kind: applicationGateway, instances: 1 }", 0.07, 0)]
    [InlineData("ingress: { kind: applicationGateway, instances: 0, autoscale: true }", 0.007, 0)]
    [InlineData("ingress: { kind: applicationGateway, instances: 1, autoscale: true, zones: [1, 2, 3] }", 0.007, 0)]
    [InlineData("ingress: { kind: applicationGateway, instances: 2, zones: [1] }", 0.07, Zone)]
    public void What_takes_traffic_in_and_out_spans_the_zones_that_Azure_says(string service, double own, double zone)
    {
        string name = service.Split(':')[0];
        string text = $"regions: {{ r: {{ location: westeurope, zones: [1, 2, 3], network: {{ {service} }} }} }}\njourneys: {{ use: {{ requires: {name} }} }}\n";

        States.ShouldAgree(Unavailability(text, "use"), States.Series(Region, own, zone));
    }

    [Theory]
    [InlineData("expressRoute: { gatewaySku: Standard, circuits: { a: {} } }", 0.005, Zone)]
    [InlineData("expressRoute: { gatewaySku: UltraPerformance, circuits: { a: {} } }", 0.005, Zone)]
    [InlineData("expressRoute: { gatewaySku: ErGw1AZ, circuits: { a: {} } }", 0.005, 0)]
    [InlineData("expressRoute: { gatewaySku: ErGwScale, circuits: { a: {} } }", 0.005, 0)]
    [InlineData("vpn: { gatewaySku: VpnGw1 }", 0.006, Zone)]
    [InlineData("vpn: { gatewaySku: VpnGw1, activeActive: true }", 0.006, Zone)]
    [InlineData("vpn: { gatewaySku: VpnGw1AZ, activeActive: true }", 0.006, 0)]
    public void A_gateway_spans_zones_by_its_SKU(string link, double own, double zone) => States.ShouldAgree(
        Unavailability($"regions: {{ r: {{ location: westeurope, network: {{ onPremises: {{ {link} }} }} }} }}\n", "on-premises"), States.Series(Region, own, zone));

    [Fact]
    public void A_standby_instance_of_a_VPN_gateway_takes_over_when_the_zone_of_the_active_one_is_lost() => States.ShouldAgree(
        Unavailability("regions: { r: { location: westeurope, network: { onPremises: { vpn: { gatewaySku: VpnGw2AZ } } } } }\n", "on-premises"),
        States.Series(Region, 0.006, Zone * States.Phi(120, Design.MeanDownTimeHours)));

    [Fact]
    public void A_hub_has_the_zones_of_its_region()
    {
        const string text = """
            regions: { r: { location: westeurope, network: { hub: h } } }
            hubs: { h: { region: r, firewall: {}, onPremises: { vpn: { gatewaySku: VpnGw1 } } } }
            """;

        // The firewall and the gateway are each in a zone: two zones are worse than one.
        States.ShouldAgree(Unavailability(text, "on-premises"), States.Series(Region, 0.008, 0.006, Zone, Zone));
    }

    [Fact]
    public void To_spread_a_pool_without_zones_is_a_gain()
    {
        const string text = """
            name: x
            regions:
              r:
                location: westeurope
                network: { ingress: { kind: loadBalancer } }
                cluster: { nodePools: { p: { size: Standard_D4s_v5, mode: system, count: 3 } } }
            workloads: { web: { replicas: 3, needed: 2 } }
            objectives: { serve: 99.9% }
            """;
        var design = new Design(text, Numbers);

        States.ShouldAgree(design.Unavailabilities["serve"], States.Series(Region, 0.003, Zone));
        States.ShouldAgree(new Design(text.Replace("count: 3", "count: 3, zones: [2]", StringComparison.Ordinal).Replace("westeurope", "westeurope\n    zones: [1, 2, 3]", StringComparison.Ordinal), Numbers)
            .Unavailabilities["serve"], States.Series(Region, 0.003, Zone));
        design.Advice("zones:r", "serve").After.ShouldBeLessThan(design.Advice("zones:r", "serve").Before);
        design.Edits("zones:r").ShouldBe(["regions.r.zones: nothing -> [1, 2, 3]", "regions.r.cluster.nodePools.p.zones: nothing -> [1, 2, 3]"]);
    }
}
