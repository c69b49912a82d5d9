using System.Collections.Immutable;
using Nines.Reliability.Solving;

namespace Nines.Audits.Losses;

/// <summary>The part of a workload's downtime that one kind of domain brings.</summary>
/// <param name="Key">As in <c>DomainAxis.Key</c>, or <c>pod</c>.</param>
/// <param name="SecondsPerYear">What would be saved if domains of this kind never failed.</param>
public sealed record DowntimeCause(string Key, double SecondsPerYear);

/// <summary>How long a workload is expected to have less than it needs, with the pods where they are now.</summary>
/// <param name="Unavailability">0 to 1.</param>
/// <param name="SecondsPerYear">The same in a year.</param>
/// <param name="Causes">The greatest first; they do not add up where failures need each other.</param>
/// <param name="MeetsObjective">Against the stated objective; null when none is stated.</param>
public sealed record ExpectedDowntime(
    BoundedProbability Unavailability, double SecondsPerYear, ImmutableArray<DowntimeCause> Causes, bool? MeetsObjective);
