using System.Collections.Immutable;

namespace Nines.Environments.Specs;

public enum ClusterTier
{
    Free,
    Standard,
    Premium,
}

/// <param name="Name">Defaults to the region's name.</param>
/// <param name="Tier">Pricing tier: decides the API server's SLA.</param>
/// <param name="Version">Kubernetes version such as <c>1.35</c>; null for the platform's default.</param>
/// <param name="PodAddresses">CIDR of pods; null for the overlay's default.</param>
/// <param name="ServiceAddresses">CIDR of services; null for the default.</param>
/// <param name="NodePools">In file order; at least one.</param>
public sealed record ClusterSpec(
    string Name, ClusterTier Tier, string? Version, string? PodAddresses, string? ServiceAddresses, ImmutableArray<NodePoolSpec> NodePools);

public enum NodePoolMode
{
    System,
    User,
}

public enum OperatingSystem
{
    Linux,
    Windows,
}

/// <param name="Name">Unique within the cluster.</param>
/// <param name="Size">VM size, such as <c>Standard_F2s_v2</c>.</param>
/// <param name="Mode">System pools run what the cluster needs.</param>
/// <param name="Zones">Zones that its nodes are spread over evenly; empty when they are not zonal.</param>
/// <param name="Count">Nodes of a fixed pool, or the number to reckon with in an autoscaled one; null when only min and max are given.</param>
/// <param name="Min">Lower limit of the autoscaler; null for a fixed pool.</param>
/// <param name="Max">Upper limit of the autoscaler; null for a fixed pool.</param>
/// <param name="Labels">Node labels.</param>
/// <param name="Taints">Taints as <c>key=value:Effect</c>.</param>
/// <param name="Os">Operating system.</param>
/// <param name="Cpu">Cores a node can give to pods; null to derive it from the size.</param>
/// <param name="Memory">Bytes a node can give to pods; null to derive it from the size.</param>
public sealed record NodePoolSpec(
    string Name,
    string Size,
    NodePoolMode Mode,
    ImmutableArray<int> Zones,
    int? Count,
    int? Min,
    int? Max,
    ImmutableSortedDictionary<string, string> Labels,
    ImmutableArray<string> Taints,
    OperatingSystem Os,
    double? Cpu,
    long? Memory)
{
    public bool IsAutoscaled => Max is not null;
}
