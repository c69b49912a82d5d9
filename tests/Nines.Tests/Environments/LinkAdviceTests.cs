using Nines.Environments.Predictions;

namespace Nines.Tests.Environments;

/// <summary>Advice about links to on-premises: what each rule changes, and its effect against the sum over all states.</summary>
public sealed class LinkAdviceTests
{
    private const string Circuit = "expressRoute: { gatewaySku: ErGw1AZ, circuits: { a: { peeringLocation: here } } }";

    // A hold time of 180 s of BGP and a switchover of 30 s, which work in 99 of 100 cases, where the file gives no times.
    private const double Bgp = 180 + 30;
    private const double Coverage = 0.99;

    private static Design Design(string link) => new(LinkTests.Environment(link), LinkTests.Numbers);

    [Fact]
    public void A_vpn_behind_ExpressRoute()
    {
        Design design = Design(Circuit);
        JourneyChange change = design.Advice("vpn:weu", "on-premises");

        design.Edits("vpn:weu").ShouldBe(["regions.weu.network.onPremises.vpn: nothing -> { gatewaySku: VpnGw1AZ, activeActive: true }"]);
        States.ShouldAgree(change.Before, LinkTests.ExpressRouteAlone);
        States.ShouldAgree(change.After, LinkTests.Both(Bgp, Coverage));
    }

    [Fact]
    public void A_second_circuit_at_another_place()
    {
        JourneyChange change = Design(Circuit).Advice("circuit:weu", "on-premises");

        States.ShouldAgree(change.Before, LinkTests.ExpressRouteAlone);
        States.ShouldAgree(change.After, LinkTests.TwoCircuits(isSamePlace: false, Bgp, Coverage));
    }

    [Fact]
    public void A_second_device_on_premises()
    {
        Design design = Design("vpn: { gatewaySku: VpnGw1AZ, devices: 1 }");
        JourneyChange change = design.Advice("vpn-device:weu", "on-premises");

        design.Edits("vpn-device:weu").ShouldBe(["regions.weu.network.onPremises.vpn.devices: 1 -> 2"]);
        States.ShouldAgree(change.Before, LinkTests.VpnAlone(1));
        States.ShouldAgree(change.After, LinkTests.VpnAlone(2));
    }

    [Fact]
    public void A_loss_that_is_noticed_within_a_second()
    {
        JourneyChange change = Design($"{Circuit}, vpn: {{ gatewaySku: VpnGw1AZ }}").Advice("bfd:weu", "on-premises");

        States.ShouldAgree(change.Before, LinkTests.Both(Bgp, Coverage));
        States.ShouldAgree(change.After, LinkTests.Both(1 + 30, Coverage));
    }

    [Theory]
    [InlineData("vpn: { gatewaySku: VpnGw1AZ, devices: 2 }", "")]
    [InlineData("vpn: { gatewaySku: VpnGw1AZ }", "vpn-device")]
    [InlineData(Circuit, "vpn circuit")]
    [InlineData(Circuit + ", vpn: { gatewaySku: VpnGw1AZ, devices: 2 }, failover: { detection: 1s }", "circuit")]
    [InlineData("expressRoute: { gatewaySku: ErGw1AZ, circuits: { a: {}, b: {} } }", "vpn bfd")]
    public void Only_missing_settings_are_proposed(string link, string ids) =>
        string.Join(' ', Design(link).Proposals.Select(improvement => improvement.Id.Split(':')[0]).Where(id => id is "vpn" or "circuit" or "vpn-device" or "bfd")).ShouldBe(ids);
}
