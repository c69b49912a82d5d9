using System.Collections.Immutable;
using Nines.Text;

namespace Nines.Environments.Predictions;

/// <param name="Journey">The journey's name.</param>
/// <param name="Before">Its unavailability in the file as it is.</param>
/// <param name="After">Its unavailability after the change.</param>
public sealed record JourneyChange(string Journey, double Before, double After);

/// <param name="Scenario">The question.</param>
/// <param name="Prediction">The prediction after the change.</param>
/// <param name="Journeys">Effect on the journeys that exist before and after.</param>
/// <param name="Gone">Journeys that are not there any more.</param>
/// <param name="Added">Journeys that were not there before.</param>
public sealed record ScenarioResult(
    Scenario Scenario,
    Prediction Prediction,
    ImmutableArray<JourneyChange> Journeys,
    ImmutableArray<string> Gone,
    ImmutableArray<string> Added)
{
    public static ScenarioResult Create(Scenario scenario, Prediction before, Prediction after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        Dictionary<string, double> was = before.Journeys.ToDictionary(journey => journey.Name, journey => journey.Unavailability.Value);
        HashSet<string> now = [.. after.Journeys.Select(journey => journey.Name)];
        return new ScenarioResult(
            scenario,
            after,
            [.. after.Journeys.Where(journey => was.ContainsKey(journey.Name))
                .Select(journey => new JourneyChange(journey.Name, was[journey.Name], journey.Unavailability.Value))],
            [.. was.Keys.Where(name => !now.Contains(name))],
            [.. now.Where(name => !was.ContainsKey(name))]);
    }
}

/// <summary>One edit of an environment file.</summary>
/// <param name="Path">Where: <c>regions.weu.cluster.tier</c>.</param>
/// <param name="Value">The new value; null takes the entry away.</param>
public sealed record DocumentChange(string Path, DocumentNode? Value);

/// <summary>A question of the form: what if ...?</summary>
/// <param name="Title">As the user wrote it.</param>
/// <param name="Changes">Edits of the file, in order.</param>
/// <param name="Lost">Ids of failure domains or components that are down.</param>
public sealed record Scenario(
    string Title,
    ImmutableArray<DocumentChange> Changes,
    ImmutableArray<string> Lost);
