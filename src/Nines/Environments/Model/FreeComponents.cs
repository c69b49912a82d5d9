using System.Collections.Immutable;
using Nines.Domains;
using Nines.Environments.Specs;

namespace Nines.Environments.Model;

/// <summary>Components that the file describes in its own words.</summary>
internal sealed class FreeComponents(ModelContext context)
{
    /// <summary>The component ids that a name stands for: its replicas in each of its regions, or the name itself.</summary>
    public static IEnumerable<string> IdsOf(EnvironmentSpec spec, string name)
    {
        ComponentSpec? component = spec.Components.FirstOrDefault(candidate => candidate.Name == name);
        if (component is not null)
        {
            return (component.Regions.IsEmpty ? [name] : component.Regions.Select(region => $"{region}.{name}"))
                .SelectMany(key => ReplicaIds(component, key));
        }

        int dot = name.IndexOf('.', StringComparison.Ordinal);
        component = dot < 0 ? null : spec.Components.FirstOrDefault(candidate =>
            candidate.Name == name[(dot + 1)..] && candidate.Regions.Contains(name[..dot]));
        return component is null ? [name] : ReplicaIds(component, name);
    }

    /// <summary>One instance of a component, global or in a region, with what it requires.</summary>
    public Block Instance(ComponentSpec component, string? region, Block? requires)
    {
        string key = region is null ? component.Name : $"{region}.{component.Name}";
        FailureDomain home = region is null ? context.Root : context.RegionDomain(region);
        string label = context.Within(component.Label, home);
        Block? regionBlock = region is null ? null : context.Region(region);
        if (component.Service is null && component.Availability is null)
        {
            return new SeriesBlock(label, [.. new[] { regionBlock, requires }.OfType<Block>()]);
        }

        IEnumerable<Block> replicas = ReplicaIds(component, key).Select((id, index) => Replica(component, key, id, index, label, home));
        return Blocks.Series(label, regionBlock, Blocks.AtLeast(label, component.Needed, replicas), requires);
    }

    private Block Replica(ComponentSpec component, string key, string id, int index, string label, FailureDomain home)
    {
        ImmutableArray<int> zones = component.Zones;
        FailureDomain domain = zones.IsEmpty ? home : context.ZoneDomain(home, zones[index % zones.Length]);
        string own = component.Replicas == 1 ? label : $"{label} {index + 1}";
        Block leaf = component.Availability is { } stated
            ? context.StatedLeaf(id, own, ComponentKind.Service, label, domain, stated, key, component.Name)
            : context.Leaf(id, own, ComponentKind.Service, label, domain, component.Service!, key, component.Name);
        return zones.IsEmpty ? leaf : Blocks.Series($"{own} and its zone", context.Zone(domain), leaf);
    }

    private static IEnumerable<string> ReplicaIds(ComponentSpec component, string key) => component.Replicas == 1
        ? [key]
        : Enumerable.Range(1, component.Replicas).Select(number => $"{key}-{number}");
}
