using Nines.Domains;
using Nines.Environments.Specs;

namespace Nines.Environments.Model;

/// <summary>The ways to reach on-premises: ExpressRoute, VPN, or ExpressRoute with the VPN behind it; directly or through a hub.</summary>
internal sealed class LinkModel(ModelContext context, FailoverModel failover, RegionServices services)
{
    // BGP's default hold time is 180 s; with BFD it is below a second, and then the file says so.
    private static readonly FailoverModel.Defaults BgpFailover = new(TimeSpan.FromSeconds(180), TimeSpan.FromSeconds(30), 0.99);

    public Block OnPremises(RegionSpec region)
    {
        FailureDomain domain = context.RegionDomain(region.Name);
        string label = context.Within("On-premises link", domain);
        if (region.Network.Hub is not { } hubName)
        {
            return Blocks.Series(label, context.Region(region.Name), Link(region.Name, domain, region.Network.OnPremises!));
        }

        HubSpec hub = context.Spec.Hubs.Single(candidate => candidate.Name == hubName);
        return Blocks.Series(label, context.Region(region.Name), Hub(hub));
    }

    private Block Hub(HubSpec hub)
    {
        RegionSpec? region = context.Spec.Regions.FirstOrDefault(candidate => candidate.Name == hub.Region);
        FailureDomain domain = region is null ? context.Root : context.RegionDomain(region.Name);
        Block? firewall = hub.Firewall is null ? null
            : region is not null ? services.Egress($"{hub.Name}.firewall", region, hub.Firewall)
            : context.Leaf($"{hub.Name}.firewall", $"Firewall of hub {hub.Name}", ComponentKind.Service, $"Firewall of hub {hub.Name}",
                domain, RegionServices.EgressService(hub.Firewall).Service);
        return Blocks.Series(
            $"Hub {hub.Name}", region is null ? null : context.Region(region.Name), firewall, Link(hub.Name, domain, hub.OnPremises));
    }

    private Block Link(string owner, FailureDomain domain, OnPremisesSpec link)
    {
        Block? expressRoute = link.ExpressRoute is { } route ? ExpressRoute(owner, domain, route, link.Failover) : null;
        Block? vpn = link.Vpn is { } tunnel ? Vpn(owner, domain, tunnel) : null;
        if (expressRoute is null || vpn is null)
        {
            return expressRoute ?? vpn!;
        }

        return failover.Group(
            $"{owner}.link", "path to on-premises",
            [(expressRoute, "ExpressRoute", domain, 1), (vpn, "VPN", domain, 0)], link.Failover, BgpFailover);
    }

    private Block ExpressRoute(string owner, FailureDomain domain, ExpressRouteSpec route, FailoverSpec spec)
    {
        string where = context.Within("ExpressRoute", domain);
        Block gateway = context.Leaf(
            $"{owner}.expressroute-gateway", context.Within("ExpressRoute gateway", domain), ComponentKind.Service,
            context.Within("ExpressRoute gateway", domain), domain, "ergw");
        var circuits = route.Circuits.Select(circuit =>
            (Circuit(owner, circuit), circuit.Name, context.Root, 1.0 / route.Circuits.Length));
        return Blocks.Series(
            $"{where} path", gateway, failover.Group($"{owner}.circuits", "circuit", [.. circuits], spec, BgpFailover));
    }

    private Block Circuit(string owner, CircuitSpec circuit)
    {
        // Two circuits at one location are lost with it; a circuit without a location has one of its own.
        string place = circuit.PeeringLocation ?? $"the location of {owner}.{circuit.Name}";
        string placeId = circuit.PeeringLocation is null
            ? $"{owner}.{circuit.Name}.peering"
            : $"peering-{circuit.PeeringLocation.ToLowerInvariant().Replace(' ', '-')}";
        FailureDomain location = context.Domain(DomainKind.Custom, placeId, $"peering location {place}", context.Root);
        Block peering = context.Leaf(
            placeId, $"Peering location {place}", ComponentKind.Domain, $"Peering location {place}", location, "peering-location");
        Block line = context.Leaf(
            $"{owner}.circuit-{circuit.Name}", $"ExpressRoute circuit {circuit.Name}", ComponentKind.Link,
            $"ExpressRoute circuit {circuit.Name}", location, "ercircuit");
        return Blocks.Series($"Circuit {circuit.Name} at {place}", peering, line);
    }

    private Block Vpn(string owner, FailureDomain domain, VpnSpec vpn)
    {
        Block gateway = context.Leaf(
            $"{owner}.vpn-gateway", context.Within("VPN gateway", domain), ComponentKind.Service, context.Within("VPN gateway", domain),
            domain, vpn.GatewaySku.Equals("Basic", StringComparison.OrdinalIgnoreCase) ? "vpngw/basic" : "vpngw/default");
        FailureDomain premises = context.Domain(DomainKind.Custom, "premises", "on-premises", context.Root);
        IEnumerable<Block> devices = Enumerable.Range(1, vpn.Devices).Select(number => context.Leaf(
            $"{owner}.vpn-device-{number}", $"VPN device {number} on-premises", ComponentKind.Service, "VPN devices on-premises",
            premises, "on-premises-device"));
        return Blocks.Series(context.Within("VPN path", domain), gateway, Blocks.AnyOf("any VPN device", devices));
    }
}
