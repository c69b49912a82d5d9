using System.Collections.Immutable;
using Nines.Environments.Specs;
using Nines.Text.Readers;

namespace Nines.Environments.Reading;

/// <summary>A link to on-premises.</summary>
internal static class OnPremisesSection
{
    private static readonly Key<ImmutableArray<string>> _addresses = Keys.Default(
        "addresses", new ListReader<string>("address blocks", Addresses.Block, Limits.AddressBlocks), [],
        "Address blocks on-premises, such as [192.168.0.0/16].");

    private static readonly Key<ExpressRouteSpec> _expressRoute = Keys.Optional(
        "expressRoute", ExpressRouteSection.Reader, "The ExpressRoute path.");

    private static readonly Key<VpnSpec> _vpn = Keys.Optional(
        "vpn", VpnSection.Reader, "The VPN path; with ExpressRoute it is the standby.");

    private static readonly Key<FailoverSpec> _failover = Keys.Default(
        "failover", FailoverSection.Reader, new FailoverSpec(), "How the VPN takes over from ExpressRoute.");

    public static OnPremisesSpec None { get; } = new([], null, null, new FailoverSpec());

    public static MappingReader<OnPremisesSpec> Reader { get; } = new(
        "onPremises", "an on-premises link", "How on-premises is reached: by ExpressRoute, by VPN, or by ExpressRoute with a VPN behind it.",
        [_addresses, _expressRoute, _vpn, _failover], Build, Schema.AtLeastOneOf("expressRoute", "vpn"));

    private static OnPremisesSpec Build(Fields fields)
    {
        if (!fields.Has(_expressRoute) && !fields.Has(_vpn))
        {
            fields.Context.Report(fields.Position, "An on-premises link needs 'expressRoute', 'vpn' or both.");
        }

        return new OnPremisesSpec(fields.Get(_addresses), fields.Find(_expressRoute), fields.Find(_vpn), fields.Get(_failover));
    }
}

internal static class ExpressRouteSection
{
    private static readonly Key<string> _gatewaySku = Keys.Required(
        "gatewaySku",
        Texts.OneOf(
            "an ExpressRoute gateway SKU",
            "Standard", "HighPerformance", "UltraPerformance", "ErGw1AZ", "ErGw2AZ", "ErGw3AZ", "ErGwScale"),
        "Standard",
        "SKU of the gateway; those that end in AZ span zones.");

    private static readonly Key<string> _peeringLocation = Keys.Optional(
        "peeringLocation", Texts.Line, "Where the circuit meets Azure; circuits at one location share its loss. Left out: a location of its own.");

    private static readonly MappingReader<CircuitSpec> _circuit = new(
        "circuit", "a circuit", "An ExpressRoute circuit.", [_peeringLocation],
        fields => new CircuitSpec(fields.Name, fields.Find(_peeringLocation)));

    private static readonly Key<ImmutableArray<CircuitSpec>> _circuits = Keys.Required(
        "circuits", new NamedReader<CircuitSpec>("circuits", NameRule.Own, _circuit, Limits.Circuits, 1), [],
        "Circuits by name; any one of them carries the traffic.");

    public static MappingReader<ExpressRouteSpec> Reader { get; } = new(
        "expressRoute", "an ExpressRoute path", "A gateway and the circuits behind it.", [_gatewaySku, _circuits],
        fields => new ExpressRouteSpec(fields.Get(_gatewaySku), fields.Get(_circuits)));
}

internal static class VpnSection
{
    private const string Basic = "Basic";

    private static readonly Key<string> _gatewaySku = Keys.Required(
        "gatewaySku",
        Texts.OneOf(
            "a VPN gateway SKU",
            Basic, "VpnGw1", "VpnGw2", "VpnGw3", "VpnGw4", "VpnGw5", "VpnGw1AZ", "VpnGw2AZ", "VpnGw3AZ", "VpnGw4AZ", "VpnGw5AZ"),
        "VpnGw1",
        "SKU of the gateway; those that end in AZ span zones, and Basic has a lower SLA.");

    private static readonly Key<bool> _activeActive = Keys.Default(
        "activeActive", Numbers.Boolean, false, "Whether both instances carry tunnels.", false);

    private static readonly Key<int> _devices = Keys.Default(
        "devices", Numbers.Whole("devices", 1, 16), 1, "VPN devices on-premises; any one of them carries the traffic.", 1);

    public static MappingReader<VpnSpec> Reader { get; } = new(
        "vpn", "a VPN path", "A gateway and the devices on-premises.", [_gatewaySku, _activeActive, _devices], Build);

    private static VpnSpec Build(Fields fields)
    {
        var spec = new VpnSpec(fields.Get(_gatewaySku), fields.Get(_activeActive), fields.Get(_devices));
        if (spec is { GatewaySku: Basic, ActiveActive: true })
        {
            fields.Report(_activeActive, "A VPN gateway of SKU Basic cannot be active-active.", "Use gatewaySku: VpnGw1AZ.");
        }

        return spec;
    }
}
