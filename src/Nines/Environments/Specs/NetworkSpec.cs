using System.Collections.Immutable;
using Nines.Text.Readers;

namespace Nines.Environments.Specs;

/// <param name="AddressSpace">CIDR blocks of the virtual network.</param>
/// <param name="Ingress">The way in for requests; null for none.</param>
/// <param name="Egress">The way out for traffic; null when nothing depends on it.</param>
/// <param name="OnPremises">The link to on-premises; null when there is none or when <paramref name="Hub"/> holds it.</param>
/// <param name="Hub">Name of the hub that holds the on-premises link; null when there is none.</param>
public sealed record NetworkSpec(
    ImmutableArray<string> AddressSpace, IngressSpec? Ingress, EgressSpec? Egress, OnPremisesSpec? OnPremises, string? Hub);

public enum IngressKind
{
    ApplicationGateway,
    LoadBalancer,
}

/// <param name="Kind">Kind of the way in for requests.</param>
/// <param name="Zones">Zones it spans; empty for those of its region.</param>
/// <param name="Instances">Instances of an Application Gateway; with <paramref name="Autoscale"/> the smallest number, which may be 0.</param>
/// <param name="Autoscale">True when it scales itself.</param>
public sealed record IngressSpec(IngressKind Kind, ImmutableArray<int> Zones, int Instances, bool Autoscale)
{
    /// <summary>SKU of an Application Gateway, <c>standardV2</c> or <c>wafV2</c>; null when not stated. It decides the cost alone.</summary>
    public string? Sku { get; init; }
}

public enum EgressKind
{
    NatGateway,
    LoadBalancer,
    Firewall,
}

/// <param name="Kind">Kind of the way out for traffic.</param>
/// <param name="Zones">Zones it spans; empty when the file states none.</param>
/// <param name="Sku">SKU of a NAT gateway.</param>
public sealed record EgressSpec(EgressKind Kind, ImmutableArray<int> Zones, NatGatewaySku Sku)
{
    /// <summary>Tier of a firewall, <c>basic</c>, <c>standard</c> or <c>premium</c>; null when not stated. It decides the cost alone.</summary>
    public string? FirewallTier { get; init; }
}

public enum NatGatewaySku
{
    /// <summary>In one zone.</summary>
    Standard,

    /// <summary>Spans the zones of its region.</summary>
    StandardV2,
}

/// <summary>Allowed sources and destinations of traffic. Validated here, rendered elsewhere; they do not affect availability.</summary>
public sealed record AllowListSpec
{
    /// <summary>CIDR blocks that may reach the ingress.</summary>
    public ImmutableArray<string> Ingress { get; init; } = [];

    /// <summary>CIDR blocks or host names (with a leading <c>*.</c> if need be) that may be reached.</summary>
    public ImmutableArray<string> Egress { get; init; } = [];
}

/// <summary>The network of a region.</summary>
internal static class NetworkSection
{
    private static readonly Key<ImmutableArray<string>> _addressSpace = Keys.Default(
        "addressSpace", new ListReader<string>("address blocks", Addresses.Block, Limits.AddressBlocks), [],
        "Address blocks of the virtual network, such as [10.10.0.0/16].");

    private static readonly Key<IngressSpec> _ingress = Keys.Optional("ingress", IngressSection.Reader, "Ingress for requests. Default: none.");
    private static readonly Key<EgressSpec> _egress = Keys.Optional("egress", EgressSection.Reader, "Egress for traffic. Default: nothing depends on it.");

    private static readonly Key<OnPremisesSpec> _onPremises = Keys.Optional(
        "onPremises", OnPremisesSection.Reader, "The region's own link to on-premises.");

    private static readonly Key<string> _hub = Keys.Optional("hub", Texts.Name, "Name of the hub with the link to on-premises.");

    public static NetworkSpec None { get; } = new([], null, null, null, null);

    public static MappingReader<NetworkSpec> Reader { get; } = new(
        "network", "a network", "Ingress and egress of the region, and its link to on-premises.",
        [_addressSpace, _ingress, _egress, _onPremises, _hub], Build);

    private static NetworkSpec Build(Fields fields)
    {
        if (fields.Has(_onPremises) && fields.Has(_hub))
        {
            fields.Context.Report(
                fields.PositionOfName(_hub), "A network has a link of its own (onPremises) or one through a hub (hub), not both.", "Remove one of the two.");
        }

        return new NetworkSpec(
            fields.Get(_addressSpace), fields.Find(_ingress), fields.Find(_egress), fields.Find(_onPremises), fields.Find(_hub));
    }
}

/// <summary>Kind of the way in for requests.</summary>
internal static class IngressSection
{
    private static readonly Key<IngressKind> _kind = Keys.Required(
        "kind",
        Texts.OneOf("an ingress kind", ("applicationGateway", IngressKind.ApplicationGateway), ("loadBalancer", IngressKind.LoadBalancer)),
        IngressKind.LoadBalancer,
        "Service that receives requests.");

    private static readonly Key<ImmutableArray<int>> _zones = Keys.Default(
        "zones", Zones.List, [], "Zones that it spans. Default: all zones of the region.");

    private static readonly Key<int> _instances = Keys.Optional(
        "instances", Numbers.Whole("instances", 0, 125),
        "Instances of an Application Gateway; the smallest number, 0 or more, when it scales itself, but two always run then. Default: 2.");

    private static readonly Key<bool> _autoscale = Keys.Default(
        "autoscale", Numbers.Boolean, false, "True if an Application Gateway scales automatically.", false);

    private static readonly Key<string> _sku = Keys.Optional(
        "sku", Texts.OneOf("an Application Gateway SKU", "standardV2", "wafV2"), "SKU of an Application Gateway, for its cost. Default: its cost is unknown.");

    public static MappingReader<IngressSpec> Reader { get; } = new(
        "ingress", "an ingress", "Service that receives requests.", [_kind, _sku, _zones, _instances, _autoscale], Build);

    private static IngressSpec Build(Fields fields)
    {
        IngressKind kind = fields.Get(_kind);
        int? instances = fields.Maybe(_instances);
        bool autoscale = fields.Get(_autoscale);
        if (kind == IngressKind.LoadBalancer && fields.IsSound(_kind))
        {
            foreach (Key key in (ImmutableArray<Key>)[_sku, _instances, _autoscale])
            {
                if (fields.Has(key))
                {
                    fields.Context.Report(
                        fields.PositionOfName(key), $"A load balancer has no '{key.Name}'.", "Remove it, or use kind: applicationGateway.");
                }
            }
        }

        if (instances == 0 && !autoscale && kind == IngressKind.ApplicationGateway)
        {
            fields.Report(_instances, "An Application Gateway that does not scale itself has 1 instance or more.", "Write instances: 2, or autoscale: true.");
        }

        return new IngressSpec(kind, fields.Get(_zones), instances ?? (kind == IngressKind.ApplicationGateway ? 2 : 1), autoscale) { Sku = fields.Find(_sku) };
    }
}

/// <summary>The way out for traffic, and the firewall of a hub.</summary>
internal static class EgressSection
{
    private static readonly Key<EgressKind> _kind = Keys.Required(
        "kind",
        Texts.OneOf(
            "an egress kind",
            ("natGateway", EgressKind.NatGateway), ("loadBalancer", EgressKind.LoadBalancer), ("firewall", EgressKind.Firewall)),
        EgressKind.LoadBalancer,
        "Service for outbound traffic.");

    private static readonly Key<ImmutableArray<int>> _zones = Keys.Default(
        "zones", Zones.List, [],
        "Zones that it spans: one for a zonal gateway. Default: one zone that is not known for a firewall or a Standard NAT gateway, else all.");

    private static readonly Key<NatGatewaySku> _sku = Keys.Default(
        "sku",
        Texts.OneOf("a NAT gateway SKU", ("standard", NatGatewaySku.Standard), ("standardV2", NatGatewaySku.StandardV2)),
        NatGatewaySku.Standard,
        "SKU of a NAT gateway: standard is in one zone, standardV2 spans zones. Default: standardV2 with several zones, else standard.");

    private static readonly Key<string> _tier = Keys.Optional(
        "tier", Texts.OneOf("a firewall tier", "basic", "standard", "premium"), "Tier of a firewall, for its cost. Default: its cost is unknown.");

    public static MappingReader<EgressSpec> Reader { get; } = new(
        "egress", "an egress", "What lets traffic out.", [_kind, _sku, _tier, _zones], Build);

    public static MappingReader<EgressSpec> Firewall { get; } = new(
        "firewall", "a firewall", "The firewall that all traffic of the hub passes.", [_tier, _zones],
        fields => new EgressSpec(EgressKind.Firewall, fields.Get(_zones), NatGatewaySku.Standard) { FirewallTier = fields.Find(_tier) });

    private static EgressSpec Build(Fields fields)
    {
        EgressKind kind = fields.Get(_kind);
        ImmutableArray<int> zones = fields.Get(_zones);
        NatGatewaySku sku = fields.Get(_sku);
        if (fields.Has(_sku) && kind != EgressKind.NatGateway && fields.IsSound(_kind))
        {
            fields.Context.Report(fields.PositionOfName(_sku), "Only a NAT gateway has a 'sku'.", "Remove it, or use kind: natGateway.");
        }
        else if (fields.IsSound(_sku) && sku == NatGatewaySku.Standard && zones.Length > 1)
        {
            fields.Report(_sku, "A NAT gateway of SKU standard is in one zone.", "Use sku: standardV2, or list one zone.");
        }
        else if (fields.IsSound(_sku) && sku == NatGatewaySku.StandardV2 && zones.Length == 1)
        {
            fields.Report(_sku, "A NAT gateway of SKU standardV2 spans the zones of its region.", "Use sku: standard, or remove zones.");
        }

        if (fields.Has(_tier) && kind != EgressKind.Firewall && fields.IsSound(_kind))
        {
            fields.Context.Report(fields.PositionOfName(_tier), "Only a firewall has a 'tier'.", "Remove it, or use kind: firewall.");
        }

        return new EgressSpec(kind, zones, sku) { FirewallTier = fields.Find(_tier) };
    }
}

/// <summary>Allowed sources and destinations of traffic.</summary>
internal static class AllowSection
{
    private static readonly Key<ImmutableArray<string>> _ingress = Keys.Default(
        "ingress", new ListReader<string>("address blocks", Addresses.Block, Limits.AddressBlocks), [],
        "Address blocks that may reach the ingress.");

    private static readonly Key<ImmutableArray<string>> _egress = Keys.Default(
        "egress", new ListReader<string>("destinations", Addresses.Destination, Limits.AddressBlocks), [],
        "Address blocks or host names that may be reached; a host name may start with *. .");

    public static MappingReader<AllowListSpec> Reader { get; } = new(
        "allow", "an allow-list", "Allowed sources and destinations of traffic.", [_ingress, _egress],
        fields => new AllowListSpec { Ingress = fields.Get(_ingress), Egress = fields.Get(_egress) });
}
