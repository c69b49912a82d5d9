using System.Collections.Immutable;
using Nines.Clusters;

namespace Nines.Domains;

/// <summary>The node labels that name domains by convention, the best first.</summary>
internal static class DomainLabels
{
    /// <summary>What newer AKS writes.</summary>
    public const string AzureFaultDomain = "topology.kubernetes.azure.com/fault-domain";

    public const string AzurePool = "kubernetes.azure.com/agentpool";

    public static ImmutableArray<string> Zones { get; } = [Node.ZoneLabel, Node.OldZoneLabel];

    private static readonly ImmutableArray<string> s_regions = [Node.RegionLabel, Node.OldRegionLabel];

    // The zone label comes last: it holds a fault domain only where it holds nothing but digits.
    private static readonly ImmutableArray<string> s_faultDomains = [AzureFaultDomain, NinesKeys.FaultDomainLabel, .. Zones];

    private static readonly ImmutableArray<string> s_pools =
    [
        AzurePool, "agentpool", "eks.amazonaws.com/nodegroup", "cloud.google.com/gke-nodepool", "karpenter.sh/nodepool",
    ];

    /// <summary>Of a level; empty for one of the user's own.</summary>
    public static ImmutableArray<string> For(string key) => key switch
    {
        DomainKeys.Region => s_regions,
        DomainKeys.Zone => Zones,
        DomainKeys.FaultDomain => s_faultDomains,
        DomainKeys.UpdateDomain => [NinesKeys.UpdateDomainLabel],
        DomainKeys.NodePool => s_pools,
        DomainKeys.Node => [Node.HostnameLabel],
        _ => [],
    };

    public static DomainKind KindOf(string key) => key switch
    {
        DomainKeys.Region => DomainKind.Region,
        DomainKeys.Zone => DomainKind.Zone,
        DomainKeys.FaultDomain => DomainKind.FaultDomain,
        DomainKeys.UpdateDomain => DomainKind.UpdateDomain,
        DomainKeys.NodePool => DomainKind.NodePool,
        DomainKeys.Node => DomainKind.Node,
        _ => DomainKind.Custom,
    };

    /// <summary>
    /// Whether a value is a mere number. In the zone label AKS then means a fault domain and never a zone; elsewhere it is counted
    /// within a scale set, so that equal numbers of two sets are two domains.
    /// </summary>
    public static bool IsNumber(string value) => value.Length > 0 && value.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0;
}
