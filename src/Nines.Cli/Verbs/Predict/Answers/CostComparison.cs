using Nines.Environments.Advice;
using Nines.Environments.Predictions;

namespace Nines.Cli.Verbs.Predict.Answers;

/// <summary>Compares designs by availability and cost.</summary>
internal static class CostComparison
{
    /// <summary>The journey by which files are compared: the first that all of them have, one with an objective if there is one. Null when they share none.</summary>
    public static JourneyPrediction? Journey(IReadOnlyList<Prediction> predictions) => predictions[0].Journeys
        .Where(journey => predictions.All(prediction => prediction.Journeys.Any(other => other.Name == journey.Name)))
        .OrderByDescending(journey => journey.Objective is not null)
        .FirstOrDefault();

    /// <summary>Number of designs that were tried, as a sentence.</summary>
    public static string Designs(PricedAdvice advice) =>
        $"{advice.Front.Length:N0} of {advice.Alternatives.Length:N0} designs."
        + (advice.Unpriced == 0 ? "" : $" {advice.Unpriced:N0} more could not be compared, since the price of a change is not known.");
}
