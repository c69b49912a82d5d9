using Nines.Cli.Shared;
using Nines.Cli.Verbs.Predict.Answers;
using Nines.Environments.Advice;
using Spectre.Console;

namespace Nines.Cli.Verbs.Predict.Terminal;

// Nines.Text would win over a using above the namespace.
using Text = Spectre.Console.Text;

/// <summary>Effect of each improvement, alone and in combination, with its edits of the file.</summary>
internal static class AdviceReport
{
    private const int MaxAlone = 12;
    private const int FigureWidth = 12;

    public static void Write(AdviceResult advice, Changes changes, IAnsiConsole console)
    {
        ReportParts.Heading(console, "Improvements, each by itself");
        if (advice.Alone.IsEmpty)
        {
            ReportParts.Paragraph(console, "None of the known improvements saves anything here.");
            return;
        }

        ReportParts.Paragraph(console, "Downtime saved a year, added up over the journeys that have an objective (all, if none has one) and get better.", ReportParts.Dim);
        foreach (ImprovementWorth worth in advice.Alone.Take(MaxAlone))
        {
            WriteOne(worth, changes, console);
        }

        if (advice.Alone.Length > MaxAlone)
        {
            ReportParts.Paragraph(console, $"And {advice.Alone.Length - MaxAlone:N0} more that save less.", ReportParts.Dim);
        }

        WriteCombined(advice, console);
        if (Changes.Untried(advice) is { } untried)
        {
            ReportParts.Paragraph(console, untried);
        }
    }

    private static void WriteOne(ImprovementWorth worth, Changes changes, IAnsiConsole console)
    {
        Grid grid = ReportParts.Columns(Justify.Right, Justify.Left);
        grid.Columns[0].Width = FigureWidth;
        grid.AddRow(new Text(Figures.DowntimePerYear(worth.Saved), ReportParts.Bold), new Text(worth.Improvement.Title, ReportParts.Bold));
        foreach (string effect in changes.Effects(worth))
        {
            grid.AddRow(new Text(string.Empty), new Text(effect));
        }

        AddEdits(grid, worth);
        ReportParts.Indented(console, grid);
    }

    private static void WriteCombined(AdviceResult advice, IAnsiConsole console)
    {
        ReportParts.Heading(console, "Together: what to do first, and what is best on top of that");
        Grid grid = ReportParts.Columns(Justify.Right, Justify.Right, Justify.Left);
        grid.AddRow(new Text("Saves", ReportParts.Dim), new Text("In all", ReportParts.Dim), new Text(string.Empty));
        HashSet<string> known = [.. advice.Alone.Take(MaxAlone).Select(worth => worth.Improvement.Id)];
        double total = 0;
        foreach ((int index, ImprovementWorth worth) in advice.Combined.Index())
        {
            total += worth.Saved;
            grid.AddRow(
                new Text(Figures.DowntimePerYear(worth.Saved)),
                new Text(Figures.DowntimePerYear(total)),
                new Text($"{index + 1}. {worth.Improvement.Title}"));
            if (known.Add(worth.Improvement.Id))
            {
                foreach (string edit in Changes.Edits(worth).Select(Brief))
                {
                    grid.AddRow(new Text(string.Empty), new Text(string.Empty), new Text("   " + edit, ReportParts.Dim));
                }
            }
        }

        ReportParts.Indented(console, grid);
    }

    private static void AddEdits(Grid grid, ImprovementWorth worth)
    {
        foreach (string edit in Changes.Edits(worth).Select(Brief))
        {
            grid.AddRow(new Text(string.Empty), new Text(edit, ReportParts.Dim));
        }
    }

    /// <summary>Shortens an edit, since a complete second region does not fit a terminal.</summary>
    private static string Brief(string edit)
    {
        const int maxLength = 160;
        return edit.Length <= maxLength ? edit : edit[..maxLength] + "... (-o json has all of it)";
    }
}
