using System.Collections.Immutable;
using Nines.Text.Readers;
using Nines.Text;

namespace Nines.Environments.Specs;

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

            if (CsvSplitter.Split(line.ToString(), file, number, out Diagnostic? fault) is not { } cells)
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
        // A file of something else may hold secrets, so nothing of it is shown.
        if (!cells.Any(cell => _columns.Contains(cell.Text)))
        {
            context.Report(cells[0].Position, "This is not a file of measurements.", $"Start the file with the line {string.Join(',', _columns)}.");
            return null;
        }

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

/// <summary>Measurement of one component.</summary>
/// <param name="Component">A component id or a catalogue service, as under <c>availabilities</c>.</param>
/// <param name="ObservedHours">Hours of observation; more than 0.</param>
/// <param name="DownHours">Hours of that in which it was down.</param>
/// <param name="Failures">Number of outages.</param>
/// <param name="Position">Position of the row.</param>
internal sealed record Measurement(string Component, double ObservedHours, double DownHours, int Failures, SourcePosition Position)
{
    /// <summary>Number of failures to assume when none was observed: the posterior mean of a Poisson rate under Jeffreys' prior is (0 + 1/2) / T.</summary>
    private const double UnseenFailures = 0.5;

    /// <summary>
    /// The availability that the measurement stands for: U = down / observed, and MDT = down / failures. Without a failure,
    /// neither is known and zero would be too good to be true; the failure rate is then taken as 0.5 / observed (Jeffreys' prior)
    /// and the default mean down time stays.
    /// </summary>
    /// <param name="defaultMeanDownTime">Of the catalogue, or an hour.</param>
    public AvailabilitySpec ToSpec(TimeSpan defaultMeanDownTime)
    {
        if (Failures > 0)
        {
            // A tick is the shortest time there is; rounding to none at all would make the failure rate infinite.
            TimeSpan meanDownTime = TimeSpan.FromTicks(Math.Max(1, TimeSpan.FromHours(DownHours / Failures).Ticks));
            return new AvailabilitySpec(DownHours / ObservedHours, meanDownTime, true, Position);
        }

        TimeSpan meanUpTime = TimeSpan.FromHours(ObservedHours / UnseenFailures);
        return new AvailabilitySpec(defaultMeanDownTime / (meanUpTime + defaultMeanDownTime), null, true, Position) { MeanUpTime = meanUpTime };
    }
}

/// <summary>Adds what was measured to what the file states.</summary>
internal static class MeasurementSection
{
    private static readonly TimeSpan _assumedMeanDownTime = TimeSpan.FromHours(1);

    public static EnvironmentSpec Add(
        EnvironmentDraft draft, DocumentLocator document, AvailabilityCatalogue catalogue, Func<string, ReadResult<string>>? read, ReadingContext context)
    {
        ImmutableDictionary<string, AvailabilitySpec>.Builder all = draft.Spec.Availabilities.ToBuilder();
        for (int i = 0; i < draft.Measurements.Length; i++)
        {
            SourcePosition position = document.PositionOfItem(i, EnvironmentSection.MeasurementsKey);
            if (read is null)
            {
                context.Report(position, "Files of measurements cannot be read here.", "Name the environment file itself instead of piping it in.");
                break;
            }

            ReadResult<string> text = read(draft.Measurements[i]);
            if (!text.IsValid)
            {
                context.ReportAll(text.Diagnostics.Select(each => each.Position.Line == 0 ? each with { Position = position } : each));
                continue;
            }

            foreach (Measurement row in MeasurementFile.Read(text.Value, draft.Measurements[i], context))
            {
                TimeSpan meanDownTime = catalogue.Find(row.Component)?.MeanDownTime ?? _assumedMeanDownTime;
                if (!all.TryAdd(row.Component, row.ToSpec(meanDownTime)))
                {
                    AvailabilitySpec other = all[row.Component];
                    context.Report(
                        row.Position,
                        $"The availability of '{row.Component}' is duplicated, here and at {other.Position}.",
                        "Remove one of them.");
                }
            }
        }

        return draft.Spec with { Availabilities = all.ToImmutable() };
    }
}
