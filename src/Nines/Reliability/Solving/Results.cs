using System.Collections.Immutable;

namespace Nines.Reliability.Solving;

/// <summary>A probability that is known exactly (lower equals upper), or only between certified bounds.</summary>
/// <param name="Lower">Certified lower bound, 0 to 1.</param>
/// <param name="Upper">Certified upper bound, 0 to 1.</param>
/// <param name="Value">The value when exact; otherwise the best estimate within the bounds.</param>
/// <param name="IsExact">True when <paramref name="Value"/> is exact up to floating-point rounding.</param>
public readonly record struct BoundedProbability(double Lower, double Upper, double Value, bool IsExact)
{
    public static BoundedProbability Exact(double value) => new(value, value, value, true);
}

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

/// <summary>
/// The importance of one event, each measure under its own name (facts: Kuo and Zhu; IEC 61025).
/// </summary>
/// <param name="Event">Index into the structure function's events.</param>
/// <param name="Unavailability">The event's own probability p.</param>
/// <param name="Birnbaum">P(top | event) - P(top | not event).</param>
/// <param name="Criticality">p x Birnbaum / P(top).</param>
/// <param name="Diagnostic">P(event | top) = p x P(top | event) / P(top).</param>
/// <param name="RiskAchievementWorth">P(top | event) / P(top), RAW.</param>
/// <param name="RiskReductionWorth">P(top) / P(top | not event), RRW; positive infinity when the top cannot happen without the event.</param>
/// <param name="FussellVesely">P(union of the minimal cut sets that hold the event) / P(top); null when cut sets are not known.</param>
public sealed record EventImportance(
    int Event,
    double Unavailability,
    double Birnbaum,
    double Criticality,
    double Diagnostic,
    double RiskAchievementWorth,
    double RiskReductionWorth,
    double? FussellVesely);

/// <summary>Steady-state frequency of a repairable system. Hours, not TimeSpan: a good system's mean up time passes 29 000 years.</summary>
/// <param name="PerHour">Failures an hour, w = sum of Birnbaum x U / MDT.</param>
/// <param name="MeanUpTimeHours">MUT = A / w; positive infinity when it never fails.</param>
/// <param name="MeanDownTimeHours">MDT = U / w; 0 when it never fails.</param>
public sealed record FailureFrequency(double PerHour, double MeanUpTimeHours, double MeanDownTimeHours);
