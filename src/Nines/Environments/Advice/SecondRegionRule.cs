using System.Collections.Frozen;
using System.Collections.Immutable;
using Nines.Environments.Predictions;
using Nines.Environments.Specs;
using Nines.Text;

namespace Nines.Environments.Advice;

/// <summary>The same stamp in a second region, behind Front Door.</summary>
internal static class SecondRegionRule
{
    public static IEnumerable<Improvement> Propose(EnvironmentSpec spec, DocumentNode root)
    {
        if (spec.Regions is not [{ Cluster: not null } region] || spec.Workloads.IsEmpty || Flow.At(root, "regions", region.Name) is not MappingNode stamp)
        {
            yield break;
        }

        string location = RegionPairs.Find(region.Location);
        string name = spec.Components.Any(component => component.Name == "second") ? "region-two" : "second";
        var changes = ImmutableArray.CreateBuilder<DocumentChange>();
        changes.Add(new DocumentChange($"regions.{name}", Copy(stamp, location)));
        if (spec.GlobalRouting is null)
        {
            changes.Add(new DocumentChange("globalRouting.kind", Flow.From("frontDoor")));
            changes.Add(new DocumentChange("globalRouting.sku", Flow.From("standard")));
            changes.Add(new DocumentChange("globalRouting.method", Flow.From("weighted")));
            changes.Add(new DocumentChange($"globalRouting.origins.{region.Name}", Flow.Map(("weight", Flow.From(500)))));
        }

        changes.Add(new DocumentChange($"globalRouting.origins.{name}", Flow.Map(("weight", Flow.From(500)))));
        changes.AddRange(spec.Workloads
            .Where(workload => !workload.Regions.IsEmpty)
            .Select(workload => new DocumentChange($"workloads.{workload.Name}.regions", Flow.From([region.Name, name]))));
        foreach (ComponentSpec component in spec.Components.Where(component => component.Regions.Contains(region.Name)))
        {
            changes.Add(new DocumentChange($"components.{component.Name}.region", null));
            changes.Add(new DocumentChange($"components.{component.Name}.regions", Flow.From([region.Name, name])));
        }

        yield return new Improvement(
            "second-region", $"A second region ({location}) with the same stamp, behind Front Door", changes.ToImmutable());
    }

    /// <summary>The stamp elsewhere: its address space needs a new choice, its link to on-premises stays the first region's.</summary>
    private static MappingNode Copy(MappingNode stamp, string location) => stamp with
    {
        Entries =
        [
            .. stamp.Entries.Select(entry => entry.Key switch
            {
                "location" => entry with { Value = Flow.From(location) },
                "network" when entry.Value is MappingNode network => entry with
                {
                    Value = network with { Entries = [.. network.Entries.Where(part => part.Key is not ("addressSpace" or "onPremises" or "hub"))] },
                },
                "cluster" when entry.Value is MappingNode cluster => entry with
                {
                    Value = cluster with { Entries = [.. cluster.Entries.Where(part => part.Key is not ("name" or "podAddresses" or "serviceAddresses"))] },
                },
                _ => entry,
            }),
        ],
    };
}

/// <summary>The usual second region: the pair that Azure documents.</summary>
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

    public static string Find(string? location) => location is not null && Pairs.TryGetValue(location, out string? pair) ? pair : "northeurope";
}

/// <summary>A registry replica in another region.</summary>
internal static class GeoReplicaRule
{
    public static IEnumerable<Improvement> Propose(EnvironmentSpec spec, DocumentNode root)
    {
        if (spec.Registry is not { GeoReplicas.IsEmpty: true } registry)
        {
            yield break;
        }

        RegionSpec? home = spec.Regions.FirstOrDefault(region => region.Name == registry.Region);
        string other = spec.Regions.FirstOrDefault(region => region != home)?.Name ?? RegionPairs.Find(home?.Location);
        var changes = new List<DocumentChange>();
        if (registry.Sku != RegistrySku.Premium)
        {
            changes.Add(new DocumentChange("registry.sku", Flow.From("premium")));
        }

        changes.Add(new DocumentChange($"registry.geoReplicas.{other}", Flow.Map()));
        yield return new Improvement("geo-replica", $"A replica of the registry in {other}", [.. changes]);
    }
}
