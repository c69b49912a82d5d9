using System.Collections.Immutable;

namespace Nines.Environments.Specs;

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
