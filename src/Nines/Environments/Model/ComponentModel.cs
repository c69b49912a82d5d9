using System.Collections.Immutable;
using Nines.Domains;
using Nines.Environments.Specs;
using Nines.Reliability.Redundancy;
using Nines.Reliability.Solving;

namespace Nines.Environments.Model;

/// <summary>Components that the file defines under <c>components</c>.</summary>
internal sealed class ComponentModel(ModelContext context)
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
        return Blocks.Series(label, regionBlock, UnknownZone(component, region, key, label), Blocks.AtLeast(label, component.Needed, replicas), requires);
    }

    /// <summary>The one zone of a component that states none; null when it is zone-redundant, states some, or is in no region.</summary>
    private Block? UnknownZone(ComponentSpec component, string? region, string key, string label)
    {
        CatalogueEntry? entry = component.Service is { } service ? context.Catalogue.Find(service) : null;
        if (entry is not null && entry.Name != component.Service && context.Catalogue.Of(entry.Service) is { Length: > 1 } all)
        {
            context.Assume($"{component.Label}: service {entry.Service} without a configuration is assumed to be the weakest, {entry.Name} "
                + $"({entry.Description}). Others: {string.Join(", ", all.Where(other => other != entry).Select(other => other.Name))}.");
        }

        return region is null || !component.Zones.IsEmpty || (component.ZoneRedundant ?? entry?.IsZoneRedundant ?? false) ? null
            : context.UnknownZones.ZoneOf(context.Spec.Regions.Single(candidate => candidate.Name == region), key, label);
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

/// <summary>Turns a <c>requires</c> into a diagram. Its depth is bounded by the reader.</summary>
internal sealed class RequirementBlocks(ModelContext context, FailoverModel failover)
{
    private static readonly FailoverModel.Defaults Plain = new(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30), 1);

    /// <param name="owner">Id of the requiring component; ids of failover components start with it.</param>
    /// <param name="requirement">The requirement.</param>
    /// <param name="resolve">The diagram of a name.</param>
    public Block Build(string owner, RequirementSpec requirement, Func<string, Block> resolve)
    {
        int standbys = 0;
        return Build(requirement);

        Block Build(RequirementSpec part)
        {
            switch (part)
            {
                case ReferenceRequirement reference:
                    return resolve(reference.Name);
                case StandbyRequirement standby:
                    standbys++;
                    string id = standbys == 1 ? owner : $"{owner}-{standbys}";
                    return Standby(id, standby, Build(standby.Active), Build(standby.Standby));
                default:
                    var combined = (CombinedRequirement)part;
                    return Blocks.AtLeast(Describe(combined), combined.Needed, combined.Items.Select(Build));
            }
        }
    }

    private static string Describe(CombinedRequirement combined) => combined.Needed switch
    {
        1 => "any of",
        _ when combined.Needed == combined.Items.Length => "all of",
        _ => $"{combined.Needed} of {combined.Items.Length}",
    };

    private Block Standby(string id, StandbyRequirement requirement, Block active, Block standby)
    {
        Block? hidden = requirement.TestInterval is { } interval ? Untested(id, standby, interval) : null;
        Block either = Blocks.AnyOf($"{active.Label} or {standby.Label}", active, Blocks.Series($"{standby.Label} is ready", standby, hidden));
        return Blocks.Series($"{active.Label}, with {standby.Label} behind it", either, failover.Moved(
            new FailoverModel.Switch(
                $"{id}.failover", $"Failover from {active.Label} to {standby.Label}", $"Failover to {standby.Label}",
                $"{active.Label}, or {standby.Label} has taken over", context.Root, 1),
            active, requirement.Failover, Plain));
    }

    /// <summary>The event that the standby has failed, undetected, since its last test.</summary>
    private Block? Untested(string id, Block standby, TimeSpan interval)
    {
        FailureFrequency? frequency = context.Solver.Frequency(standby);
        if (frequency is null || frequency.PerHour <= 0)
        {
            return null;
        }

        double rate = 1 / frequency.MeanUpTimeHours;
        double unavailability = UntestedStandby.Unavailability(rate, interval);
        return context.DerivedLeaf(
            $"{id}.untested", $"{standby.Label} has failed unnoticed", ComponentKind.Failover, $"Untested standby {standby.Label}", context.Root,
            unavailability, interval / 2,
            $"U = 1 - (1 - exp(-lambda tau)) / (lambda tau) with lambda = {rate:0.###e+0} an hour, tau = {interval.TotalHours:0.##} h");
    }
}
