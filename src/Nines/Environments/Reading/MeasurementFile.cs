using System.Collections.Immutable;
using System.Globalization;
using Nines.Text;
using Nines.Text.Readers;

namespace Nines.Environments.Reading;

/// <summary>
/// Reads a file of measurements: comma-separated, with the header <c>component,observedHours,downHours,failures</c>, one row a
/// component, the decimal mark a point. The columns may stand in any order. Empty lines are skipped.
/// </summary>
internal static class MeasurementFile
{
    private const double MostHours = 1e8;
    private const int MostFailures = 1_000_000_000;
    private const int LongestText = 4 * 1024 * 1024;
    private static readonly ImmutableArray<string> _columns = ["component", "observedHours", "downHours", "failures"];

    /// <summary>The rows that can be used; what is wrong with the others is reported.</summary>
    public static ImmutableArray<Measurement> Read(string text, string file, ReadingContext context)
    {
        if (text.Length > LongestText)
        {
            context.Report(new SourcePosition(file, 0, 0), $"The file is longer than {LongestText:N0} characters, the most that is read.");
            return [];
        }

        var rows = ImmutableArray.CreateBuilder<Measurement>();
        int[]? order = null;
        int number = 0;
        foreach (ReadOnlySpan<char> line in text.AsSpan().TrimStart('\uFEFF').EnumerateLines())
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            number++;
            if (line.IsWhiteSpace())
            {
                continue;
            }

            ImmutableArray<Cell> cells = Split(line, new SourcePosition(file, number, 1));
            if (order is null)
            {
                order = ReadHeader(cells, context);
                if (order is null)
                {
                    return [];
                }
            }
            else if (rows.Count == Limits.MeasurementRows || context.IsFull)
            {
                context.Report(cells[0].Position, $"The file has more than {Limits.MeasurementRows:N0} rows, the most that are read.");
                break;
            }
            else if (ReadRow(cells, order, context) is { } row)
            {
                rows.Add(row);
            }
        }

        if (order is null)
        {
            context.Report(new SourcePosition(file, 1, 1), "The file of measurements is empty.", $"Start it with the line {string.Join(',', _columns)}.");
        }

        return rows.DrainToImmutable();
    }

    private static int[]? ReadHeader(ImmutableArray<Cell> cells, ReadingContext context)
    {
        bool isSound = true;
        foreach (Cell cell in cells.Where(cell => !_columns.Contains(cell.Text)))
        {
            context.ReportUnknown(cell.Position, $"There is no column {Sanitizer.Quote(cell.Text)}.", cell.Text, _columns);
            isSound = false;
        }

        int[] order = [.. _columns.Select(column => cells.Select(cell => cell.Text).ToList().IndexOf(column))];
        if (isSound && (order.Contains(-1) || cells.Length != _columns.Length))
        {
            context.Report(
                cells[0].Position, "The header does not name each of the four columns once.", $"Start the file with the line {string.Join(',', _columns)}.");
            isSound = false;
        }

        return isSound ? order : null;
    }

    private static Measurement? ReadRow(ImmutableArray<Cell> cells, int[] order, ReadingContext context)
    {
        if (cells.Length != order.Length)
        {
            context.Report(cells[0].Position, $"Expected {order.Length} values, found {cells.Length}.", "Write the decimal mark as a point.");
            return null;
        }

        Cell component = cells[order[0]];
        bool isNamed = NameRules.ComponentId.Accepts(component.Text);
        if (!isNamed)
        {
            context.Report(component.Position, $"{Sanitizer.Quote(component.Text)} cannot be the name of a component.", $"A name {NameRules.ComponentId.Rule}.");
        }

        double? observed = ReadHours(cells[order[1]], _columns[1], context);
        double? down = ReadHours(cells[order[2]], _columns[2], context);
        int? failures = ReadFailures(cells[order[3]], context);
        if (!isNamed || observed is null || down is null || failures is null)
        {
            return null;
        }

        (SourcePosition position, string? problem) = (observed, down, failures) switch
        {
            (0, _, _) => (cells[order[1]].Position, "It was observed for no time at all."),
            _ when down > observed => (cells[order[2]].Position, $"It was down for {down} hours, longer than it was observed ({observed})."),
            (_, > 0, 0) => (cells[order[3]].Position, $"It was down for {down} hours without a failure."),
            (_, 0, > 0) => (cells[order[2]].Position, $"It failed {failures} times without being down."),
            _ => (component.Position, null),
        };
        if (problem is not null)
        {
            context.Report(position, problem, "Correct the row, or remove it.");
            return null;
        }

        return new Measurement(component.Text, observed.Value, down.Value, failures.Value, component.Position);
    }

    private static double? ReadHours(Cell cell, string column, ReadingContext context)
    {
        if (double.TryParse(cell.Text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double hours)
            && hours is >= 0 and <= MostHours)
        {
            return hours;
        }

        context.Report(cell.Position, $"Expected {column} as hours from 0 to {MostHours:N0}, found {Sanitizer.Quote(cell.Text)}.");
        return null;
    }

    private static int? ReadFailures(Cell cell, ReadingContext context)
    {
        if (int.TryParse(cell.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int failures) && failures <= MostFailures)
        {
            return failures;
        }

        context.Report(cell.Position, $"Expected failures as a whole number from 0 to {MostFailures:N0}, found {Sanitizer.Quote(cell.Text)}.");
        return null;
    }

    private static ImmutableArray<Cell> Split(ReadOnlySpan<char> line, SourcePosition start)
    {
        const int mostCells = 100;
        var cells = ImmutableArray.CreateBuilder<Cell>();
        foreach (Range range in line.Split(','))
        {
            ReadOnlySpan<char> cell = line[range].Trim();
            int indent = line[range].Length - line[range].TrimStart().Length;
            if (cell is ['"', .., '"'])
            {
                cell = cell[1..^1];
            }

            cells.Add(new Cell(cell.ToString(), start with { Column = range.Start.GetOffset(line.Length) + indent + 1 }));
            if (cells.Count == mostCells)
            {
                break;
            }
        }

        return cells.DrainToImmutable();
    }

    private readonly record struct Cell(string Text, SourcePosition Position);
}
