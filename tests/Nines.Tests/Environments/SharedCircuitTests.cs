namespace Nines.Tests.Environments;

/// <summary>Circuits that several gateways share, and requirements that repeat for each region.</summary>
public sealed class SharedCircuitTests
{
    private const double Region = 0.01;
    private const double Gateway = 0.02;
    private const double Circuit = 0.03;
    private const double Peering = 0.04;

    private static readonly (string, double)[] Numbers =
        [("region/default", Region), ("ergw/default", Gateway), ("ercircuit/default", Circuit), ("peering-location/default", Peering)];

    /// <summary>Gateways in some regions, each connected to the same circuits: a bow tie, for two and two.</summary>
    private static double BowTie(int regions, int circuits)
    {
        var states = new States();
        int[] region = states.Add(regions, Region), gateway = states.Add(regions, Gateway);
        int[] circuit = states.Add(circuits, Circuit), peering = states.Add(circuits, Peering);
        double phi = States.Phi(210, States.SeriesMeanDownTime((Peering, 1), (Circuit, 1)), 0.99) / circuits;
        int[] moves = states.Add(circuits > 1 ? regions * circuits : 0, phi);
        return states.Probability(down =>
        {
            bool[] lost = [.. circuit.Select((each, i) => down[each] || down[peering[i]])];
            return lost.All(each => each) || Enumerable.Range(0, regions).All(r => down[region[r]] || down[gateway[r]]
                || Enumerable.Range(0, moves.Length == 0 ? 0 : circuits).Any(c => lost[c] && down[moves[(r * circuits) + c]]));
        });
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 3)]
    [InlineData(2, 1)]
    [InlineData(2, 2)]
    [InlineData(2, 3)]
    [InlineData(3, 2)]
    public void Gateways_that_share_circuits_lose_them_together(int regions, int circuits)
    {
        string names = string.Join(", ", Enumerable.Range(1, circuits).Select(i => $"c{i}"));
        string text = $"name: x\ncircuits: {{ {string.Join(", ", Enumerable.Range(1, circuits).Select(i => $"c{i}: {{ peeringLocation: place {i} }}"))} }}\nregions:\n"
            + string.Concat(Enumerable.Range(1, regions).Select(i =>
                $"  r{i}: {{ location: westeurope, network: {{ onPremises: {{ expressRoute: {{ gatewaySku: ErGw1AZ, circuits: [{names}] }} }} }} }}\n"))
            + "journeys: { reach: { requires: on-premises } }\n";

        States.ShouldAgree(new Design(text, Numbers).Unavailabilities["reach"], BowTie(regions, circuits));
    }

    [Fact]
    public void A_second_shared_circuit_is_advised_where_it_is_described()
    {
        var design = new Design("""
            name: x
            circuits: { second: {} }
            regions: { r: { location: westeurope, network: { onPremises: { expressRoute: { gatewaySku: ErGw1AZ, circuits: [second] } } } } }
            """, Numbers);

        design.Edits("circuit:r").ShouldBe(
        [
            "circuits.another: nothing -> { peeringLocation: another peering location }",
            "regions.r.network.onPremises.expressRoute.circuits: [second] -> [second, another]",
        ]);
        States.ShouldAgree(design.Advice("circuit:r", "on-premises").After, BowTie(1, 2));
    }

    [Theory]
    [InlineData("{ each: regions, of: egress }", 0.3, 3)]
    [InlineData("{ each: regions, of: [egress] }", 0.3, 3)]
    [InlineData("{ each: regions }", 0, 3)]
    [InlineData("{ each: regions, of: cache }", 0.2, 2)]
    [InlineData("{ any: [{ each: regions, of: egress }, { each: regions, of: egress }] }", 0.3, 3)]
    public void Each_region_must_have_what_is_required_of_each(string requires, double own, int regions)
    {
        string text = $$"""
            name: x
            regions:
              a: { location: westus, network: { egress: { kind: loadBalancer } } }
              b: { location: westus, network: { egress: { kind: loadBalancer } } }
              c: { location: westus, network: { egress: { kind: loadBalancer } } }
            components: { cache: { unavailability: 0.2, regions: [a, b] } }
            journeys: { all: { requires: {{requires}} } }
            """;

        States.ShouldAgree(
            new Design(text, ("region/default", Region), ("lb/standard", 0.3)).Unavailabilities["all"], 1 - Math.Pow((1 - Region) * (1 - own), regions));
    }

    [Fact]
    public void What_regions_do_not_have_is_needed_once()
    {
        const string text = """
            name: x
            regions: { a: { location: westus, network: { egress: { kind: loadBalancer } } }, b: { location: westus, network: { egress: { kind: loadBalancer } } } }
            journeys: { all: { requires: { each: regions, of: [egress, { any: [egress, entra] }, entra] } } }
            """;

        States.ShouldAgree(
            new Design(text, ("lb/standard", 0.3), ("entra/default", 0.1)).Unavailabilities["all"], States.Series(0.3, 0.3, 0.1));
    }
}
