using System.Collections.Immutable;
using Nines.Domains;
using Nines.Environments.Model;
using Nines.Reliability.CutSets;

namespace Nines.Environments.Predictions;

/// <summary>Differences between two predictions.</summary>
/// <param name="Journeys">Journeys of either, those of the later one first.</param>
/// <param name="Losses">Losses of a region or zone that end differently.</param>
public sealed record PredictionDiff(ImmutableArray<JourneyDiff> Journeys, ImmutableArray<LossChange> Losses)
{
    // More domains than this are not compared one by one.
    private const int MaxDomains = 600;

    /// <summary>Compares two predictions journey by journey, by name.</summary>
    public static PredictionDiff Between(Prediction before, Prediction after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        IEnumerable<string> names = after.Journeys.Concat(before.Journeys).Select(journey => journey.Name).Distinct(StringComparer.Ordinal);
        return new PredictionDiff(
            [.. names.Select(name => JourneyDiff.Between(Find(before, name), Find(after, name)))],
            [.. ChangedLosses(before.System, after.System)]);
    }

    private static JourneyPrediction? Find(Prediction prediction, string name) => prediction.Journeys.FirstOrDefault(journey => journey.Name == name);

    private static IEnumerable<LossChange> ChangedLosses(SystemModel before, SystemModel after)
    {
        IEnumerable<FailureDomain> domains = after.Domains.Concat(before.Domains)
            .Where(domain => domain.Kind is DomainKind.Region or DomainKind.Zone).DistinctBy(domain => domain.Id).Take(MaxDomains);
        foreach (FailureDomain domain in domains)
        {
            Dictionary<string, bool>? was = Survivors(before, domain), now = Survivors(after, domain);
            foreach (Journey journey in was is null || now is null ? [] : after.Journeys)
            {
                if (was!.TryGetValue(journey.Name, out bool survived) && now!.TryGetValue(journey.Name, out bool survives) && survived != survives)
                {
                    yield return new LossChange(domain.Label, journey.Name, journey.Title, survived, survives);
                }
            }
        }
    }

    /// <summary>Which journeys stay up when nothing but a domain is lost; null when the system does not have the domain.</summary>
    private static Dictionary<string, bool>? Survivors(SystemModel system, FailureDomain domain) =>
        system.Domains.Any(own => own.Id == domain.Id) && Loss.Apply(system, [domain.Id]).Value is { } lost
            ? lost.Journeys.ToDictionary(journey => journey.Name, journey => !BlockSolver.IsCertainlyDown(journey.Block), StringComparer.Ordinal)
            : null;
}

/// <summary>Differences of one journey.</summary>
/// <param name="Before">The journey before; null when it is new.</param>
/// <param name="After">The journey after; null when it is removed.</param>
/// <param name="Causes">Causes whose downtime differs, most first.</param>
/// <param name="Gained">Single points of failure that are new.</param>
/// <param name="Lost">Single points of failure that are no longer there.</param>
public sealed record JourneyDiff(
    JourneyPrediction? Before, JourneyPrediction? After, ImmutableArray<CauseChange> Causes, ImmutableArray<string> Gained, ImmutableArray<string> Lost)
{
    // Less than a second a year is rounding or noise of the model.
    private const double Negligible = 1 / Reliability.Downtime.SecondsPerYear;

    /// <summary>The later journey, or the earlier one where it is removed.</summary>
    public JourneyPrediction Any => After ?? Before!;

    /// <summary>Difference of the unavailabilities; null when the journey is in one environment only.</summary>
    public double? Change => Before is null || After is null ? null : After.Unavailability.Value - Before.Unavailability.Value;

    /// <summary>True when downtime grows by more than a second a year.</summary>
    public bool IsWorse => Change > Negligible;

    /// <summary>True when it misses an objective that it did not miss before.</summary>
    public bool IsNewlyMissed => After is { Objective.Met: false } && Before is not { Objective.Met: false };

    internal static JourneyDiff Between(JourneyPrediction? before, JourneyPrediction? after)
    {
        Component[] was = SinglePoints(before), now = SinglePoints(after);
        return before is null || after is null
            ? new JourneyDiff(before, after, [], [], [])
            : new JourneyDiff(before, after, ChangedCauses(before, after), Only(now, was), Only(was, now));
    }

    private static ImmutableArray<CauseChange> ChangedCauses(JourneyPrediction before, JourneyPrediction after)
    {
        Dictionary<string, double> was = before.DowntimeByCause.ToDictionary(cause => cause.Cause, cause => cause.Unavailability, StringComparer.Ordinal);
        Dictionary<string, double> now = after.DowntimeByCause.ToDictionary(cause => cause.Cause, cause => cause.Unavailability, StringComparer.Ordinal);
        return
        [
            .. now.Keys.Union(was.Keys, StringComparer.Ordinal)
                .Select(cause => new CauseChange(cause, was.GetValueOrDefault(cause), now.GetValueOrDefault(cause)))
                .Where(change => Math.Abs(change.After - change.Before) >= Negligible)
                .OrderByDescending(change => Math.Abs(change.After - change.Before)).ThenBy(change => change.Cause, StringComparer.Ordinal),
        ];
    }

    // By id: a component whose label changes, such as the tier of an API server, is the same one.
    private static ImmutableArray<string> Only(Component[] some, Component[] others) =>
        [.. some.ExceptBy(others.Select(component => component.Id), component => component.Id, StringComparer.Ordinal).Select(component => component.Label)];

    private static Component[] SinglePoints(JourneyPrediction? journey) => journey is null
        ? []
        : [.. journey.SinglePointsOfFailure.Select((MinimalCutSet cutSet) => journey.Components[cutSet.Events[0]]).DistinctBy(component => component.Id)];
}

/// <param name="Cause">The cause, in words.</param>
/// <param name="Before">Its part of the unavailability before; 0 for none.</param>
/// <param name="After">Its part of the unavailability after; 0 for none.</param>
public sealed record CauseChange(string Cause, double Before, double After);

/// <summary>A loss that a journey survives in one of two environments.</summary>
/// <param name="Domain">Label of the failure domain.</param>
/// <param name="Journey">Name of the journey.</param>
/// <param name="Title">Title of the journey.</param>
/// <param name="Survived">True when it stayed up before.</param>
/// <param name="Survives">True when it stays up after.</param>
public sealed record LossChange(string Domain, string Journey, string Title, bool Survived, bool Survives);
