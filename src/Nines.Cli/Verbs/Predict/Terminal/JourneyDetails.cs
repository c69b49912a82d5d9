using System.Collections.Immutable;
using Nines.Cli.Shared;
using Nines.Cli.Verbs.Predict.Answers;
using Nines.Environments.Predictions;
using Spectre.Console;

namespace Nines.Cli.Verbs.Predict.Terminal;

// Nines.Text would win over a using above the namespace.
using Text = Spectre.Console.Text;

/// <summary>Causes of a journey's downtime: single points of failure, cut sets, downtime by cause.</summary>
internal static class JourneyDetails
{
    private const int MaxSinglePoints = 10;
    private const int MaxCutSets = 5;
    private const int MaxCauses = 10;
    private const int BarWidth = 24;
    private const int NarrowBarWidth = 10;
    private const int WideFrom = 80;

    public static void Write(JourneyPrediction journey, IAnsiConsole console)
    {
        ReportParts.Heading(console, journey.Title, journey.Name == journey.Title ? null : journey.Name);
        WriteSinglePoints(journey, console);
        WriteCutSets(journey, console);
        WriteCauses(journey, console);
        string?[] notes =
        [
            PredictPhrases.LimitReached(journey),
            PredictPhrases.SharedOnce(journey),
            PredictPhrases.Frequency(journey.Frequency),
            journey.Month is { } missed ? PredictPhrases.MonthsMissed(journey, missed) : null,
            journey.Month is { } month ? PredictPhrases.MonthQuantiles(month) : null,
            journey.Diagram is null ? null : PredictPhrases.WithoutIndependence(journey),
        ];
        foreach (string note in notes.OfType<string>())
        {
            ReportParts.Paragraph(console, note);
        }
    }

    private static void WriteSinglePoints(JourneyPrediction journey, IAnsiConsole console)
    {
        if (journey.CutSets is null)
        {
            return;
        }

        if (journey.SinglePointsOfFailure.IsEmpty)
        {
            ReportParts.Paragraph(console, "No single point of failure.", ReportParts.Good);
            return;
        }

        ReportParts.Paragraph(console, "Single points of failure", ReportParts.Bold);
        WriteRows(
            journey,
            [.. journey.SinglePointsOfFailure.Take(MaxSinglePoints).Select(set => (CutSetPhrases.CutSet(set, journey.Components), set.Probability))],
            Math.Max(0, journey.SinglePointsOfFailure.Length - MaxSinglePoints),
            console);
    }

    private static void WriteCutSets(JourneyPrediction journey, IAnsiConsole console)
    {
        if (journey.CutSets is not { } summary)
        {
            return;
        }

        ImmutableArray<CutSetGroup> together = CutSetGroup.Combinations(journey);
        if (!together.IsEmpty)
        {
            ReportParts.Paragraph(console, "Likeliest combinations", ReportParts.Bold);
            WriteRows(journey, [.. together.Take(MaxCutSets).Select(group => (group.Text, group.Probability))], 0, console);
        }

        ReportParts.Paragraph(console, CutSetPhrases.CutSetCount(summary) + ".", ReportParts.Dim);
    }

    private static void WriteRows(JourneyPrediction journey, ImmutableArray<(string Text, double Probability)> rows, int more, IAnsiConsole console)
    {
        Grid grid = ReportParts.Columns(Justify.Right, Justify.Left);
        foreach ((string text, double probability) in rows)
        {
            string amount = journey.Diagram is null ? Figures.Probability(probability) : Figures.DowntimePerYear(probability) + "/year";
            grid.AddRow(new Text(amount), new Text(text));
        }

        if (more > 0)
        {
            grid.AddRow(new Text(string.Empty), new Text($"and {more:N0} more", ReportParts.Dim));
        }

        ReportParts.Indented(console, grid, 4);
    }

    private static void WriteCauses(JourneyPrediction journey, IAnsiConsole console)
    {
        if (journey.DowntimeByCause.IsEmpty)
        {
            return;
        }

        ReportParts.Paragraph(console, PredictPhrases.CausesTitle(journey), ReportParts.Bold);
        Grid grid = ReportParts.Columns(Justify.Left, Justify.Right, Justify.Left);
        double largest = journey.DowntimeByCause[0].Unavailability;
        int shown = Shown(journey);
        foreach (CauseDowntime cause in journey.DowntimeByCause.Take(shown))
        {
            grid.AddRow(
                new Text(cause.Cause),
                new Text(PredictPhrases.CauseAmount(journey, cause.Unavailability)),
                new Text(Bar(largest > 0 ? cause.Unavailability / largest : 0, console), new Style(Color.Blue)));
        }

        if (journey.DowntimeByCause.Length > shown)
        {
            double rest = journey.DowntimeByCause.Skip(shown).Sum(cause => cause.Unavailability);
            grid.AddRow(
                new Text($"{journey.DowntimeByCause.Length - shown:N0} more", ReportParts.Dim),
                new Text(PredictPhrases.CauseAmount(journey, rest)),
                new Text(Bar(largest > 0 ? rest / largest : 0, console), new Style(Color.Blue)));
        }

        ReportParts.Indented(console, grid, 4);
    }

    /// <summary>Many causes of next to nothing are one line.</summary>
    private static int Shown(JourneyPrediction journey)
    {
        const int FewEnough = 2;
        ImmutableArray<CauseDowntime> causes = journey.DowntimeByCause;
        int notable = Math.Max(1, causes.Count(cause => PredictPhrases.CauseAmount(journey, cause.Unavailability) != Figures.LeastMinutes));
        return Math.Min(MaxCauses, causes.Length - notable <= FewEnough ? causes.Length : notable);
    }

    private static string Bar(double share, IAnsiConsole console)
    {
        int width = console.Profile.Width >= WideFrom ? BarWidth : NarrowBarWidth;
        int length = share > 0 ? Math.Max(1, (int)Math.Round(Math.Min(1, share) * width)) : 0;
        return new string(console.Profile.Capabilities.Unicode ? '█' : '#', length);
    }
}
