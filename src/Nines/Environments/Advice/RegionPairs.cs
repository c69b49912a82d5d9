using System.Collections.Frozen;

namespace Nines.Environments.Advice;

/// <summary>A second region that people usually pick: the pair that Azure documents.</summary>
internal static class RegionPairs
{
    private static readonly FrozenDictionary<string, string> Pairs = new (string, string)[]
    {
        ("westeurope", "northeurope"), ("eastus", "westus"), ("eastus2", "centralus"), ("westus2", "westcentralus"),
        ("northcentralus", "southcentralus"), ("canadacentral", "canadaeast"), ("uksouth", "ukwest"),
        ("francecentral", "francesouth"), ("germanywestcentral", "germanynorth"), ("switzerlandnorth", "switzerlandwest"),
        ("norwayeast", "norwaywest"), ("swedencentral", "swedensouth"), ("eastasia", "southeastasia"),
        ("japaneast", "japanwest"), ("koreacentral", "koreasouth"), ("centralindia", "southindia"),
        ("australiaeast", "australiasoutheast"), ("brazilsouth", "southcentralus"), ("southafricanorth", "southafricawest"),
        ("uaenorth", "uaecentral"),
    }.SelectMany(pair => new[] { pair, (pair.Item2, pair.Item1) })
        .DistinctBy(pair => pair.Item1)
        .ToFrozenDictionary(pair => pair.Item1, pair => pair.Item2, StringComparer.OrdinalIgnoreCase);

    public static string Of(string? location) => location is not null && Pairs.TryGetValue(location, out string? pair) ? pair : "northeurope";
}
