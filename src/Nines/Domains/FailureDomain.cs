using System.Collections.Immutable;
using Nines.Clusters;

namespace Nines.Domains;

/// <summary>A set of things that fail together.</summary>
/// <param name="Kind">Kind of the domain.</param>
/// <param name="Id">Unique in its tree, dotted from the widest domain inwards: <c>weu.zone1.pool3-0</c>.</param>
/// <param name="Label">Human-readable: <c>zone 1</c>.</param>
/// <param name="Parent">The domain that holds it; null for the root.</param>
public sealed record FailureDomain(DomainKind Kind, string Id, string Label, FailureDomain? Parent)
{
    /// <summary>This domain and the ones that hold it, narrowest first. Bounded by the number of kinds in practice.</summary>
    public IEnumerable<FailureDomain> SelfAndAncestors()
    {
        for (FailureDomain? domain = this; domain is not null; domain = domain.Parent)
        {
            yield return domain;
        }
    }

    public bool IsWithin(FailureDomain other) => SelfAndAncestors().Any(domain => domain.Id == other.Id);
}

/// <summary>Kind of failure domain, from the widest to the narrowest.</summary>
public enum DomainKind
{
    /// <summary>The complete environment: components that no region contains (Entra ID, Front Door).</summary>
    Global,
    Region,
    Zone,

    /// <summary>Machines that share power and a network switch.</summary>
    FaultDomain,

    /// <summary>Machines that planned maintenance may restart together.</summary>
    UpdateDomain,
    NodePool,
    Node,
    Pod,

    /// <summary>Any other set of things that fail together: a rack, a power feed, a peering location.</summary>
    Custom,
}

/// <summary>The table of the kinds that nodes are in: key, node labels, order. Any other key is a custom kind of the user.</summary>
public static class DomainKinds
{
    public const string Region = "region";
    public const string Zone = "zone";
    public const string FaultDomain = "fault-domain";
    public const string UpdateDomain = "update-domain";
    public const string NodePool = "node-pool";
    public const string Node = "node";

    /// <summary>Label of the fault domain in newer AKS versions.</summary>
    internal const string AzureFaultDomainLabel = "topology.kubernetes.azure.com/fault-domain";

    /// <summary>Label of the node pool in AKS.</summary>
    internal const string AzurePoolLabel = "kubernetes.azure.com/agentpool";

    internal static ImmutableArray<string> ZoneLabels { get; } = [Clusters.Node.ZoneLabel, Clusters.Node.OldZoneLabel];

    // The zone label comes last for fault domains: it holds one only if all of its values are numbers.
    private static readonly ImmutableArray<(DomainKind Kind, string Key, ImmutableArray<string> Labels)> s_table =
    [
        (DomainKind.Region, Region, [Clusters.Node.RegionLabel, Clusters.Node.OldRegionLabel]),
        (DomainKind.Zone, Zone, ZoneLabels),
        (DomainKind.FaultDomain, FaultDomain, [AzureFaultDomainLabel, NinesKeys.FaultDomainLabel, .. ZoneLabels]),
        (DomainKind.UpdateDomain, UpdateDomain, [NinesKeys.UpdateDomainLabel]),
        (DomainKind.NodePool, NodePool, [AzurePoolLabel, "agentpool", "eks.amazonaws.com/nodegroup", "cloud.google.com/gke-nodepool", "karpenter.sh/nodepool"]),
        (DomainKind.Node, Node, [Clusters.Node.HostnameLabel]),
    ];

    /// <summary>All keys of the table, the widest kind first, <c>node</c> last.</summary>
    public static ImmutableArray<string> All { get; } = [.. s_table.Select(row => row.Key)];

    /// <summary>The keys of kinds that can have several nodes: all but <c>node</c>.</summary>
    public static ImmutableArray<string> AboveNodes { get; } = All[..^1];

    /// <summary>The node labels that name domains of a kind by convention, the preferred first; empty for a custom kind.</summary>
    internal static ImmutableArray<string> Labels(string key) => s_table.FirstOrDefault(row => row.Key == key) is { Key: not null } found ? found.Labels : [];

    internal static DomainKind Find(string key) => s_table.FirstOrDefault(row => row.Key == key) is { Key: not null } found ? found.Kind : DomainKind.Custom;

    /// <summary>
    /// Returns true for a value of digits only. In the zone label of AKS it is a fault domain and never a zone; elsewhere it is counted per
    /// scale set, so that equal numbers of two sets are two domains.
    /// </summary>
    internal static bool IsNumber(string value) => value.Length > 0 && value.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0;
}
