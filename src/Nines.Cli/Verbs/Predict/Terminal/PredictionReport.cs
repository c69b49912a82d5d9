using Nines.Cli.Shared;
using Nines.Cli.Verbs.Predict.Answers;
using Nines.Environments.Predictions;
using Spectre.Console;

namespace Nines.Cli.Verbs.Predict.Terminal;

/// <summary>
/// Predictions as text for a terminal, a ticket or a log: it reads the same without colour. Names from the input are
/// never read as markup.
/// </summary>
internal static class PredictionReport
{
    /// <summary>One file in full; several side by side, each followed by its own summary.</summary>
    public static void Write(IReadOnlyList<Prediction> predictions, IAnsiConsole console)
    {
        if (predictions.Count == 1)
        {
            WriteOne(predictions[0], console);
            return;
        }

        Comparison comparison = Comparison.Of(predictions);
        ReportParts.Heading(console, comparison.Title);
        foreach (Table table in ComparisonTable.Of(comparison, console.Profile.Width))
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
        WriteNote(console, Words.SourcesNote(predictions.Select(prediction => prediction.System)));
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
        ReportParts.Paragraph(console, Words.SourceCounts(prediction.System));
        WriteNote(console, Words.SourcesNote(prediction.System));
    }

    private static void WriteSummary(Prediction prediction, IAnsiConsole console)
    {
        ReportParts.Heading(console, prediction.System.Name, prediction.File);
        ReportParts.Write(console, SummaryTable.Of(prediction));
    }
}
