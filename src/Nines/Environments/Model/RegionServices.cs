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

        // An Application Gateway v2 that scales itself runs two instances or more; a new one without zones spans those of its region.
        bool isSpread = ingress.Zones.Length >= 2 || (ingress.Zones.IsEmpty && !LocationZones.Of(region).IsEmpty);
        bool isRedundant = ingress.Autoscale || (ingress.Instances >= 2 && isSpread);
        string service = !isGateway ? "lb/standard" : isRedundant ? "appgw/redundant" : "appgw/single";
        return Placed($"{name} path", region, ingress.Zones, context.Leaf(
            $"{region.Name}.{ReferenceNames.Ingress}", context.Within(name, domain), ComponentKind.Service,
            context.Within(name, domain), ZonalDomain(region, ingress.Zones), service), null);
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
            ZonalDomain(region, egress.Zones), service), SpansZones(egress) ? null : context.UnknownZones.ZoneOf(region, id, context.Within(name, domain)));
    }

    // Azure puts a Standard NAT gateway, or a firewall, without zones into one zone of its choice. The front end of a load balancer and a
    // StandardV2 NAT gateway span the zones of their region.
    private static bool SpansZones(EgressSpec egress) => !egress.Zones.IsEmpty || egress.Kind == EgressKind.LoadBalancer || egress.Sku == NatGatewaySku.StandardV2;

    public static (string Name, string Service) EgressService(EgressSpec egress) => egress.Kind switch
    {
        EgressKind.NatGateway => ("NAT gateway", "natgw/default"),
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
        string[] replicas = [registry.Region ?? "", .. registry.GeoReplicas.Select(replica => replica.Region)];
        int nearest = Math.Max(0, Array.IndexOf(replicas, clientRegion));
        var members = replicas.Select((replica, index) =>
        {
            (Block block, FailureDomain domain) = Replica(replica, isOnly: replicas.Length == 1);
            return (block, replica.Length == 0 ? "home" : replica, domain, index == nearest ? 1.0 : 0.0);
        });
        string id = clientRegion is null ? ReferenceNames.Registry : $"{clientRegion}.{ReferenceNames.Registry}";
        return failover.Group(id, "registry replica", [.. members], new FailoverSpec(), RegistryFailover);
    }

    // In every tier, a registry spans the zones of a region that has them; its property zoneRedundancy no longer changes that.
    private (Block, FailureDomain) Replica(string region, bool isOnly)
    {
        FailureDomain domain = region.Length == 0 ? context.Root : context.RegionDomain(region);
        string id = isOnly || region.Length == 0 ? ReferenceNames.Registry : $"{ReferenceNames.Registry}.{region}";
        string label = context.Within("Container Registry", domain);
        string sku = context.Spec.Registry!.Sku.ToString().ToLowerInvariant();
        Block leaf = context.Leaf(id, label, ComponentKind.Service, label, domain, $"acr/{sku}", "acr/zones", "acr/default");
        return (Blocks.Series(label, region.Length == 0 ? null : context.Region(region), leaf), domain);
    }

    public Block Entra() => context.Leaf(
        ReferenceNames.Entra, "Entra ID", ComponentKind.Service, "Entra ID", context.Root, "entra/default");

    public Block GlobalRouting()
    {
        bool isFrontDoor = context.Spec.GlobalRouting!.Kind == GlobalRoutingKind.FrontDoor;
        string name = isFrontDoor ? "Front Door" : "Traffic Manager";
        return context.Leaf(
            ReferenceNames.GlobalRouting, name, ComponentKind.Service, name, context.Root, isFrontDoor ? "frontdoor/standard" : "trafficmanager/default");
    }

    /// <summary>A service in a region: down with the region, and with its zone when it is in a single one.</summary>
    private Block Placed(string label, RegionSpec region, ImmutableArray<int> zones, Block service, Block? unknownZone) => Blocks.Series(
        context.Within(label, context.RegionDomain(region.Name)),
        context.Region(region.Name),
        zones.Length == 1 ? context.Zone(ZonalDomain(region, zones)) : unknownZone,
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

    // "About 1 to 3 minutes" when the active instance is lost unplanned (Azure VPN Gateway documentation, highly available connectivity).
    private static readonly FailoverModel.Defaults InstanceSwitchover = new(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(60), 1);

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
            context.Within("ExpressRoute gateway", domain), domain, "ergw/default");
        var circuits = route.Circuits.Select(circuit =>
            (route.SharesCircuits ? SharedCircuit(circuit.Name) : Circuit(owner, circuit), circuit.Name, context.Root, 1.0 / route.Circuits.Length));
        return Blocks.Series(
            $"{where} path", UnknownZone(owner, "expressroute-gateway", "ExpressRoute gateway", route.GatewaySku), gateway, failover.Group($"{owner}.circuits", "circuit", [.. circuits], spec, BgpFailover));
    }

    /// <summary>A circuit of the environment: the same component for every gateway that it is connected to.</summary>
    private Block SharedCircuit(string name) => Circuit("circuits", context.Spec.Circuits.Single(circuit => circuit.Name == name));

    private Block Circuit(string owner, CircuitSpec circuit)
    {
        // Two circuits at one location are lost with it; a circuit without a location has one of its own.
        string place = circuit.PeeringLocation ?? $"the location of {owner}.{circuit.Name}";
        string placeId = circuit.PeeringLocation is null
            ? $"{owner}.{circuit.Name}.peering"
            : $"peering-{circuit.PeeringLocation.ToLowerInvariant().Replace(' ', '-')}";
        FailureDomain location = context.Domain(DomainKind.Custom, placeId, $"peering location {place}", context.Root);
        Block peering = context.Leaf(
            placeId, $"Peering location {place}", ComponentKind.Domain, $"Peering location {place}", location, "peering-location/default");
        Block line = context.Leaf(
            $"{owner}.circuit-{circuit.Name}", $"ExpressRoute circuit {circuit.Name}", ComponentKind.Link,
            $"ExpressRoute circuit {circuit.Name}", location, "ercircuit/default");
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
            premises, "on-premises-device/default"));
        return Blocks.Series(
            context.Within("VPN path", domain), UnknownZone(owner, "vpn-gateway", "VPN gateway", vpn.GatewaySku), ActiveInstance(owner, domain, vpn), gateway,
            Blocks.AnyOf("any VPN device", devices));
    }

    /// <summary>
    /// The zone of the active instance of a gateway that spans zones, until the standby instance has taken over; null when both are active.
    /// </summary>
    private Block? ActiveInstance(string owner, FailureDomain domain, VpnSpec vpn)
    {
        if (vpn.ActiveActive || !GatewaySkus.SpansZones(vpn.GatewaySku) || RegionOf(owner) is not { } region
            || context.UnknownZones.ZoneOf(region, $"{owner}.vpn-gateway", context.Within($"active instance of VPN gateway {vpn.GatewaySku}", domain)) is not { } zone)
        {
            return null;
        }

        string label = context.Within("VPN gateway", domain);
        return failover.Moved(
            new FailoverModel.Switch(
                $"{owner}.vpn-gateway.switchover", $"Switchover to the standby instance of the {label}", $"Switchover of the {label}",
                $"active instance of the {label}, or the standby has taken over", domain, 1),
            zone, new FailoverSpec(), InstanceSwitchover);
    }

    /// <summary>The one zone of a gateway whose SKU does not span zones; null for one that does, or that is in no region of the file.</summary>
    private Block? UnknownZone(string owner, string name, string label, string sku)
    {
        return RegionOf(owner) is not { } region || GatewaySkus.SpansZones(sku) ? null
            : context.UnknownZones.ZoneOf(region, $"{owner}.{name}", $"{label} of SKU {sku} of {owner}");
    }

    /// <summary>The region that holds the link of a region or of a hub; null for a hub in none.</summary>
    private RegionSpec? RegionOf(string owner)
    {
        HubSpec? hub = context.Spec.Hubs.FirstOrDefault(candidate => candidate.Name == owner);
        return context.Spec.Regions.FirstOrDefault(candidate => candidate.Name == (hub is null ? owner : hub.Region));
    }
}
