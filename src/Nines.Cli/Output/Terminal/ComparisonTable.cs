using Spectre.Console;

namespace Nines.Cli.Output.Terminal;

// Nines.Text would win over a using above the namespace.
using Text = Spectre.Console.Text;

/// <summary>Several files side by side: a row a journey, a column a file, the least downtime of each row marked.</summary>
internal static class ComparisonTable
{
    /// <summary>More files than this do not fit beside each other in 80 columns: then the files become the rows.</summary>
    private const int MostColumns = 5;

    public const string Legend = "* least   ! misses its objective";

    public static Table Of(Comparison comparison)
    {
        return comparison.Files.Length <= MostColumns
            ? Render("Journey", comparison.Files, comparison.Journeys, (row, column) => Cell(comparison, row, column))
            : Render("File", comparison.Journeys, comparison.Files, (row, column) => Cell(comparison, column, row));
    }

    private static Table Render(
        string corner, IReadOnlyList<string> columns, IReadOnlyList<string> rows, Func<int, int, Text> cell)
    {
        Table table = Layout.Table([(corner, Justify.Left), .. columns.Select(title => (title, Justify.Right))]);
        for (int row = 0; row < rows.Count; row++)
        {
            table.AddRow([new Text(rows[row]), .. Enumerable.Range(0, columns.Count).Select(column => cell(row, column))]);
        }

        return table;
    }

    private static Text Cell(Comparison comparison, int journey, int file)
    {
        if (comparison.At(journey, file) is not { } prediction)
        {
            return new Text("-", Layout.Dim);
        }

        bool missed = prediction.Objective is { Met: false };
        bool best = comparison.IsBest(journey, file);
        string mark = (missed ? "! " : string.Empty) + (best ? "* " : string.Empty);
        Style? style = missed ? Layout.Bad : best ? Layout.Good : null;
        return new Text(mark + Comparison.Amount(prediction), style);
    }
}
