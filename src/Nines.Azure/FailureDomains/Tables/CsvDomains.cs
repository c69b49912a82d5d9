using System.Collections.Immutable;
using Nines.Text;

namespace Nines.Azure.FailureDomains.Tables;

/// <summary>
/// A table of domains as comma-separated values: a line with the names of the columns, then one for each node. Empty lines and lines that
/// begin with <c>#</c> are passed over; an empty cell is unknown.
/// </summary>
internal static class CsvDomains
{
    private const int MaxLineLength = 16_384;

    public static ReadResult<DomainTable> Read(string text, string file, CancellationToken cancellation)
    {
        var table = new DomainTableBuilder(file);
        ImmutableArray<CsvCell>? header = null;
        ImmutableArray<bool> isUsable = [];
        int node = -1;
        int number = 0;
        foreach (ReadOnlySpan<char> span in text.AsSpan().EnumerateLines())
        {
            cancellation.ThrowIfCancellationRequested();
            number++;
            if (table.IsFull)
            {
                break;
            }

            if (span.IsWhiteSpace() || span[0] == '#')
            {
                continue;
            }

            if (span.Length > MaxLineLength)
            {
                table.Fault(new SourcePosition(file, number, 1), $"The line is {span.Length:N0} letters long; at most {MaxLineLength:N0} are read.", "Check that it is the right file.");
                continue;
            }

            string line = span.ToString();
            if (CsvSplitter.Split(line, file, number, out Diagnostic? fault) is not { } cells)
            {
                table.Fault(fault!.Position, fault.Message, fault.Hint);
                if (header is null)
                {
                    break;
                }
            }
            else if (header is not { } columns)
            {
                (header, isUsable, node) = (cells, Header(table, cells, line), cells.Select(cell => cell.Text).ToList().IndexOf(DomainTable.NodeColumn));
                if (node < 0)
                {
                    break;
                }
            }
            else if (cells.Length != columns.Length)
            {
                table.Fault(new SourcePosition(file, number, 1), $"The line has {cells.Length} cells, but the header has {columns.Length}.", "Leave a cell empty when it is not known, but write its comma.");
            }
            else
            {
                table.Row(cells[node], cells.Select((cell, at) => (columns[at].Text, cell)).Where((_, at) => at != node && isUsable[at]));
            }
        }

        if (header is null && !table.IsFull)
        {
            table.Fault(new SourcePosition(file, 1, 1), "The table has no header.", "Begin with a line such as: node,fault-domain,update-domain,zone");
        }

        return table.Finish();
    }

    private static ImmutableArray<bool> Header(DomainTableBuilder table, ImmutableArray<CsvCell> cells, string line)
    {
        if (!cells.Any(cell => cell.Text == DomainTable.NodeColumn))
        {
            table.Fault(
                cells[0].Position, "The header has no column 'node'.",
                line.Contains(';', StringComparison.Ordinal) || line.Contains('\t', StringComparison.Ordinal)
                    ? "Separate the columns with commas."
                    : "The first line names the columns, such as: node,fault-domain,update-domain,zone");
        }

        var seen = new Dictionary<string, SourcePosition>(StringComparer.Ordinal);
        return
        [
            .. cells.Select(cell =>
            {
                if (!seen.TryAdd(cell.Text, cell.Position) && cell.Text.Length > 0)
                {
                    table.Fault(cell.Position, $"The column '{Sanitizer.CleanMessage(cell.Text)}' was named before, in column {seen[cell.Text].Column} of the line.", "Keep one of the two.");
                    return false;
                }

                return table.Column(cell.Text, cell.Position);
            }),
        ];
    }
}
