using Nines.Cli.Shared;
using Nines.Cli.Verbs.Predict.Answers;
using Nines.Environments.Predictions;
using Nines.Reliability.Solving;
using Spectre.Console;

namespace Nines.Cli.Verbs.Predict.Terminal;

// Nines.Text would win over a using above the namespace.
using Text = Spectre.Console.Text;

/// <summary>
/// Predictions as text for a terminal, a ticket or a log: it reads the same without color. Names from the input are
/// never read as markup.
/// </summary>
internal static class PredictionReport
{
    /// <summary>Writes the calculation, the scenarios or the improvements that were requested, and nothing else; without such a question, the predictions.</summary>
    public static void Write(PredictAnswer answer, IAnsiConsole console)
    {
        if (answer.Explanation is { } explanation)
        {
            ExplanationReport.Write(explanation, console);
            return;
        }

        if (answer.Scenarios.IsEmpty && answer.Advice is null)
        {
            Write(answer.Predictions, console);
            WriteCosts(answer, console);
            return;
        }

        Changes changes = new(answer.Predictions[0]);
        foreach (ScenarioResult scenario in answer.Scenarios)
        {
            ScenarioReport.Write(scenario, changes, console);
        }

        if (answer.Advice is { } advice)
        {
            AdviceReport.Write(advice, changes, console);
        }

        WriteCosts(answer, console);
    }

    private static void WriteCosts(PredictAnswer answer, IAnsiConsole console)
    {
        if (answer.Costs is { } costs)
        {
            CostReport.Write(answer, costs, console);
        }
    }

    /// <summary>One file in full; several side by side, each followed by its own summary.</summary>
    public static void Write(IReadOnlyList<Prediction> predictions, IAnsiConsole console)
    {
        if (predictions.Count == 1)
        {
            WriteOne(predictions[0], console);
            return;
        }

        Comparison comparison = Comparison.Create(predictions);
        ReportParts.Heading(console, comparison.Title);
        foreach (Table table in ComparisonTable.Create(comparison, console.Profile.Width))
        {
            ReportParts.Write(console, table);
        }

        ReportParts.Paragraph(console, ComparisonTable.Legend, ReportParts.Dim);
        foreach (Prediction prediction in predictions)
        {
            WriteSummary(prediction, console);
        }

        console.WriteLine();
        ReportParts.Paragraph(console, "Name one file alone to see what breaks each journey.");
        WriteNote(console, PredictPhrases.SourcesNote(predictions.Select(prediction => prediction.System)));
    }

    private static void WriteNote(IAnsiConsole console, string? note)
    {
        if (note is not null)
        {
            ReportParts.Paragraph(console, note);
        }
    }

    private static void WriteOne(Prediction prediction, IAnsiConsole console)
    {
        WriteSummary(prediction, console);
        LossReport.Write(prediction, console);
        foreach (JourneyPrediction journey in prediction.Journeys)
        {
            JourneyDetails.Write(journey, console);
        }

        if (!prediction.System.Assumptions.IsEmpty)
        {
            ReportParts.Heading(console, "Assumptions");
            ReportParts.Bullets(console, prediction.System.Assumptions);
        }

        ReportParts.Heading(console, "Sources");
        ReportParts.Paragraph(console, PredictPhrases.SourceCounts(prediction.System));
        WriteNote(console, PredictPhrases.SourcesNote(prediction.System));
    }

    private static void WriteSummary(Prediction prediction, IAnsiConsole console)
    {
        ReportParts.Heading(console, prediction.System.Name, prediction.File);
        ReportParts.Write(console, SummaryTable.Create(prediction, console.Profile.Width));
        LossReport.WriteObjectives(prediction, console);
    }
}

/// <summary>One row a journey: how available, how long down, and whether that is good enough.</summary>
internal static class SummaryTable
{
    /// <summary>A narrower terminal gets the columns that the others follow from.</summary>
    private const int WideFrom = 80;

    /// <param name="prediction">The journeys or top events.</param>
    /// <param name="width">Columns of the terminal.</param>
    public static Table Create(Prediction prediction, int width) =>
        prediction.Journeys.All(journey => journey.Diagram is null) && !prediction.Journeys.IsEmpty
            ? CreateForTopEvents(prediction, width >= WideFrom)
            : CreateForJourneys(prediction, width >= WideFrom);

    private static Table CreateForJourneys(Prediction prediction, bool isWide)
    {
        (string, Justify)[] details = isWide ? [("Nines", Justify.Right), ("Down a month", Justify.Right)] : [];
        Table table = ReportParts.Table(
            [("Journey", Justify.Left), ("Availability", Justify.Right), .. details, ("Down a year", Justify.Right), ("Objective\n(error budget)", Justify.Left)]);
        foreach (JourneyPrediction journey in prediction.Journeys)
        {
            BoundedProbability unavailability = journey.Unavailability;
            string about = unavailability.IsExact ? string.Empty : "≈ ";
            Text[] more = isWide
                ? [new Text(about + Figures.Nines(unavailability.Value)), new Text(about + Figures.DowntimePerMonth(unavailability.Value))]
                : [];
            table.AddRow(
            [
                new Text(journey.Title),
                new Text(about + Figures.Availability(unavailability.Value)),
                .. more,
                new Text(about + Figures.DowntimePerYear(unavailability.Value)),
                Objective(journey.Objective),
            ]);
            if (!unavailability.IsExact)
            {
                table.AddRow(new Text("  not exact, bounds:", ReportParts.Dim),
                    new Text(Figures.AvailabilityRange(unavailability.Lower, unavailability.Upper), ReportParts.Dim));
            }
        }

        return table;
    }

    /// <summary>A fault tree's top event need not be an outage: its probability is all there is to say.</summary>
    private static Table CreateForTopEvents(Prediction prediction, bool isWide)
    {
        Table table = ReportParts.Table(
            ("Top event", Justify.Left), ("Probability", Justify.Right), ("Lower", Justify.Right), ("Upper", Justify.Right),
            (isWide ? "Minimal cut sets" : "Cut sets", Justify.Right));
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
        : new Text(PredictPhrases.ObjectiveInTwoLines(objective), objective.Met ? ReportParts.Good : ReportParts.Bad);
}
