using System.Collections.Immutable;
using Nines.Text;
using Nines.Text.Readers;

namespace Nines.Environments.Reading;

/// <summary>
/// Reads a file of measurements: comma-separated, with the header <c>component,observedHours,downHours,failures</c>, one row a
/// component, the decimal mark a point. The columns may stand in any order. Empty lines are skipped.
/// </summary>
internal static class MeasurementFile
{
    private const double MaxHours = 1e8;
    private const int MaxLength = 4 * 1024 * 1024;
    private const int MaxLineLength = 16_384;
    private static readonly ImmutableArray<string> _columns = ["component", "observedHours", "downHours", "failures"];
    private static readonly ScalarReader<double> _observed = Numbers.Decimal("observedHours", 0, MaxHours);
    private static readonly ScalarReader<double> _down = Numbers.Decimal("downHours", 0, MaxHours);
    private static readonly ScalarReader<int> _failures = Numbers.Whole("failures", 0, 1_000_000_000);

    /// <summary>The rows that can be used; what is wrong with the others is reported.</summary>
    public static ImmutableArray<Measurement> Read(string text, string file, ReadingContext context)
    {
        if (text.Length > MaxLength)
        {
            context.Report(new SourcePosition(file, 0, 0), $"The file is longer than {MaxLength:N0} characters, the most that is read.");
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

            if (line.Length > MaxLineLength)
            {
                context.Report(new SourcePosition(file, number, 1), $"The line has {line.Length:N0} characters; at most {MaxLineLength:N0} are read.", "Check that it is the right file.");
                break;
            }

            if (CsvLine.Split(line.ToString(), file, number, out Diagnostic? fault) is not { } cells)
            {
                context.Report(fault!.Position, fault.Message, fault.Hint);
                if (order is null)
                {
                    return [];
                }
            }
            else if (order is null)
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

    private static int[]? ReadHeader(ImmutableArray<CsvCell> cells, ReadingContext context)
    {
        bool isSound = true;
        foreach (CsvCell cell in cells.Where(cell => !_columns.Contains(cell.Text)))
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

    private static Measurement? ReadRow(ImmutableArray<CsvCell> cells, int[] order, ReadingContext context)
    {
        if (cells.Length != order.Length)
        {
            context.Report(cells[0].Position, $"Expected {order.Length} values, found {cells.Length}.", "Write the decimal mark as a point.");
            return null;
        }

        CsvCell component = cells[order[0]];
        bool isNamed = EnvironmentNames.ComponentId.Accepts(component.Text);
        if (!isNamed)
        {
            context.Report(component.Position, $"{Sanitizer.Quote(component.Text)} cannot be the name of a component.", $"A name {EnvironmentNames.ComponentId.Rule}.");
        }

        bool isRead = _observed.TryParse(cells[order[1]].Text, cells[order[1]].Position, context, out double observed)
            & _down.TryParse(cells[order[2]].Text, cells[order[2]].Position, context, out double down)
            & _failures.TryParse(cells[order[3]].Text, cells[order[3]].Position, context, out int failures);
        if (!isNamed || !isRead)
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

        return new Measurement(component.Text, observed, down, failures, component.Position);
    }
}
