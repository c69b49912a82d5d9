using Nines.Domains;
using Nines.Environments.Specs;
using Nines.Reliability.Redundancy;
using System.Collections.Immutable;

namespace Nines.Environments.Model;

/// <summary>Model of an environment file: components in failure domains, and journeys over them.</summary>
/// <param name="Name">The environment's name.</param>
/// <param name="Domains">Every failure domain, parents before children; the first is the root.</param>
/// <param name="Components">Every component, each once.</param>
/// <param name="Journeys">Needs of users, in the order of the report.</param>
/// <param name="Assumptions">Assumptions of the model, as sentences, each once.</param>
public sealed record SystemModel(
    string Name,
    ImmutableArray<FailureDomain> Domains,
    ImmutableArray<Component> Components,
    ImmutableArray<Journey> Journeys,
    ImmutableArray<string> Assumptions)
{
    /// <summary>Workloads on node pools, for what is left of them after a loss.</summary>
    public ImmutableArray<PlacedWorkload> Workloads { get; init; } = [];
}

/// <summary>A workload of one region on the nodes of its pool.</summary>
/// <param name="Region">Name of the region.</param>
/// <param name="Workload">The workload.</param>
/// <param name="Pool">Name of the node pool.</param>
/// <param name="Nodes">The nodes of the pool in normal operation.</param>
/// <param name="NodesNeeded">Fewest nodes on which the needed pods of all workloads of the pool fit together.</param>
/// <param name="Spare">Nodes that the autoscaler may add; 0 in a fixed pool.</param>
/// <param name="IsZoneUnknown">True when the nodes are in one zone of the region that is not known.</param>
/// <param name="Pods">The node of each pod that runs in normal operation.</param>
public sealed record PlacedWorkload(
    string Region, WorkloadSpec Workload, string Pool, ImmutableArray<FailureDomain> Nodes, int NodesNeeded, int Spare, bool IsZoneUnknown,
    ImmutableArray<FailureDomain> Pods);

/// <summary>Something a user needs.</summary>
/// <param name="Name">Short and unique: <c>serve</c>.</param>
/// <param name="Title">Display title: <c>Serve a request</c>.</param>
/// <param name="Block">The diagram that must be up.</param>
/// <param name="Objective">The availability objective as the highest acceptable unavailability, 0 to 1; null when there is none.</param>
public sealed record Journey(string Name, string Title, Block Block, double? Objective);

/// <summary>The outage that a component of kind <see cref="ComponentKind.Failover"/> answers: it is down from the start of the outage until the reaction has ended.</summary>
/// <param name="Kind">Kind of the reaction.</param>
/// <param name="Lost">The block that is lost during the outage.</param>
/// <param name="Times">Times of the reaction; null for a component that only refines the joint probability of other reactions.</param>
/// <param name="Share">Share of the load that has to move, 0 to 1.</param>
/// <param name="After">Id of the component of the stage before it; null for the first.</param>
public sealed record OutageReaction(ReactionKind Kind, Block Lost, FailoverTimes? Times, double Share, string? After)
{
    /// <summary>Equal for the components of one failover, which has one for each length of outages; null for a rescheduling.</summary>
    public string? Name { get; init; }
}

public enum ReactionKind
{
    /// <summary>A load moves to something that does the same.</summary>
    Failover,

    /// <summary>Pods are rescheduled.</summary>
    Rescheduling,
}

/// <summary>Kind of a component, for grouping and for drawing.</summary>
public enum ComponentKind
{
    /// <summary>A managed service or an appliance: gateway, registry, directory, database.</summary>
    Service,

    /// <summary>The outage of a complete region, zone or other failure domain.</summary>
    Domain,
    Node,
    Pod,

    /// <summary>A network path: circuit, tunnel, peering.</summary>
    Link,

    /// <summary>The time during which a redundant part has not taken over yet (phi), or has failed to.</summary>
    Failover,

    /// <summary>A cause that takes several components down at once.</summary>
    CommonCause,

    /// <summary>Planned work.</summary>
    Maintenance,

    /// <summary>A state that interrupts nothing by itself, and in which an outage takes down more than otherwise.</summary>
    Condition,

    /// <summary>A basic event of a fault tree that came from elsewhere.</summary>
    Event,
}

/// <summary>Something that is up or down, independently of every other component.</summary>
/// <param name="Id">Unique in the system: <c>weu.ingress</c>.</param>
/// <param name="Label">Display name: <c>Application Gateway in weu</c>.</param>
/// <param name="Kind">Kind of the component.</param>
/// <param name="Cause">The group under which its downtime is reported; components with an equal cause are added up.</param>
/// <param name="Domain">The narrowest failure domain that holds it; null when there are no domains (fault trees).</param>
/// <param name="Unavailability">Steady-state probability of being down, 0 to 1.</param>
/// <param name="MeanDownTime">Mean length of one outage; null when unknown.</param>
/// <param name="UnavailabilitySource">Source of <paramref name="Unavailability"/>.</param>
/// <param name="MeanDownTimeSource">Source of <paramref name="MeanDownTime"/>; null when that is null.</param>
public sealed record Component(
    string Id,
    string Label,
    ComponentKind Kind,
    string Cause,
    FailureDomain? Domain,
    double Unavailability,
    TimeSpan? MeanDownTime,
    Provenance UnavailabilitySource,
    Provenance? MeanDownTimeSource)
{
    /// <summary>The outage that the component is a reaction to; its unavailability is then the probability of being unfinished, given that outage.</summary>
    public OutageReaction? Reaction { get; init; }
}

/// <summary>
/// A reliability block diagram (IEC 61078) in success logic. Blocks are shared freely: the same instance under two parents
/// is the same thing, and the same <see cref="Component"/> in two blocks is a repeated block.
/// </summary>
/// <param name="Label">Display name of the part of the system in this block.</param>
public abstract record Block(string Label);

/// <summary>A leaf: up when its component is up.</summary>
public sealed record ComponentBlock(Component Component) : Block(Component.Label);

/// <summary>Up when every child is up. Without children it is always up.</summary>
/// <param name="Label">Display name.</param>
/// <param name="Children">The parts that are all needed.</param>
public sealed record SeriesBlock(string Label, ImmutableArray<Block> Children) : Block(Label)
{
    /// <summary>The resource whose zone this is, when the file does not state the zone; null for any other block.</summary>
    public string? UnstatedZoneOf { get; init; }
}

/// <summary>Up when at least <paramref name="Needed"/> children are up: 1 is parallel, more is k-out-of-n.</summary>
/// <param name="Label">Display name.</param>
/// <param name="Needed">1 to the number of children.</param>
/// <param name="Children">The parts that can replace each other.</param>
public sealed record RedundantBlock(string Label, int Needed, ImmutableArray<Block> Children) : Block(Label);

/// <summary>Creates blocks, without trivial ones: a series of one part is that part.</summary>
internal static class Blocks
{
    public static Block Series(string label, params IEnumerable<Block?> children)
    {
        ImmutableArray<Block> present = [.. children.OfType<Block>()];
        return present.Length == 1 ? present[0] : new SeriesBlock(label, present);
    }

    public static Block AnyOf(string label, params IEnumerable<Block> children) => AtLeast(label, 1, children);

    public static Block AtLeast(string label, int needed, params IEnumerable<Block> children)
    {
        ImmutableArray<Block> all = [.. children];
        return all.Length == 1 && needed == 1 ? all[0]
            : needed >= all.Length ? new SeriesBlock(label, all)
            : new RedundantBlock(label, needed, all);
    }
}

/// <summary>Finds what several blocks have in common.</summary>
public static class SharedComponents
{
    /// <summary>Labels of the components that stand below two or more of the blocks, in order of appearance.</summary>
    public static IEnumerable<string> Find(ImmutableArray<Block> blocks)
    {
        var firstSeen = new Dictionary<string, int>(StringComparer.Ordinal);
        var reported = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < blocks.Length; i++)
        {
            foreach (Component component in Below(blocks[i]))
            {
                if (firstSeen.TryAdd(component.Id, i) || firstSeen[component.Id] == i || !reported.Add(component.Id))
                {
                    continue;
                }

                yield return component.Label;
            }
        }
    }

    /// <summary>Every component below a block, each once. Does not recurse.</summary>
    public static IEnumerable<Component> Below(Block block)
    {
        var seen = new HashSet<Block>(ReferenceEqualityComparer.Instance);
        var pending = new Stack<Block>([block]);
        while (pending.TryPop(out Block? next))
        {
            if (!seen.Add(next))
            {
                continue;
            }

            if (next is ComponentBlock leaf)
            {
                yield return leaf.Component;
            }

            foreach (Block child in BlockCompiler.Children(next).Reverse())
            {
                pending.Push(child);
            }
        }
    }
}
