using System.Collections.Immutable;
using Nines.Domains;
using Nines.Environments.Specs;

namespace Nines.Environments.Model;

/// <summary>The managed services that stand in a region: what lets traffic in and out, the API server, the registry.</summary>
internal sealed class RegionServices(ModelContext context, FailoverModel failover)
{
    // ACR routes pulls to the nearest healthy replica by DNS; nobody publishes how fast it leaves an unhealthy one.
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

    /// <summary>A service in a region: down with the region, and with its zone when it stands in a single one.</summary>
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
