using System.Collections.Immutable;

namespace Nines.Environments.Specs;

public enum RegistrySku
{
    Basic,
    Standard,
    Premium,
}

/// <param name="Sku">Only Premium can be zone-redundant or geo-replicated.</param>
/// <param name="Region">Name of the home region.</param>
/// <param name="ZoneRedundant">True when the home replica spans zones.</param>
/// <param name="GeoReplicas">Further replicas.</param>
public sealed record RegistrySpec(RegistrySku Sku, string? Region, bool ZoneRedundant, ImmutableArray<GeoReplicaSpec> GeoReplicas);

/// <param name="Region">Name of a region of the file, or an Azure location that only holds the replica.</param>
/// <param name="ZoneRedundant">True when the replica spans zones.</param>
public sealed record GeoReplicaSpec(string Region, bool ZoneRedundant);

/// <param name="Groups">Groups and their roles.</param>
public sealed record IdentitySpec(ImmutableArray<GroupSpec> Groups);

/// <param name="Name">Unique.</param>
/// <param name="ObjectId">Entra ID object id; null when not told.</param>
/// <param name="Namespaces">Namespaces that the group may change; empty for the whole cluster.</param>
public sealed record GroupSpec(string Name, string? ObjectId, ImmutableArray<string> Namespaces);

public enum GlobalRoutingKind
{
    FrontDoor,
    TrafficManager,
}

public enum RoutingMethod
{
    /// <summary>All origins carry a share of the traffic.</summary>
    Weighted,

    /// <summary>The origin of the lowest priority number that is healthy carries all.</summary>
    Priority,

    /// <summary>The nearest healthy origin.</summary>
    Latency,
}

/// <param name="Kind">Service that spreads requests over regions.</param>
/// <param name="Method">How.</param>
/// <param name="Origins">One per region that takes part, in file order; at least one.</param>
/// <param name="Failover">Health probes: how a lost origin is noticed and left.</param>
public sealed record GlobalRoutingSpec(
    GlobalRoutingKind Kind, RoutingMethod Method, ImmutableArray<OriginSpec> Origins, FailoverSpec Failover);

/// <param name="Region">Name of the region.</param>
/// <param name="Weight">1 to 1000; the share of traffic for weighted routing.</param>
/// <param name="Priority">1 to 5; lower is preferred.</param>
public sealed record OriginSpec(string Region, int Weight, int Priority);

/// <summary>Allowed sources and destinations of traffic. Validated here, rendered elsewhere; they do not affect availability.</summary>
public sealed record AllowListSpec
{
    /// <summary>CIDR blocks that may reach the ingress.</summary>
    public ImmutableArray<string> Ingress { get; init; } = [];

    /// <summary>CIDR blocks or host names (with a leading <c>*.</c> if need be) that may be reached.</summary>
    public ImmutableArray<string> Egress { get; init; } = [];
}
