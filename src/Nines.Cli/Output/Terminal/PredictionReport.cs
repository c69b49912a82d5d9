using Nines.Environments.Predictions;
using Spectre.Console;

namespace Nines.Cli.Output.Terminal;

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
        Layout.Heading(console, comparison.Title);
        foreach (Table table in ComparisonTable.Of(comparison, console.Profile.Width))
        {
            Layout.Write(console, table);
        }

        Layout.Paragraph(console, ComparisonTable.Legend, Layout.Dim);
        foreach (Prediction prediction in predictions)
        {
            WriteSummary(prediction, console);
        }

        console.WriteLine();
        Layout.Paragraph(console, "Name one file alone to see what breaks each journey.");
        WriteNote(console, Words.SourcesNote(predictions.Select(prediction => prediction.System)));
    }

    private static void WriteNote(IAnsiConsole console, string? note)
    {
        if (note is not null)
        {
            Layout.Paragraph(console, note);
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
            Layout.Heading(console, "Assumptions");
            Layout.Bullets(console, prediction.System.Assumptions);
        }

        Layout.Heading(console, "Sources");
        Layout.Paragraph(console, Words.SourceCounts(prediction.System));
        WriteNote(console, Words.SourcesNote(prediction.System));
    }

    private static void WriteSummary(Prediction prediction, IAnsiConsole console)
    {
        Layout.Heading(console, prediction.System.Name, prediction.File);
        Layout.Write(console, SummaryTable.Of(prediction));
    }
}
