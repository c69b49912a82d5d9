using Nines.Design.Advising;
using Nines.Reliability;
using Spectre.Console;

namespace Nines.Cli.Output.Terminal;

// Nines.Text would win over a using above the namespace.
using Text = Spectre.Console.Text;

/// <summary>What each improvement is worth, alone and in combination, and what it changes in the file.</summary>
internal static class AdviceReport
{
    private const int MostAlone = 12;
    private const int FigureWidth = 13;

    public static void Write(Advice advice, IAnsiConsole console)
    {
        Layout.Heading(console, "Improvements, each by itself", advice.File);
        if (advice.Alone.IsEmpty)
        {
            Layout.Paragraph(console, "None of the known improvements saves anything here.");
            return;
        }

        Layout.Paragraph(console, "Downtime saved a year, added up over the journeys that get better.", Layout.Dim);
        foreach (ImprovementWorth worth in advice.Alone.Take(MostAlone))
        {
            Line(console, Figures.DowntimePerYear(worth.Saved), worth.Improvement.Title);
            Aside(console, Journeys(worth));
        }

        WriteCombined(advice, console);
        WriteEdits(advice, console);
    }

    private static void WriteCombined(Advice advice, IAnsiConsole console)
    {
        Layout.Heading(console, "In combination, the best next one each time");
        double total = 0;
        foreach ((int index, ImprovementWorth worth) in advice.Combined.Index())
        {
            total += worth.Saved;
            Line(console, Figures.DowntimePerYear(worth.Saved), $"{index + 1}. {worth.Improvement.Title} ({Figures.DowntimePerYear(total)} in all)");
        }
    }

    /// <summary>A figure in a column of its own, and what it stands for.</summary>
    private static void Line(IAnsiConsole console, string figure, string text)
    {
        Grid grid = Layout.Columns(Justify.Right, Justify.Left);
        grid.Columns[0].Width = FigureWidth;
        grid.AddRow(new Text(figure, Layout.Bold), new Text(text));
        Layout.Indented(console, grid);
    }

    private static void Aside(IAnsiConsole console, string text)
    {
        if (text.Length > 0)
        {
            console.Write(new Padder(new Text(text, Layout.Dim), new Padding(FigureWidth + 4, 0, 0, 0)));
        }
    }

    private static void WriteEdits(Advice advice, IAnsiConsole console)
    {
        Layout.Heading(console, "What they change in the file");
        IEnumerable<ImprovementWorth> shown = advice.Alone.Take(MostAlone).Concat(advice.Combined).DistinctBy(worth => worth.Improvement.Title);
        foreach (ImprovementWorth worth in shown)
        {
            Layout.Paragraph(console, worth.Improvement.Title);
            foreach (FileEdit edit in worth.Edits)
            {
                console.Write(new Padder(new Text(Edit(edit), Layout.Dim), new Padding(4, 0, 0, 0)));
            }
        }
    }

    private static string Edit(FileEdit edit) => edit switch
    {
        { To: null } => $"{edit.Path}: {edit.From ?? "(nothing)"} -> take it away",
        { From: null } => $"{edit.Path}: (nothing) -> {edit.To}",
        _ => $"{edit.Path}: {edit.From} -> {edit.To}",
    };

    /// <summary>The journeys that it changes by a second a year or more, most first.</summary>
    private static string Journeys(ImprovementWorth worth) => string.Join(
        ", ",
        worth.Journeys
            .Where(journey => Math.Abs(Downtime.PerYear(journey.Before - journey.After)) >= 1)
            .OrderByDescending(journey => journey.Before - journey.After)
            .Select(journey => (journey.After > journey.Before ? "but " : "")
                + $"{journey.Journey} {Figures.DowntimePerYear(journey.Before)} -> {Figures.DowntimePerYear(journey.After)}"));
}
