using System.Collections.Immutable;
using Nines.Domains;
using Nines.Environments.Specs;

namespace Nines.Environments.Model;

/// <summary>Managed services of a region: ingress, egress, API server, registry.</summary>
internal sealed class RegionServices(ModelContext context, FailoverModel failover)
{
    // ACR routes pulls to the nearest healthy replica by DNS; the time to leave an unhealthy one is not published.
    private static readonly FailoverModel.Defaults RegistryFailover = new(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(60), 0.99);

    public Block Ingress(RegionSpec region)
    {
        IngressSpec ingress = region.Network.Ingress!;
        FailureDomain domain = context.RegionDomain(region.Name);
        bool isGateway = ingress.Kind == IngressKind.ApplicationGateway;
        string name = isGateway ? "Application Gateway" : "Load Balancer";
        bool isRedundant = ingress.Instances >= 2 && (ingress.Autoscale || ingress.Zones.Length >= 2);
        string service = !isGateway ? "lb/standard" : isRedundant ? "appgw/redundant" : "appgw/single";
        return Placed($"{name} path", region, ingress.Zones, context.Leaf(
            $"{region.Name}.{ReferenceNames.Ingress}", context.Within(name, domain), ComponentKind.Service,
            context.Within(name, domain), ZonalDomain(region, ingress.Zones), service));
    }

    public Block Egress(RegionSpec region) =>
        Egress($"{region.Name}.{ReferenceNames.Egress}", region, region.Network.Egress!);

    /// <summary>A way out, or a firewall, in a region.</summary>
    public Block Egress(string id, RegionSpec region, EgressSpec egress)
    {
        (string name, string service) = EgressService(egress);
        FailureDomain domain = context.RegionDomain(region.Name);
        return Placed($"{name} path", region, egress.Zones, context.Leaf(
            id, context.Within(name, domain), ComponentKind.Service, context.Within(name, domain),
            ZonalDomain(region, egress.Zones), service));
    }

    public static (string Name, string Service) EgressService(EgressSpec egress) => egress.Kind switch
    {
        EgressKind.NatGateway => ("NAT gateway", "natgw"),
        EgressKind.LoadBalancer => ("Outbound Load Balancer", "lb/standard"),
        _ => ("Firewall", egress.Zones.Length >= 2 ? "firewall/zones" : "firewall/single-zone"),
    };

    public Block KubernetesApi(RegionSpec region, Block? entra)
    {
        ClusterSpec cluster = region.Cluster!;
        FailureDomain domain = context.RegionDomain(region.Name);
        string service = cluster.Tier == ClusterTier.Free ? "aks.apiserver/free"
            : region.Zones.Length >= 2 ? "aks.apiserver/standard-zones" : "aks.apiserver/standard";
        Block api = context.Leaf(
            $"{region.Name}.{ReferenceNames.KubernetesApi}", context.Within($"API server ({cluster.Tier} tier)", domain),
            ComponentKind.Service, context.Within("API server", domain), domain, service);
        return Blocks.Series(context.Within("Kubernetes API", domain), context.Region(region.Name), api, entra);
    }

    /// <summary>Pulling an image on the nodes of a region: the nearest replica first, then the others.</summary>
    public Block PullImage(RegionSpec region, Block entra, Block? egress)
    {
        FailureDomain domain = context.RegionDomain(region.Name);
        return Blocks.Series(
            context.Within("Pull an image", domain), context.Region(region.Name), egress, entra, Registry(region.Name));
    }

    /// <summary>The registry as a client in one region sees it; null for a client anywhere.</summary>
    public Block Registry(string? clientRegion)
    {
        RegistrySpec registry = context.Spec.Registry!;
        var replicas = new List<(string Region, bool Zones)> { (registry.Region ?? "", registry.ZoneRedundant) };
        replicas.AddRange(registry.GeoReplicas.Select(replica => (replica.Region, replica.ZoneRedundant)));
        int nearest = Math.Max(0, replicas.FindIndex(replica => replica.Region == clientRegion));
        var members = replicas.Select((replica, index) =>
        {
            (Block block, FailureDomain domain) = Replica(replica.Region, replica.Zones, isOnly: replicas.Count == 1);
            return (block, replica.Region.Length == 0 ? "home" : replica.Region, domain, index == nearest ? 1.0 : 0.0);
        });
        string id = clientRegion is null ? ReferenceNames.Registry : $"{clientRegion}.{ReferenceNames.Registry}";
        return failover.Group(id, "registry replica", [.. members], new FailoverSpec(), RegistryFailover);
    }

    private (Block, FailureDomain) Replica(string region, bool isZoneRedundant, bool isOnly)
    {
        FailureDomain domain = region.Length == 0 ? context.Root : context.RegionDomain(region);
        string id = isOnly || region.Length == 0 ? ReferenceNames.Registry : $"{ReferenceNames.Registry}.{region}";
        string label = context.Within("Container Registry", domain);
        Block leaf = context.Leaf(
            id, label, ComponentKind.Service, label, domain, isZoneRedundant ? "acr/zones" : "acr/default");
        return (Blocks.Series(label, region.Length == 0 ? null : context.Region(region), leaf), domain);
    }

    public Block Entra() => context.Leaf(
        ReferenceNames.Entra, "Entra ID", ComponentKind.Service, "Entra ID", context.Root, "entra");

    public Block GlobalRouting()
    {
        bool isFrontDoor = context.Spec.GlobalRouting!.Kind == GlobalRoutingKind.FrontDoor;
        string name = isFrontDoor ? "Front Door" : "Traffic Manager";
        return context.Leaf(
            ReferenceNames.GlobalRouting, name, ComponentKind.Service, name, context.Root, isFrontDoor ? "frontdoor" : "trafficmanager");
    }

    /// <summary>A service in a region: down with the region, and with its zone when it is in a single one.</summary>
    private Block Placed(string label, RegionSpec region, ImmutableArray<int> zones, Block service) => Blocks.Series(
        context.Within(label, context.RegionDomain(region.Name)),
        context.Region(region.Name),
        zones.Length == 1 ? context.Zone(ZonalDomain(region, zones)) : null,
        service);

    private FailureDomain ZonalDomain(RegionSpec region, ImmutableArray<int> zones)
    {
        FailureDomain domain = context.RegionDomain(region.Name);
        return zones.Length == 1 ? context.ZoneDomain(domain, zones[0]) : domain;
    }
}

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
