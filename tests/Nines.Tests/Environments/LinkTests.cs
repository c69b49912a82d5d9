namespace Nines.Tests.Environments;

/// <summary>Ways to on-premises: ExpressRoute, VPN, one behind the other, several circuits.</summary>
public sealed class LinkTests
{
    private const double Region = 0.001;
    private const double Gateway = 0.002;
    private const double Circuit = 0.003;
    private const double Peering = 0.004;
    private const double VpnGateway = 0.005;
    private const double Device = 0.006;

    public static readonly (string, double)[] Numbers =
    [
        ("region/default", Region), ("ergw/default", Gateway), ("ercircuit/default", Circuit), ("peering-location/default", Peering),
        ("vpngw/default", VpnGateway), ("on-premises-device/default", Device),
    ];

    public static string Environment(string link) => $$"""
        name: x
        regions:
          weu: { location: westeurope, network: { onPremises: { {{link}} } } }
        """;

    private const string OneCircuit = "expressRoute: { gatewaySku: ErGw1AZ, circuits: { a: { peeringLocation: here } } }";
    private const string Vpn = "vpn: { gatewaySku: VpnGw1AZ, devices: 1 }";

    public static double ExpressRouteAlone => States.Series(Region, Gateway, Peering, Circuit);

    public static double VpnAlone(int devices) => States.Series(Region, VpnGateway, Math.Pow(Device, devices));

    /// <summary>ExpressRoute with a VPN behind it that takes over after some time.</summary>
    public static double Both(double seconds, double coverage)
    {
        double path = States.Series(Gateway, Peering, Circuit), vpn = States.Series(VpnGateway, Device);
        double phi = States.Phi(seconds, States.SeriesMeanDownTime((Gateway, 1), (Peering, 1), (Circuit, 1)), coverage);
        return States.Series(Region, path * (1 - ((1 - vpn) * (1 - phi))));
    }

    /// <summary>Two circuits behind one gateway; each carries half of the load.</summary>
    public static double TwoCircuits(bool isSamePlace, double seconds, double coverage)
    {
        var states = new States();
        int region = states.Add(Region), gateway = states.Add(Gateway);
        int[] circuit = states.Add(2, Circuit), peering = states.Add(isSamePlace ? 1 : 2, Peering);
        double phi = States.Phi(seconds, States.SeriesMeanDownTime((Peering, 1), (Circuit, 1)), coverage);
        int[] moves = states.Add(2, phi / 2);
        return states.Probability(down =>
        {
            bool[] lost = [IsLost(0), IsLost(1)];
            return down[region] || down[gateway] || (lost[0] && lost[1]) || (lost[0] && down[moves[0]]) || (lost[1] && down[moves[1]]);

            bool IsLost(int i) => down[circuit[i]] || down[peering[isSamePlace ? 0 : i]];
        });
    }

    private static double Unavailability(string link) => new Design(Environment(link), Numbers).Unavailabilities["on-premises"];

    [Fact]
    public void ExpressRoute_alone_is_its_gateway_its_circuit_and_the_place_where_they_meet() =>
        States.ShouldAgree(Unavailability(OneCircuit), ExpressRouteAlone);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_vpn_needs_its_gateway_and_any_device(int devices) =>
        States.ShouldAgree(Unavailability($"vpn: {{ gatewaySku: VpnGw1AZ, devices: {devices} }}"), VpnAlone(devices));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(210, 0.99)]
    [InlineData(1800, 0.5)]
    public void A_VPN_behind_ExpressRoute_helps_after_the_failover(int seconds, double coverage) =>
        States.ShouldAgree(
            Unavailability($"{OneCircuit}, {Vpn}, failover: {{ detection: {seconds}s, switchover: 0s, coverage: {coverage} }}"), Both(seconds, coverage));

    [Theory]
    [InlineData("here", true)]
    [InlineData("there", false)]
    public void A_second_circuit_at_the_same_location_shares_its_failures(string place, bool isSamePlace) =>
        States.ShouldAgree(
            Unavailability($"expressRoute: {{ gatewaySku: ErGw1AZ, circuits: {{ a: {{ peeringLocation: here }}, b: {{ peeringLocation: {place} }} }} }}, "
                + "failover: { detection: 180s, switchover: 30s, coverage: 0.99 }"),
            TwoCircuits(isSamePlace, 210, 0.99));

    [Fact]
    public void A_hub_is_shared_by_its_spokes_and_adds_its_firewall()
    {
        const double firewall = 0.007;
        var design = new Design("""
            name: x
            regions:
              weu: { location: westeurope, zones: [1, 2], network: { hub: main } }
              neu: { location: northeurope, network: { hub: main } }
            hubs:
              main: { region: weu, firewall: { zones: [1, 2] }, onPremises: { vpn: { gatewaySku: VpnGw1AZ } } }
            journeys: { reach: { requires: on-premises } }
            """, [.. Numbers, ("firewall/zones", firewall)]);
        double hub = States.Series(Region, firewall, VpnGateway, Device);

        States.ShouldAgree(design.Unavailabilities["on-premises/weu"], hub);
        States.ShouldAgree(design.Unavailabilities["on-premises/neu"], States.Series(Region, hub));

        // Any region: the hub and its own region are needed by both, so the second region adds nothing.
        States.ShouldAgree(design.Unavailabilities["reach"], hub);
    }
}
