using Nines.Cli.Shared;
using Nines.Cli.Verbs.Predict.Answers;
using Nines.Environments.Predictions;
using Nines.Reliability.Solving;
using Spectre.Console;

namespace Nines.Cli.Verbs.Predict.Terminal;

// Nines.Text would win over a using above the namespace.
using Text = Spectre.Console.Text;

/// <summary>One row a journey: how available, how long down, and whether that is good enough.</summary>
internal static class SummaryTable
{
    public static Table Of(Prediction prediction) =>
        prediction.Journeys.All(journey => journey.Diagram is null) && !prediction.Journeys.IsEmpty
            ? OfTopEvents(prediction)
            : OfJourneys(prediction);

    private static Table OfJourneys(Prediction prediction)
    {
        Table table = ReportParts.Table(
            ("Journey", Justify.Left), ("Availability", Justify.Right), ("Nines", Justify.Right),
            ("Down a month", Justify.Right), ("Down a year", Justify.Right), ("Objective", Justify.Left));
        foreach (JourneyPrediction journey in prediction.Journeys)
        {
            BoundedProbability unavailability = journey.Unavailability;
            string about = unavailability.IsExact ? string.Empty : "≈ ";
            table.AddRow(
                new Text(journey.Title),
                new Text(about + Figures.Availability(unavailability.Value)),
                new Text(about + Figures.Nines(unavailability.Value)),
                new Text(about + Figures.DowntimePerMonth(unavailability.Value)),
                new Text(about + Figures.DowntimePerYear(unavailability.Value)),
                Objective(journey.Objective));
            if (!unavailability.IsExact)
            {
                table.AddRow(new Text("  not exact, bounds:", ReportParts.Dim),
                    new Text(Figures.AvailabilityRange(unavailability.Lower, unavailability.Upper), ReportParts.Dim));
            }
        }

        return table;
    }

    /// <summary>A fault tree's top event need not be an outage: its probability is all there is to say.</summary>
    private static Table OfTopEvents(Prediction prediction)
    {
        Table table = ReportParts.Table(
            ("Top event", Justify.Left), ("Probability", Justify.Right), ("Lower", Justify.Right), ("Upper", Justify.Right),
            ("Minimal cut sets", Justify.Right));
        foreach (JourneyPrediction journey in prediction.Journeys)
        {
            BoundedProbability probability = journey.Unavailability;
            table.AddRow(
                new Text(journey.Title),
                new Text((probability.IsExact ? string.Empty : "≈ ") + Figures.Probability(probability.Value)),
                new Text(probability.IsExact ? "exact" : Figures.Probability(probability.Lower)),
                new Text(probability.IsExact ? "exact" : Figures.Probability(probability.Upper)),
                new Text(journey.CutSets?.Count is { } count ? Figures.Count(count) : "-"));
        }

        return table;
    }

    private static Text Objective(ObjectiveResult? objective) => objective is null
        ? new Text("-", ReportParts.Dim)
        : new Text(Words.ObjectiveInTwoLines(objective), objective.Met ? ReportParts.Good : ReportParts.Bad);
}
