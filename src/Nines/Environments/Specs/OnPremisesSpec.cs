using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Nines.Text;
using Nines.Text.Readers;

namespace Nines.Environments.Specs;

/// <param name="Addresses">CIDR blocks on-premises.</param>
/// <param name="ExpressRoute">The ExpressRoute path; null for none.</param>
/// <param name="Vpn">The VPN path; null for none. With ExpressRoute it is the standby. At least one of the two is there.</param>
/// <param name="Failover">Failover from ExpressRoute to the VPN.</param>
public sealed record OnPremisesSpec(
    ImmutableArray<string> Addresses, ExpressRouteSpec? ExpressRoute, VpnSpec? Vpn, FailoverSpec Failover);

/// <param name="GatewaySku">ErGw1AZ and so on; SKUs that end in AZ span zones.</param>
/// <param name="Circuits">One or more; any one carries the traffic.</param>
/// <param name="SharesCircuits">True when the circuits are those of the same names under <c>circuits</c> of the environment, which other gateways may use too.</param>
public sealed record ExpressRouteSpec(string GatewaySku, ImmutableArray<CircuitSpec> Circuits, bool SharesCircuits);

/// <param name="Name">Unique within the link, or within the environment when it is shared.</param>
/// <param name="PeeringLocation">Circuits at one peering location share its loss; null when not stated (then each has its own).</param>
public sealed record CircuitSpec(string Name, string? PeeringLocation)
{
    /// <summary>What the circuit is billed as, such as <c>standard.metered.1gbps</c>; null when the bandwidth is not stated. It decides the cost alone.</summary>
    public string? Plan { get; init; }
}

/// <param name="GatewaySku">VpnGw1AZ and so on; <c>Basic</c> has a lower SLA.</param>
/// <param name="ActiveActive">True when both instances carry tunnels.</param>
/// <param name="Devices">VPN devices on-premises, 1 or more; any one carries the traffic.</param>
public sealed record VpnSpec(string GatewaySku, bool ActiveActive, int Devices);

/// <summary>SKUs of gateways to on-premises.</summary>
internal static class GatewaySkus
{
    /// <summary>True for a SKU whose instances are spread over the zones of the region.</summary>
    public static bool SpansZones(string sku) => sku.EndsWith("AZ", StringComparison.Ordinal) || sku == "ErGwScale";
}

/// <summary>A hub network: a firewall and the on-premises link, shared by its spokes.</summary>
/// <param name="Name">Unique.</param>
/// <param name="Region">Name of the region that the hub fails with.</param>
/// <param name="Firewall">The firewall that all traffic passes; null for none.</param>
/// <param name="OnPremises">The link.</param>
public sealed record HubSpec(string Name, string? Region, EgressSpec? Firewall, OnPremisesSpec OnPremises);

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
        "failover", FailoverSection.Reader, new FailoverSpec(), "Failover from ExpressRoute to the VPN.");

    public static OnPremisesSpec None { get; } = new([], null, null, new FailoverSpec());

    public static MappingReader<OnPremisesSpec> Reader { get; } = new(
        "onPremises", "an on-premises link", "Link to on-premises: ExpressRoute, VPN, or ExpressRoute with a VPN behind it.",
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
        "SKU of the gateway; ErGwScale and those that end in AZ span zones, others are in one zone.");

    private static readonly Key<string> _peeringLocation = Keys.Optional(
        "peeringLocation", Texts.Line, "Location where the circuit connects to Azure; circuits at one location fail with it. Default: a location of its own.");

    private static readonly Key<string> _bandwidth = Keys.Optional(
        "bandwidth", Texts.OneOf("a bandwidth", "50Mbps", "100Mbps", "200Mbps", "500Mbps", "1Gbps", "2Gbps", "5Gbps", "10Gbps"),
        "Bandwidth, for the cost. Default: the cost is unknown.");

    private static readonly Key<string> _sku = Keys.Default(
        "sku", Texts.OneOf("a circuit SKU", "standard", "premium"), "standard", "SKU of the circuit, for its cost; premium reaches other geopolitical regions.", "standard");

    private static readonly Key<string> _data = Keys.Default(
        "data", Texts.OneOf("a data plan", "metered", "unlimited"), "metered", "Data plan of the circuit, for its cost.", "metered");

    public static MappingReader<CircuitSpec> Circuit { get; } = new(
        "circuit", "a circuit", "An ExpressRoute circuit.", [_peeringLocation, _bandwidth, _sku, _data],
        fields => new CircuitSpec(fields.Name, fields.Find(_peeringLocation))
        {
            Plan = fields.Find(_bandwidth) is { } bandwidth ? $"{fields.Get(_sku)}.{fields.Get(_data)}.{bandwidth.ToLowerInvariant()}" : Unstated(fields),
        });

    private static string? Unstated(Fields fields)
    {
        _ = (fields.Get(_sku), fields.Get(_data));
        return null;
    }

    private static readonly Key<CircuitList> _circuits = Keys.Required("circuits", new CircuitsReader(), new CircuitList([], false),
        "Circuits by name, which no other gateway uses; or a list of names of circuits of the environment. Any one of them carries the traffic.");

    public static MappingReader<ExpressRouteSpec> Reader { get; } = new(
        "expressRoute", "an ExpressRoute path", "A gateway and the circuits behind it.", [_gatewaySku, _circuits],
        fields =>
        {
            CircuitList list = fields.Get(_circuits);
            return new ExpressRouteSpec(fields.Get(_gatewaySku), list.Circuits, list.IsShared);
        });

    private sealed record CircuitList(ImmutableArray<CircuitSpec> Circuits, bool IsShared);

    /// <summary>Reads circuits of a gateway's own, or names of circuits that are described elsewhere.</summary>
    private sealed class CircuitsReader : ValueReader<CircuitList>
    {
        private static readonly NamedReader<CircuitSpec> _own = new("circuits", NameRule.Own, Circuit, Limits.Circuits, 1);
        private static readonly ListReader<string> _shared = new("circuits", Texts.Name, Limits.Circuits, 1);

        public override bool TryRead(DocumentNode node, ReadingContext context, [MaybeNullWhen(false)] out CircuitList value)
        {
            ImmutableArray<string> names = [];
            ImmutableArray<CircuitSpec> circuits = [];
            bool isShared = node is SequenceNode;
            bool isRead = isShared ? _shared.TryRead(node, context, out names) : _own.TryRead(node, context, out circuits);
            value = !isRead ? null : new CircuitList(isShared ? [.. names.Select(name => new CircuitSpec(name, null))] : circuits, isShared);
            return isRead;
        }

        public override JsonObject Describe(SchemaDefinitions definitions) =>
            new() { ["anyOf"] = new JsonArray(_own.Describe(definitions), _shared.Describe(definitions)) };
    }
}

/// <summary>Every circuit that a gateway names is described under <c>circuits</c> of the environment.</summary>
internal static class CircuitCheck
{
    public static void Run(CheckContext context)
    {
        if (!context.IsSound("circuits"))
        {
            return;
        }

        IEnumerable<(OnPremisesSpec? Link, string[] Path)> links =
        [
            .. context.Spec.Regions.Select(region => (region.Network.OnPremises, new[] { "regions", region.Name, "network", "onPremises" })),
            .. context.Spec.Hubs.Select(hub => ((OnPremisesSpec?)hub.OnPremises, new[] { "hubs", hub.Name, "onPremises" })),
        ];
        foreach ((OnPremisesSpec? link, string[] path) in links)
        {
            for (int i = 0; link?.ExpressRoute is { SharesCircuits: true } route && i < route.Circuits.Length; i++)
            {
                string name = route.Circuits[i].Name;
                if (!context.Spec.Circuits.Any(circuit => circuit.Name == name))
                {
                    context.Reading.ReportUnknown(
                        context.Document.PositionOfItem(i, [.. path, "expressRoute", "circuits"]),
                        $"There is no circuit '{name}' under circuits.", name, context.Spec.Circuits.Select(circuit => circuit.Name));
                }
            }
        }
    }
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
        "SKU of the gateway; those that end in AZ span zones, others are in one zone, and Basic has a lower SLA.");

    private static readonly Key<bool> _activeActive = Keys.Default(
        "activeActive", Numbers.Boolean, false, "Whether both instances carry tunnels. Else the standby takes over in 1 to 3 minutes when the zone of the active one is lost.", false);

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

/// <summary>A hub network that several regions share.</summary>
internal static class HubSection
{
    private static readonly Key<string> _region = Keys.Optional(
        "region", Texts.Name, "Name of the region that the hub fails with. Default: no region of this file.");

    private static readonly Key<EgressSpec> _firewall = Keys.Optional(
        "firewall", EgressSection.Firewall, "The firewall that all traffic passes. Default: none.");

    private static readonly Key<OnPremisesSpec> _onPremises = Keys.Required(
        "onPremises", OnPremisesSection.Reader, OnPremisesSection.None, "The link to on-premises.");

    public static MappingReader<HubSpec> Reader { get; } = new(
        "hub", "a hub", "A hub network: a firewall and the link to on-premises, shared by its spokes.",
        [_region, _firewall, _onPremises],
        fields => new HubSpec(
            fields.Name,
            fields.Find(_region),
            fields.Has(_firewall) ? fields.Get(_firewall) : null,
            fields.Get(_onPremises)));
}
