using System.Collections.Immutable;

namespace Nines.Reliability.Redundancy;

/// <summary>A machine that carries part of the load.</summary>
/// <param name="Unavailability">Probability of being down for a reason of its own, 0 to 1.</param>
/// <param name="Capacity">What it carries when it is up, in whole units of any kind; 0 or more.</param>
public readonly record struct CapacityNode(double Unavailability, int Capacity = 1);

/// <summary>Nodes that are all lost when their zone is lost.</summary>
/// <param name="Unavailability">Probability that the whole zone is down, 0 to 1.</param>
/// <param name="Nodes">The nodes in it, equal or not.</param>
public sealed record CapacityZone(double Unavailability, ImmutableArray<CapacityNode> Nodes)
{
    /// <summary>A zone of equal nodes of one unit each.</summary>
    public static CapacityZone OfEqualNodes(double unavailability, int nodes, double nodeUnavailability) =>
        new(unavailability, [.. Enumerable.Repeat(new CapacityNode(nodeUnavailability), nodes)]);
}
