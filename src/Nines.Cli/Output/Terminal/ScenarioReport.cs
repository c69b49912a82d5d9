using Nines.Design.Scenarios;
using Nines.Reliability;
using Spectre.Console;

namespace Nines.Cli.Output.Terminal;

// Nines.Text would win over a using above the namespace.
using Text = Spectre.Console.Text;

/// <summary>What a scenario does to each journey.</summary>
internal static class ScenarioReport
{
    public static void Write(ScenarioResult result, IAnsiConsole console)
    {
        Layout.Heading(console, $"What if: {result.Scenario.Title}");
        Table table = Layout.Table(
            ("Journey", Justify.Left), ("Availability now", Justify.Right), ("then", Justify.Right), ("Downtime a year", Justify.Right));
        foreach (JourneyChange journey in result.Journeys)
        {
            double change = Downtime.PerYear(journey.After - journey.Before);
            Style? style = change > 0 ? Layout.Bad : change < 0 ? Layout.Good : null;
            table.AddRow(
                new Text(journey.Journey),
                new Text(Figures.Availability(journey.Before)),
                new Text(Figures.Availability(journey.After), style),
                new Text(Difference(change), style));
        }

        Layout.Write(console, table);
        Name(console, "No longer there", result.Gone);
        Name(console, "New", result.Added);
    }

    private static string Difference(double seconds) => seconds switch
    {
        0 => "unchanged",
        > 0 => $"+{Figures.Duration(seconds)}",
        _ => $"-{Figures.Duration(-seconds)}",
    };

    private static void Name(IAnsiConsole console, string what, IReadOnlyCollection<string> journeys)
    {
        if (journeys.Count > 0)
        {
            Layout.Paragraph(console, $"{what}: {string.Join(", ", journeys)}", Layout.Dim);
        }
    }
}
