using System.Collections.Immutable;
using Nines.Domains;
using Nines.Environments.Model;
using Nines.Environments.Specs;

namespace Nines.Environments.Losses;

/// <summary>One thing that can be lost; equal nodes are one.</summary>
/// <param name="Class">Class of the disruption.</param>
/// <param name="Group">Things with an equal group and equal effects share a row: zones of a region, nodes of a pool, replicas of a service.</param>
/// <param name="Components">Components that are each lost with the same effect; the first represents them.</param>
internal sealed record Outage(DisruptionClass Class, string Group, ImmutableArray<Component> Components)
{
    public Component First => Components[0];

    /// <summary>Everything that can be lost, widest first, and region by region.</summary>
    public static IEnumerable<Outage> All(SystemModel system, EnvironmentSpec spec)
    {
        ImmutableArray<string> regions = [.. spec.Regions.Select(region => region.Name)];
        ILookup<string, string> pods = system.Workloads.SelectMany(placed => placed.Pods.Select(node => (node.Id, placed.Workload.Name)))
            .ToLookup(entry => entry.Id, entry => entry.Name, StringComparer.Ordinal);
        return system.Components.Concat(HarmlessZones(system, spec))
            .Select(component => (Component: component, Class: ClassOf(component)))
            .Where(entry => entry.Class is not null)
            .GroupBy(entry => (entry.Class, Key: Key(entry.Component, entry.Class!.Value, pods)))
            .Select(group => new Outage(group.Key.Class!.Value, GroupOf(group.First().Component, group.Key.Class.Value), [.. group.Select(entry => entry.Component)]))
            .OrderBy(outage => outage.Class)
            .ThenBy(outage => (uint)regions.IndexOf(outage.First.Domain?.SelfAndAncestors().FirstOrDefault(domain => domain.Kind == DomainKind.Region)?.Id ?? ""));
    }

    /// <summary>Display name of several that share a row.</summary>
    public static string Label(DisruptionClass @class, ImmutableArray<Component> lost) => (@class, lost) switch
    {
        (_, [var one]) => one.Label,
        (DisruptionClass.Zone, _) => $"Zone {string.Join(", ", lost.SkipLast(1).Select(Number))} or {Number(lost[^1])} in {lost[0].Domain!.Parent!.Id}",
        (DisruptionClass.Node, _) => $"One of {lost.Length:N0} {Lower(lost[0].Cause)}",
        _ => $"One of {lost.Length:N0}: {lost[0].Cause}",
    };

    /// <summary>The zones of regions that nothing in the model depends on, which services can have copies of data in.</summary>
    private static IEnumerable<Component> HarmlessZones(SystemModel system, EnvironmentSpec spec)
    {
        HashSet<string> known = [.. system.Components.Select(component => component.Id)];
        foreach (RegionSpec region in spec.Regions)
        {
            FailureDomain? parent = system.Domains.FirstOrDefault(domain => domain.Kind == DomainKind.Region && domain.Id == region.Name);
            foreach (int zone in parent is null ? [] : LocationZones.Of(region).Where(zone => !known.Contains($"{region.Name}.zone{zone}")))
            {
                var source = new Provenance(ProvenanceKind.Derived, "nothing depends on it");
                var domain = new FailureDomain(DomainKind.Zone, $"{region.Name}.zone{zone}", $"zone {zone}", parent);
                yield return new Component(domain.Id, $"Zone {zone} in {region.Name}", ComponentKind.Domain, "", domain, 0, null, source, null);
            }
        }
    }

    private static DisruptionClass? ClassOf(Component component) => component.Kind switch
    {
        ComponentKind.Domain => component.Domain?.Kind switch
        {
            DomainKind.Region => DisruptionClass.Region,
            DomainKind.Zone => DisruptionClass.Zone,
            _ => DisruptionClass.Service,
        },
        ComponentKind.Node => DisruptionClass.Node,
        ComponentKind.Service or ComponentKind.Link or ComponentKind.CommonCause => DisruptionClass.Service,
        _ => null,
    };

    /// <summary>Nodes of one zone and pool that run as many pods of each workload are equal; anything else is itself.</summary>
    private static string Key(Component component, DisruptionClass @class, ILookup<string, string> pods) => @class != DisruptionClass.Node || component.Domain is null
        ? component.Id
        : string.Join('\n', [component.Domain.Parent!.Id, component.Cause, $"{component.MeanDownTime}", .. pods[component.Domain.Id].Order(StringComparer.Ordinal)]);

    private static string GroupOf(Component component, DisruptionClass @class) =>
        @class == DisruptionClass.Zone ? component.Domain!.Parent!.Id : component.Cause;

    private static string Number(Component zone) => zone.Domain!.Label["zone ".Length..];

    private static string Lower(string text) => char.ToLowerInvariant(text[0]) + text[1..];
}
