using System.Collections.Immutable;

namespace Nines.Environments.Specs;

/// <param name="Name">The user's name for the region or stamp: <c>green</c>.</param>
/// <param name="Location">The Azure location: <c>eastus2</c>.</param>
/// <param name="Zones">The availability zones in use, 1 to 3; empty for a region without zones.</param>
/// <param name="Network">Ways of traffic in, out and to on-premises.</param>
/// <param name="Cluster">The cluster in it; null when there is none.</param>
public sealed record RegionSpec(string Name, string Location, ImmutableArray<int> Zones, NetworkSpec Network, ClusterSpec? Cluster);

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
/// <param name="Zones">Zones it spans; empty when it is not zonal.</param>
/// <param name="Instances">Instances of an Application Gateway; 1 or more.</param>
/// <param name="Autoscale">True when it scales itself.</param>
public sealed record IngressSpec(IngressKind Kind, ImmutableArray<int> Zones, int Instances, bool Autoscale);

public enum EgressKind
{
    NatGateway,
    LoadBalancer,
    Firewall,
}

/// <param name="Kind">Kind of the way out for traffic.</param>
/// <param name="Zones">Zones it spans: one zone for a zonal NAT gateway or firewall; empty for none.</param>
public sealed record EgressSpec(EgressKind Kind, ImmutableArray<int> Zones);

/// <summary>A hub network: a firewall and the on-premises link, shared by its spokes.</summary>
/// <param name="Name">Unique.</param>
/// <param name="Region">Name of the region whose loss takes the hub.</param>
/// <param name="Firewall">The firewall that all traffic passes; null for none.</param>
/// <param name="OnPremises">The link.</param>
public sealed record HubSpec(string Name, string? Region, EgressSpec? Firewall, OnPremisesSpec OnPremises);

/// <param name="Addresses">CIDR blocks on-premises.</param>
/// <param name="ExpressRoute">The ExpressRoute path; null for none.</param>
/// <param name="Vpn">The VPN path; null for none. With ExpressRoute it is the standby. At least one of the two is there.</param>
/// <param name="Failover">Failover from ExpressRoute to the VPN.</param>
public sealed record OnPremisesSpec(
    ImmutableArray<string> Addresses, ExpressRouteSpec? ExpressRoute, VpnSpec? Vpn, FailoverSpec Failover);

/// <param name="GatewaySku">ErGw1AZ and so on; SKUs that end in AZ span zones.</param>
/// <param name="Circuits">One or more; any one carries the traffic.</param>
public sealed record ExpressRouteSpec(string GatewaySku, ImmutableArray<CircuitSpec> Circuits);

/// <param name="Name">Unique within the link.</param>
/// <param name="PeeringLocation">Circuits at one peering location share its loss; null when not told (then each has its own).</param>
public sealed record CircuitSpec(string Name, string? PeeringLocation);

/// <param name="GatewaySku">VpnGw1AZ and so on; <c>Basic</c> has a lower SLA.</param>
/// <param name="ActiveActive">True when both instances carry tunnels.</param>
/// <param name="Devices">VPN devices on-premises, 1 or more; any one carries the traffic.</param>
public sealed record VpnSpec(string GatewaySku, bool ActiveActive, int Devices);
