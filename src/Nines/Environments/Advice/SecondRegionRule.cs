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

        string location = RegionPairs.Of(region.Location);
        string name = spec.Components.Any(component => component.Name == "second") ? "region-two" : "second";
        var changes = ImmutableArray.CreateBuilder<DocumentChange>();
        changes.Add(new DocumentChange($"regions.{name}", Copy(stamp, location)));
        if (spec.GlobalRouting is null)
        {
            changes.Add(new DocumentChange("globalRouting.kind", Flow.From("frontDoor")));
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

    /// <summary>The stamp elsewhere: its address space has to be chosen anew, its link to on-premises stays the first region's.</summary>
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
