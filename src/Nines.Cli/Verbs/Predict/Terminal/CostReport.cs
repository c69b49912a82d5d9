using Nines.Cli.Shared;
using Nines.Cli.Verbs.Predict.Answers;
using Nines.Environments.Advice;
using Nines.Environments.Costs;
using Nines.Environments.Predictions;
using Spectre.Console;

namespace Nines.Cli.Verbs.Predict.Terminal;

// Nines.Text would win over a using above the namespace.
using Text = Spectre.Console.Text;

/// <summary>Bills line by line, several files by availability and price, and improvements by the cost of a minute.</summary>
internal static class CostReport
{
    private const int MaxImprovements = 12;
    private const int MaxReasons = 3;

    public static void Write(PredictAnswer answer, PredictCosts costs, IAnsiConsole console)
    {
        if (costs.Advice is { } advice)
        {
            WriteAdvice(advice, console);
            return;
        }

        if (answer.Predictions.Length > 1)
        {
            WriteComparison(answer, costs, console);
            return;
        }

        WriteBill(costs.Bills[0]!, console);
    }

    private static void WriteBill(Bill bill, IAnsiConsole console)
    {
        ReportParts.Heading(console, "Cost");
        ReportParts.Paragraph(console, CostPhrases.Basis(bill.CatalogueDate), ReportParts.Dim);
        Table table = ReportParts.Table(("Item", Justify.Left), ("Unit price", Justify.Right), ("USD a month", Justify.Right));
        foreach (BillLine line in bill.Lines)
        {
            table.AddRow(
                new Text(line.Unknown is null ? line.Item : $"{line.Item}: {line.Unknown}"),
                new Text(CostPhrases.UnitPrice(line), ReportParts.Dim),
                new Text(CostPhrases.Amount(line.Monthly), line.Monthly is null ? ReportParts.Bad : Style.Plain));
        }

        int unknown = bill.Unknown.Count();
        table.AddRow(
            new Text(unknown == 0 ? "Total" : $"Total, at least: {unknown} price{(unknown == 1 ? "" : "s")} not known", ReportParts.Bold),
            new Text(""), new Text(CostPhrases.Amount(bill.Known), ReportParts.Bold));
        ReportParts.Write(console, table);
        WriteNotes(bill, console);
    }

    private static void WriteNotes(Bill bill, IAnsiConsole console)
    {
        if (CostPhrases.Oldest(bill) is { } oldest)
        {
            ReportParts.Paragraph(console, oldest, ReportParts.Dim);
        }

        if (!bill.Omitted.IsEmpty)
        {
            ReportParts.Paragraph(console, "Omitted:", ReportParts.Dim);
            ReportParts.Bullets(console, bill.Omitted);
        }
    }

    /// <summary>One row a file: the journey that all files have, and the price.</summary>
    private static void WriteComparison(PredictAnswer answer, PredictCosts costs, IAnsiConsole console)
    {
        ReportParts.Heading(console, "Availability and cost");
        ReportParts.Paragraph(console, CostPhrases.Basis(costs.Bills.OfType<Bill>().First().CatalogueDate), ReportParts.Dim);
        JourneyPrediction? journey = CostComparison.Journey(answer.Predictions);
        Table table = ReportParts.Table(
            ("File", Justify.Left), (journey?.Title ?? "Availability", Justify.Right), ("Down a year", Justify.Right), ("USD a month", Justify.Right));
        foreach ((int index, Prediction prediction) in answer.Predictions.Index())
        {
            JourneyPrediction? own = prediction.Journeys.FirstOrDefault(candidate => candidate.Name == journey?.Name);
            table.AddRow(
                new Text(prediction.System.Name),
                new Text(own is null ? "-" : Figures.Availability(own.Unavailability.Value)),
                new Text(own is null ? "-" : Figures.DowntimePerYear(own.Unavailability.Value)),
                new Text(costs.Bills[index] is { } bill ? CostPhrases.Total(bill) : "-"));
        }

        ReportParts.Write(console, table);
        ReportParts.Paragraph(console, "Name one file alone with --cost for its bill, line by line.");
    }

    private static void WriteAdvice(PricedAdvice advice, IAnsiConsole console)
    {
        ReportParts.Heading(console, "Cost of the improvements, cheapest minute first");
        ReportParts.Paragraph(console, CostPhrases.Basis(advice.Now.CatalogueDate), ReportParts.Dim);
        ReportParts.Paragraph(console, $"Now: {CostPhrases.Total(advice.Now)} a month.");
        if (advice.Alone.IsEmpty)
        {
            return;
        }

        WriteGrid(["USD a minute", "USD a month", "Saves a year", "Improvement"], advice.Alone.Take(MaxImprovements).Select(Row), console);
        if (advice.Alone.Length > MaxImprovements)
        {
            ReportParts.Paragraph(console, $"And {advice.Alone.Length - MaxImprovements:N0} more with dearer minutes or unknown prices; -o json has all of them.", ReportParts.Dim);
        }

        WriteFront(advice, console);
    }

    private static string[] Row(PricedImprovement priced)
    {
        string unknown = priced.Cost.Unknown.IsEmpty ? "" : $" ({string.Join("; ", priced.Cost.Unknown.Take(MaxReasons))})";
        return
        [
            CostPhrases.PerMinute(priced.PerMinute), CostPhrases.Difference(priced.Cost.Monthly), Figures.DowntimePerYear(priced.Worth.Saved),
            priced.Worth.Improvement.Title + unknown,
        ];
    }

    private static void WriteFront(PricedAdvice advice, IAnsiConsole console)
    {
        ReportParts.Heading(console, "Best designs by cost and availability");
        WriteGrid(
            ["USD a month", "Down a year", "Design"],
            advice.Front.Select(design => new[]
            {
                design.Improvements.IsEmpty ? "now" : CostPhrases.Difference(design.Monthly), CostPhrases.DowntimeOf(design), CostPhrases.Title(design),
            }),
            console);
        ReportParts.Paragraph(
            console, CostComparison.Designs(advice) + " Downtime is that of all journeys that count, added up; each design was solved as a file of its own.", ReportParts.Dim);
    }

    // The figures stay on one line, and the last column takes the rest.
    private static void WriteGrid(string[] titles, IEnumerable<string[]> rows, IAnsiConsole console)
    {
        Grid grid = ReportParts.Columns([.. titles[1..].Select(_ => Justify.Right), Justify.Left]);
        grid.AddRow([.. titles.Select(title => new Text(title, ReportParts.Dim))]);
        foreach (string[] row in rows)
        {
            grid.AddRow([.. row.Select(cell => new Text(cell))]);
        }

        ReportParts.Indented(console, grid);
    }
}
