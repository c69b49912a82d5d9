using System.Collections.Immutable;

namespace Nines.Reliability.CutSets;

/// <summary>A minimal cut set: the smallest set of events that together bring the top event when all else works.</summary>
/// <param name="Events">Indexes into the structure function's events, ascending.</param>
/// <param name="Probability">Product of the unavailabilities of the events.</param>
public sealed record MinimalCutSet(ImmutableArray<int> Events, double Probability)
{
    /// <summary>The number of events: 1 is a single point of failure.</summary>
    public int Order => Events.Length;
}

/// <summary>The minimal cut sets, counted without listing them.</summary>
/// <param name="Count">How many there are; null when the count passes 128 bits or the budget ran out.</param>
/// <param name="IsComplete">False when the budget ran out and only the most probable ones found so far are known.</param>
/// <param name="CountByOrder">CountByOrder[k] is the number of cut sets with k events; index 0 counts the empty set.
/// When not complete, only the orders of which all are known.</param>
public sealed record CutSetSummary(UInt128? Count, bool IsComplete, ImmutableArray<UInt128> CountByOrder);
