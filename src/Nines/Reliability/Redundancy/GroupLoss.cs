using System.Collections.Immutable;

namespace Nines.Reliability.Redundancy;

/// <summary>Something that takes some units down together.</summary>
/// <param name="Units">Their numbers from 0, each once; no unit at all is allowed and means nothing.</param>
/// <param name="Unavailability">The probability that it has happened, 0 to 1, whatever else has.</param>
/// <param name="Kind">Events of one kind take no unit in common. Where kinds cross each other, the fewest events decide what is split by.</param>
public readonly record struct GroupLoss(ImmutableArray<int> Units, double Unavailability, int Kind);
