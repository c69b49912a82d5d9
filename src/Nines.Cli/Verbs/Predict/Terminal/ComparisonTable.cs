using System.Collections.Immutable;
using System.Text;
using Nines.Cli.Shared;
using Nines.Cli.Verbs.Predict.Answers;
using Spectre.Console;

namespace Nines.Cli.Verbs.Predict.Terminal;

// Nines.Text would win over a using above the namespace.
using Text = Spectre.Console.Text;

/// <summary>Several files side by side: a row a journey, a column a file, the least downtime of each row marked.</summary>
internal static class ComparisonTable
{
    public const string Legend = "* least   ! misses its objective";

    /// <summary>With more files than this the files become the rows.</summary>
    private const int MaxColumns = 5;
    private const int RowTitleWidth = 24;
    private const int CellWidth = 17;

    /// <summary>One table, or several under each other when the columns do not fit <paramref name="width"/>.</summary>
    public static IEnumerable<Table> Create(Comparison comparison, int width)
    {
        int most = Math.Max(1, (width - RowTitleWidth) / CellWidth);
        // One table with the files as rows beats two with the files as columns.
        bool areFilesColumns = comparison.Files.Length <= MaxColumns
            && (comparison.Files.Length <= most || comparison.Journeys.Length > most);
        (ImmutableArray<string> columns, ImmutableArray<string> rows) = areFilesColumns
            ? (comparison.Files, comparison.Journeys)
            : (comparison.Journeys, comparison.Files);
        foreach (int[] chunk in Enumerable.Range(0, columns.Length).Chunk(most))
        {
            Table table = ReportParts.Table(
            [
                (areFilesColumns ? "Journey" : "File", Justify.Left),
                .. chunk.Select(column => (Broken(columns[column]), Justify.Right)),
            ]);
            for (int row = 0; row < rows.Length; row++)
            {
                int at = row;
                table.AddRow(
                [
                    new Text(rows[row]),
                    .. chunk.Select(column => areFilesColumns ? Cell(comparison, at, column) : Cell(comparison, column, at)),
                ]);
            }

            yield return table;
        }
    }

    /// <summary>A title in lines no wider than a cell, as far as its words allow.</summary>
    private static string Broken(string title)
    {
        StringBuilder lines = new();
        int used = 0;
        foreach (string word in title.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            bool fits = used + 1 + word.Length <= CellWidth - 2;
            lines.Append(used == 0 ? string.Empty : fits ? " " : "\n").Append(word);
            used = used > 0 && fits ? used + 1 + word.Length : word.Length;
        }

        return lines.ToString();
    }

    private static Text Cell(Comparison comparison, int journey, int file)
    {
        if (comparison.At(journey, file) is not { } prediction)
        {
            return new Text("-", ReportParts.Dim);
        }

        bool missed = prediction.Objective is { Met: false };
        bool best = comparison.IsBest(journey, file);
        string mark = (missed ? "! " : string.Empty) + (best ? "* " : string.Empty);
        Style style = missed ? ReportParts.Bad : best ? ReportParts.Good : Style.Plain;
        return new Text(mark + Comparison.Amount(prediction), style);
    }
}
