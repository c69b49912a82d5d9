using System.Collections.Immutable;
using Nines.Cli.Shared;
using Nines.Environments.Advice;
using Nines.Environments.Predictions;
using Nines.Reliability.Solving;
using Nines.Reliability;

namespace Nines.Cli.Verbs.Predict.Answers;

/// <summary>Everything that <c>nines predict</c> found out.</summary>
/// <param name="Predictions">One a file.</param>
/// <param name="Explanation">The calculation of the journey that was asked for; null when none was.</param>
/// <param name="Scenarios">The answers to what-if questions, in the order asked.</param>
/// <param name="Advice">The improvements; null when they were not asked for.</param>
internal sealed record PredictAnswer(
    ImmutableArray<Prediction> Predictions, ExplanationLine? Explanation, ImmutableArray<ScenarioResult> Scenarios, AdviceResult? Advice)
{
    /// <summary>Name and version of the document for scripts.</summary>
    public const string Schema = "nines.predict/v1";

    /// <summary>Bills and the cost of improvements; null when nothing is priced.</summary>
    public PredictCosts? Costs { get; init; }
}

/// <summary>Phrases for the effect of a change, the same in the terminal and on the page.</summary>
/// <param name="now">The environment as it is: it knows the journeys' titles and objectives.</param>
internal sealed class Changes(Prediction now)
{
    private readonly Dictionary<string, JourneyPrediction> _journeys = now.Journeys
        .DistinctBy(journey => journey.Name).ToDictionary(journey => journey.Name, StringComparer.Ordinal);

    /// <summary>The title of a journey, or its name where the environment as it is has no such journey.</summary>
    public string Title(string journey) => _journeys.TryGetValue(journey, out JourneyPrediction? known) ? known.Title : journey;

    /// <summary>Effect on the objective: <c>now meets 99.9 %</c>; null without an objective or without an effect.</summary>
    public string? Objective(JourneyChange change)
    {
        if (!_journeys.TryGetValue(change.Journey, out JourneyPrediction? journey) || journey.Objective is not { MaxUnavailability: double most })
        {
            return null;
        }

        bool before = ObjectiveResult.Create(most, BoundedProbability.Exact(change.Before)).Met;
        bool after = ObjectiveResult.Create(most, BoundedProbability.Exact(change.After)).Met;
        return before == after ? null : $"{(after ? "now meets" : "now misses")} {Figures.Availability(most)}";
    }

    /// <summary>Journeys that were not there before, with their availability.</summary>
    public static IEnumerable<string> Added(ScenarioResult scenario) => scenario.Prediction.Journeys
        .Where(journey => scenario.Added.Contains(journey.Name))
        .Select(journey => $"{journey.Title}, {Figures.Availability(journey.Unavailability.Value)}");

    /// <summary>The journeys that an improvement changes, most first: <c>Deploy -7 h 54 min to 7 h 11 min</c>.</summary>
    public IEnumerable<string> Effects(ImprovementWorth worth) => worth.Journeys
        .Where(change => Math.Abs(Downtime.PerYear(change.Before - change.After)) >= 1)
        .OrderByDescending(change => change.Before - change.After)
        .Select(change => (change.After > change.Before ? "but " : string.Empty)
            + $"{Title(change.Journey)} {Figures.Difference(change.Before, change.After)} to {Figures.DowntimePerYear(change.After)}"
            + (Objective(change) is { } objective ? $" ({objective})" : string.Empty));

    /// <summary>Edits of the file for an improvement; entries that stay equal are omitted.</summary>
    public static IEnumerable<string> Edits(ImprovementWorth worth) => worth.Edits
        .Where(edit => edit.From != edit.To)
        .Select(edit => edit switch
        {
            { To: null } => $"remove {edit.Path}",
            { From: null } => $"add {edit.Path}: {edit.To}",
            _ => $"change {edit.Path}: {edit.From} -> {edit.To}",
        });

    /// <summary>Number of improvements that were not tried, as a sentence; null for none.</summary>
    public static string? Untried(AdviceResult advice) => advice.Untried switch
    {
        0 => null,
        1 => "Time ran out before one more improvement could be tried; give it more with --timeout.",
        _ => $"Time ran out before {advice.Untried} more improvements could be tried; give it more with --timeout.",
    };
}
