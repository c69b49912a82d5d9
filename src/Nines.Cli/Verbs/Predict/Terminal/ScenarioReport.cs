using Nines.Cli.Shared;
using Nines.Cli.Verbs.Predict.Answers;
using Nines.Environments.Predictions;
using Spectre.Console;

namespace Nines.Cli.Verbs.Predict.Terminal;

// Nines.Text would win over a using above the namespace.
using Text = Spectre.Console.Text;

/// <summary>Effect of a scenario on each journey.</summary>
internal static class ScenarioReport
{
    /// <summary>A narrower terminal gets the change without the sum.</summary>
    private const int WideFrom = 80;

    public static void Write(ScenarioResult result, Changes changes, IAnsiConsole console)
    {
        ReportParts.Heading(console, $"What if: {result.Scenario.Title}");
        JourneyChange[] changed = [.. result.Journeys.Where(IsChanged)];
        if (changed.Length > 0)
        {
            WriteTable(changed, changes, console);
        }

        string[] same = [.. result.Journeys.Where(journey => !IsChanged(journey)).Select(journey => changes.Title(journey.Journey))];
        Name(console, "No change", same);
        Name(console, "No longer there", [.. result.Gone.Select(changes.Title)]);
        Name(console, "New", [.. Changes.Added(result)]);
    }

    private static void WriteTable(JourneyChange[] changed, Changes changes, IAnsiConsole console)
    {
        bool isWide = console.Profile.Width >= WideFrom;
        (string, Justify)[] downtime = isWide ? [("Down a year", Justify.Right)] : [];
        Table table = ReportParts.Table(
            [("Journey", Justify.Left), ("Now", Justify.Right), ("Then", Justify.Right), .. downtime, ("Change", Justify.Right)]);
        foreach (JourneyChange journey in changed)
        {
            Style style = journey.After > journey.Before ? ReportParts.Bad : ReportParts.Good;
            Text[] down = isWide ? [new Text(Figures.DowntimePerYear(journey.After))] : [];
            table.AddRow(
            [
                new Text(changes.Title(journey.Journey)),
                new Text(Figures.Availability(journey.Before)),
                new Text(Figures.Availability(journey.After), style),
                .. down,
                new Text(Figures.Difference(journey.Before, journey.After), style),
            ]);
            if (changes.Objective(journey) is { } objective)
            {
                table.AddRow(new Text("  " + objective, style));
            }
        }

        ReportParts.Write(console, table);
    }

    private static bool IsChanged(JourneyChange journey) => Figures.Difference(journey.Before, journey.After) != Figures.NoChange;

    private static void Name(IAnsiConsole console, string what, string[] journeys)
    {
        if (journeys.Length > 0)
        {
            ReportParts.Paragraph(console, $"{what}: {string.Join(", ", journeys)}.", ReportParts.Dim);
        }
    }
}
