using Nines.Cli.Shared;
using Nines.Cli.Verbs.Predict.Answers;
using Nines.Environments.Costs;
using Nines.Environments.Predictions;
using Spectre.Console;

namespace Nines.Cli.Verbs.Diff;

// Nines.Text would win over a using above the namespace.
using Text = Spectre.Console.Text;

/// <summary>A comparison for a terminal.</summary>
internal static class DiffText
{
    private const int MaxCauses = 8;

    public static void Write(DiffAnswer answer, IAnsiConsole console)
    {
        ReportParts.Heading(console, $"{answer.Before.System.Name} to {answer.After.System.Name}");
        ReportParts.Paragraph(console, DiffPhrases.Summary(answer));
        if (!answer.Changed.IsEmpty)
        {
            Table table = ReportParts.Table(
                ("Journey", Justify.Left), ("Down a year before", Justify.Right), ("After", Justify.Right), ("Change", Justify.Right), ("Objective", Justify.Left));
            foreach (JourneyDiff journey in answer.Changed)
            {
                table.AddRow(
                    new Text(journey.Any.Title), new Text(DiffPhrases.Downtime(journey.Before)), new Text(DiffPhrases.Downtime(journey.After)),
                    new Text(DiffPhrases.Change(journey), journey.IsWorse ? ReportParts.Bad : Style.Plain), new Text(DiffPhrases.Objective(journey)));
            }

            ReportParts.Write(console, table);
        }

        ReportParts.Bullets(console, [.. answer.Diff.Losses.Select(DiffPhrases.Loss)]);
        foreach (JourneyDiff journey in answer.Changed.Where(journey => !journey.Causes.IsEmpty))
        {
            ReportParts.Heading(console, $"{journey.Any.Title}: causes");
            ReportParts.Bullets(
                console,
                [
                    .. journey.Gained.Select(label => $"new single point of failure: {label}"),
                    .. journey.Lost.Select(label => $"no longer a single point of failure: {label}"),
                    .. journey.Causes.Take(MaxCauses).Select(cause => $"{cause.Cause}: {Figures.Difference(cause.Before, cause.After)} to {Figures.DowntimePerYear(cause.After)}"),
                ]);
        }

        WriteCost(answer, console);
    }

    private static void WriteCost(DiffAnswer answer, IAnsiConsole console)
    {
        ReportParts.Heading(console, "Cost");
        ReportParts.Paragraph(console, CostPhrases.Basis(answer.BillAfter.CatalogueDate), ReportParts.Dim);
        ReportParts.Paragraph(console, $"Before: {CostPhrases.Total(answer.BillBefore)}. After: {CostPhrases.Total(answer.BillAfter)}.");
        if (!answer.Cost.Lines.IsEmpty)
        {
            Table table = ReportParts.Table(("Item", Justify.Left), ("Before", Justify.Right), ("After", Justify.Right), ("Change", Justify.Right));
            foreach (BillLineChange line in answer.Cost.Lines)
            {
                table.AddRow(
                    new Text(line.Item), new Text(CostPhrases.Amount(line.Before)), new Text(CostPhrases.Amount(line.After)),
                    new Text(CostPhrases.Difference(line.After - line.Before)));
            }

            table.AddRow(new Text("Total", ReportParts.Bold), new Text(""), new Text(""), new Text(CostPhrases.Difference(answer.Cost.Monthly), ReportParts.Bold));
            ReportParts.Write(console, table);
        }

        ReportParts.Bullets(console, [.. answer.Cost.Unknown.Select(unknown => $"not known: {unknown}")]);
    }
}
