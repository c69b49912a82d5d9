using System.Collections.Immutable;
using Nines.Cli.Shared;
using Nines.Cli.Verbs.Predict.Answers;
using Nines.Environments.Losses;
using Nines.Environments.Predictions;
using Spectre.Console;

namespace Nines.Cli.Verbs.Predict.Terminal;

// Nines.Text would win over a using above the namespace.
using Text = Spectre.Console.Text;

/// <summary>Recovery objectives, and what each loss does.</summary>
internal static class LossReport
{
    private const int MaxRows = 40;
    private const int MaxNotes = 5;
    private const int MaxTitle = 60;
    private const int Gap = 2;
    private const int Indent = 4;

    /// <summary>Writes the answers to recovery objectives, missed ones first; nothing without objectives.</summary>
    public static void WriteObjectives(Prediction prediction, IAnsiConsole console)
    {
        ImmutableArray<(string Journey, RecoveryResult Result)> results = LossPhrases.Recovery(prediction);
        if (results.IsEmpty)
        {
            return;
        }

        ReportParts.Heading(console, LossPhrases.RecoveryTitle);
        Grid grid = ReportParts.Columns(Justify.Left, Justify.Right, Justify.Right, Justify.Left);
        grid.AddRow(new Text("Objective", ReportParts.Bold), new Text("Limit", ReportParts.Bold), new Text("Predicted", ReportParts.Bold), new Text(string.Empty));
        foreach ((string journey, RecoveryResult result) in results)
        {
            grid.AddRow(
                new Text($"{journey}, {LossPhrases.Objective(result)}"),
                new Text(Figures.Clock(result.Max.TotalSeconds)),
                new Text(LossPhrases.Predicted(result)),
                new Text($"{LossPhrases.Verdict(result.Verdict)}\n{LossPhrases.Why(result)}", Style(result.Verdict)));
        }

        ReportParts.Indented(console, grid);
        ReportParts.Paragraph(console, LossPhrases.RecoveryNote, ReportParts.Dim);
    }

    /// <summary>Writes the table of losses; nothing for a fault tree.</summary>
    public static void Write(Prediction prediction, IAnsiConsole console)
    {
        if (prediction.Losses is not { Rows.IsEmpty: false } table)
        {
            return;
        }

        ReportParts.Heading(console, LossPhrases.Title);
        ReportParts.Paragraph(console, LossPhrases.TimesNote, ReportParts.Dim);
        Dictionary<string, string> titles = prediction.Journeys.DistinctBy(journey => journey.Name).ToDictionary(journey => journey.Name, journey => journey.Title);
        LossRow[] rows = [.. table.Rows.Where(LossPhrases.HasEffect)];
        int width = Math.Max(9, rows.Take(MaxRows).SelectMany(row => row.Journeys).SelectMany(loss => LossPhrases.Times(loss)).Select(time => time.Length).DefaultIfEmpty().Max());
        console.WriteLine();
        WriteTimes([[Dim("Stopped"), Dim("mean"), Dim("5 %"), Dim("95 %")]], width, console);
        foreach (LossRow row in rows.Take(MaxRows))
        {
            WriteRow(row, titles, width, console);
        }

        foreach (string note in LossPhrases.Notes(table, Math.Max(0, rows.Length - MaxRows)))
        {
            ReportParts.Paragraph(console, note, ReportParts.Dim);
        }
    }

    private static void WriteRow(LossRow row, Dictionary<string, string> titles, int width, IAnsiConsole console)
    {
        ReportParts.Paragraph(console, row.Label, ReportParts.Bold);
        if (row.Journeys.IsEmpty)
        {
            ReportParts.Indented(console, new Text("No journey stops."), Indent);
        }
        else
        {
            WriteTimes(
                row.Journeys.Select(loss => (Text[])[new Text(LossPhrases.Stopped(titles[loss.Journey], loss)), .. LossPhrases.Times(loss).Select(time => new Text(time))]),
                width, console);
        }

        if (LossPhrases.Unstated(row) is { } unstated)
        {
            ReportParts.Indented(console, new Text(unstated, ReportParts.Dim), Indent);
        }

        WriteNotes("Capacity", [.. row.Capacity.Select(LossPhrases.Capacity)], console);
        WriteNotes("Data at risk", LossPhrases.KnownData(row), console);
    }

    /// <summary>Rows of a text and three times; the columns of all losses have the same width.</summary>
    private static void WriteTimes(IEnumerable<Text[]> rows, int width, IAnsiConsole console)
    {
        Grid grid = new();
        int title = Math.Clamp(console.Profile.Width - Indent - (3 * (width + Gap)), 10, MaxTitle);
        grid.AddColumn(new GridColumn { Width = title, Padding = new Padding(0) });
        for (int column = 0; column < 3; column++)
        {
            grid.AddColumn(new GridColumn { Width = width, NoWrap = true, Alignment = Justify.Right, Padding = new Padding(Gap, 0, 0, 0) });
        }

        foreach (Text[] row in rows)
        {
            grid.AddRow(row);
        }

        ReportParts.Indented(console, grid, Indent);
    }

    private static void WriteNotes(string title, string[] notes, IAnsiConsole console)
    {
        foreach (string note in notes.Take(MaxNotes))
        {
            ReportParts.Indented(console, new Text($"{title}: {note}"), Indent);
        }

        if (notes.Length > MaxNotes)
        {
            ReportParts.Indented(console, new Text($"{title}: {notes.Length - MaxNotes:N0} more", ReportParts.Dim), Indent);
        }
    }

    private static Text Dim(string text) => new(text, ReportParts.Dim);

    private static Style? Style(RecoveryVerdict verdict) => verdict switch
    {
        RecoveryVerdict.Met => ReportParts.Good,
        RecoveryVerdict.Missed => ReportParts.Bad,
        _ => ReportParts.Bold,
    };
}
