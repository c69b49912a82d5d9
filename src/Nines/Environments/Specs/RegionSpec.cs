using Nines.Text;
using Nines.Text.Readers;
using System.Collections.Immutable;

namespace Nines.Environments.Specs;

/// <param name="Name">The user's name for the region or stamp: <c>green</c>.</param>
/// <param name="Location">The Azure location: <c>eastus2</c>.</param>
/// <param name="Zones">The availability zones in use, 1 to 3; empty when the file lists none.</param>
/// <param name="Network">Ways of traffic in, out and to on-premises.</param>
/// <param name="Cluster">The cluster in it; null when there is none.</param>
public sealed record RegionSpec(string Name, string Location, ImmutableArray<int> Zones, NetworkSpec Network, ClusterSpec? Cluster)
{
    /// <summary>True when the file says which zones there are, if only that there are none.</summary>
    public bool StatesZones { get; init; }
}

/// <summary>A region or stamp.</summary>
internal static class RegionSection
{
    private static readonly Key<string> _location = Keys.Required("location", Locations.Name, "", "The Azure location, such as westeurope.");

    private static readonly Key<ImmutableArray<int>> _zones = Keys.Default(
        "zones", Zones.List, [], "The availability zones in use; [] for a region without zones. Default: those of the location, none of them chosen.");

    private static readonly Key<NetworkSpec> _network = Keys.Default(
        "network", NetworkSection.Reader, NetworkSection.None, "Ingress, egress and the link to on-premises.");

    private static readonly Key<ClusterSpec> _cluster = Keys.Optional("cluster", ClusterSection.Reader, "The Kubernetes cluster. Default: none.");

    public static MappingReader<RegionSpec> Reader { get; } = new(
        "region", "a region", "An Azure region, or one stamp in it, by a name of your own.",
        [_location, _zones, _network, _cluster],
        fields =>
        {
            ClusterSpec? cluster = fields.Find(_cluster);
            return new RegionSpec(
                fields.Name,
                fields.Get(_location),
                fields.Get(_zones),
                fields.Get(_network),
                cluster is { Name: "" } ? cluster with { Name = fields.Name } : cluster)
            {
                StatesZones = fields.Has(_zones),
            };
        });
}

/// <summary>Azure locations: the list grows, so only the form is checked.</summary>
internal static class Locations
{
    public static ScalarReader<string> Name { get; } = Texts.Matching(
        "an Azure location such as westeurope", "[a-z][a-z0-9]{2,39}", 40,
        text => string.Concat(text.Where(char.IsLetterOrDigit)).ToLowerInvariant() is var plain && plain.Length is > 2 and <= 40 && plain != text
            ? $"Did you mean '{plain}'?"
            : null);
}

/// <summary>Every name of a region or of a hub names one.</summary>
internal static class RegionReferenceCheck
{
    public static void Run(CheckContext context)
    {
        EnvironmentSpec spec = context.Spec;
        ImmutableSortedSet<string> regions = [.. spec.Regions.Select(region => region.Name)];
        ImmutableSortedSet<string> hubs = [.. spec.Hubs.Select(hub => hub.Name)];
        foreach (RegionSpec region in spec.Regions)
        {
            Check(context, "hub", hubs, region.Network.Hub, context.Document.PositionOf("regions", region.Name, "network", "hub"));
        }

        foreach (HubSpec hub in spec.Hubs)
        {
            CheckRegion(hub.Region, context.Document.PositionOf("hubs", hub.Name, "region"));
        }

        foreach (OriginSpec origin in spec.GlobalRouting?.Origins ?? [])
        {
            CheckRegion(origin.Region, context.Document.PositionOfKey("globalRouting", "origins", origin.Region));
        }

        foreach (ComponentSpec component in spec.Components)
        {
            CheckRegion(component.Regions.Length == 1 ? component.Regions[0] : null, context.Document.PositionOf("components", component.Name, "region"));
            if (component.Regions.Length > 1)
            {
                CheckList("components", component.Name, component.Regions);
            }
        }

        foreach (WorkloadSpec workload in spec.Workloads)
        {
            CheckList("workloads", workload.Name, workload.Regions);
        }

        CheckRegistry(context, regions);

        void CheckRegion(string? name, SourcePosition position) => Check(context, "region", regions, name, position);

        void CheckList(string collection, string name, ImmutableArray<string> items)
        {
            for (int i = 0; i < items.Length && context.IsSound(collection, name, "regions"); i++)
            {
                CheckRegion(items[i], context.Document.PositionOfItem(i, collection, name, "regions"));
            }
        }
    }

    private static void CheckRegistry(CheckContext context, ImmutableSortedSet<string> regions)
    {
        if (context.Spec.Registry is not { } registry)
        {
            return;
        }

        Check(context, "region", regions, registry.Region, context.Document.PositionOf("registry", "region"));
        foreach (GeoReplicaSpec replica in registry.GeoReplicas)
        {
            SourcePosition position = context.Document.PositionOfKey("registry", "geoReplicas", replica.Region);
            if (replica.Region == registry.Region)
            {
                context.Reading.Report(position, $"The registry's home region '{replica.Region}' already holds it.", "Remove this replica.");
            }
            else if (replica.Region.Contains('-'))
            {
                // Any word may be an Azure location; one with a dash can only be a region of the file.
                Check(context, "region", regions, replica.Region, position);
            }
        }
    }

    private static void Check(CheckContext context, string what, ImmutableSortedSet<string> valid, string? name, SourcePosition position)
    {
        if (!string.IsNullOrEmpty(name) && !valid.Contains(name) && context.IsSound(what + "s"))
        {
            context.Reading.ReportUnknown(position, $"There is no {what} '{name}'.", name, valid);
        }
    }
}

/// <summary>Checks that parts of a region use only the region's zones.</summary>
internal static class ZoneCheck
{
    public static void Run(CheckContext context)
    {
        foreach (RegionSpec region in context.Spec.Regions)
        {
            Check(context, region, region.Network.Ingress?.Zones ?? [], "regions", region.Name, "network", "ingress", "zones");
            Check(context, region, region.Network.Egress?.Zones ?? [], "regions", region.Name, "network", "egress", "zones");
            foreach (NodePoolSpec pool in region.Cluster?.NodePools ?? [])
            {
                Check(context, region, pool.Zones, "regions", region.Name, "cluster", "nodePools", pool.Name, "zones");
            }
        }

        Dictionary<string, RegionSpec> regions = context.Spec.Regions.ToDictionary(region => region.Name, StringComparer.Ordinal);
        foreach (HubSpec hub in context.Spec.Hubs)
        {
            Check(context, regions.GetValueOrDefault(hub.Region ?? ""), hub.Firewall?.Zones ?? [], "hubs", hub.Name, "firewall", "zones");
        }

        foreach (ComponentSpec component in context.Spec.Components.Where(component => !component.Zones.IsEmpty))
        {
            foreach (string region in component.Regions)
            {
                Check(context, regions.GetValueOrDefault(region), component.Zones, "components", component.Name, "zones");
            }
        }
    }

    private static void Check(CheckContext context, RegionSpec? region, ImmutableArray<int> zones, params ReadOnlySpan<string> place)
    {
        if (region is null || !context.IsSound("regions", region.Name, "zones") || !context.IsSound(place))
        {
            return;
        }

        for (int i = 0; i < zones.Length; i++)
        {
            if (!region.Zones.Contains(zones[i]))
            {
                context.Reading.Report(
                    context.Document.PositionOfItem(i, place),
                    $"Zone {zones[i]} is not among the zones of region '{region.Name}'.",
                    region.Zones.IsEmpty ? $"Add zones: [{string.Join(", ", zones)}] to the region." : $"The region has: {string.Join(", ", region.Zones)}.");
            }
        }
    }
}

/// <summary>
/// Azure locations and their support of availability zones, from "List of Azure regions" of the Azure reliability documentation
/// (articles/reliability/regions-list.md in MicrosoftDocs/azure-docs, dated 21 March 2025).
/// </summary>
internal static class LocationZones
{
    private static readonly ImmutableArray<int> All = [1, 2, 3];

    private static readonly HashSet<string> With = new(StringComparer.Ordinal)
    {
        "australiaeast", "brazilsouth", "canadacentral", "centralindia", "centralus", "eastasia", "eastus", "eastus2", "francecentral",
        "germanywestcentral", "indonesiacentral", "israelcentral", "italynorth", "japaneast", "japanwest", "koreacentral", "mexicocentral",
        "newzealandnorth", "northeurope", "norwayeast", "polandcentral", "qatarcentral", "southafricanorth", "southcentralus", "southeastasia",
        "spaincentral", "swedencentral", "switzerlandnorth", "uaenorth", "uksouth", "westeurope", "westus2", "westus3",
    };

    private static readonly HashSet<string> Without = new(StringComparer.Ordinal)
    {
        "australiacentral", "australiacentral2", "australiasoutheast", "brazilsoutheast", "canadaeast", "francesouth", "germanynorth", "koreasouth",
        "northcentralus", "norwaywest", "southafricawest", "southindia", "switzerlandwest", "uaecentral", "ukwest", "westcentralus", "westindia", "westus",
    };

    /// <summary>
    /// The zones that something in a region may be in: those that the file lists, else those of the Azure location. Empty when the file
    /// says <c>zones: []</c>, or when the location has none. A location that is not in the table is assumed to have zones, which
    /// errs towards too much downtime.
    /// </summary>
    public static ImmutableArray<int> Of(RegionSpec region) =>
        !region.Zones.IsEmpty ? region.Zones
        : region.StatesZones || HasNone(region.Location) ? []
        : All;

    /// <summary>True when the location is known to have no zones.</summary>
    public static bool HasNone(string location) => Without.Contains(location);

    /// <summary>True when the table has the location.</summary>
    public static bool Knows(string location) => With.Contains(location) || Without.Contains(location);
}
