namespace Nines.Cli.Tests.Modelling;

/// <summary>Composites that architects publish, to the last digit that they print.</summary>
public sealed class PublishedCompositeTests
{
    private const string Components = """
        name: composites
        components:
          lb: { service: lb/standard }
          vm: { service: vm/zones }
          appgw: { service: appgw/redundant }
          lb-2: { service: lb/standard }
          vm-2: { service: vm/zones }
          front-door: { service: frontdoor }
          er-gateway: { service: ergw }
          er-circuit: { service: ercircuit/default }
          vpn-path: { service: vpngw/default }
          one-stamp: { availability: 99.98%, replicas: 2, needed: 1 }
        commonCauses:
          deployment: { members: [one-stamp], beta: 5% }
        journeys:
          balanced: { requires: [lb, vm] }
          with-gateway: { requires: [appgw, lb, vm] }
          two-stamps: { requires: { any: [{ all: [lb, vm] }, { all: [lb-2, vm-2] }] } }
          two-stamps-with-common-cause: { requires: one-stamp }
          behind-front-door: { requires: [front-door, { any: [{ all: [lb, vm] }, { all: [lb-2, vm-2] }] }] }
          expressroute: { requires: [er-gateway, er-circuit] }
          expressroute-or-vpn: { requires: { any: [{ all: [er-gateway, er-circuit] }, vpn-path] } }
        """;

    [Theory]
    [InlineData("balanced", 99.980, 3)]
    [InlineData("with-gateway", 99.930, 3)]
    [InlineData("two-stamps", 99.999996, 6)]
    [InlineData("two-stamps-with-common-cause", 99.9990, 4)]
    [InlineData("behind-front-door", 99.989996, 6)]
    [InlineData("expressroute", 99.900, 3)]
    [InlineData("expressroute-or-vpn", 99.99995, 5)]
    public async Task A_published_composite_is_reproduced(string journey, double percent, int digits)
    {
        Dictionary<string, double> unavailabilities = await NinesRun.Unavailabilities(Components);

        Math.Round(100 * (1 - unavailabilities[journey]), digits).ShouldBe(percent);
    }
}
