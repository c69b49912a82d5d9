using System.Collections.Immutable;
using Nines.Domains;
using Nines.Text;
using Nines.Text.Readers;

namespace Nines.Azure.FailureDomains.Tables;

/// <summary>Takes rows from a reader of any format, checks them, and keeps every fault up to a limit.</summary>
internal sealed class DomainTableBuilder(string file)
{
    private readonly ImmutableArray<DomainTableRow>.Builder _rows = ImmutableArray.CreateBuilder<DomainTableRow>();
    private readonly ReadingContext _context = new(CancellationToken.None);
    private readonly Dictionary<string, SourcePosition> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> _columns = new(StringComparer.Ordinal);
    private bool _hasTooManyRows;

    /// <summary>No more is worth reading.</summary>
    public bool IsFull => _hasTooManyRows || _context.IsFull;

    public void Fault(SourcePosition position, string message, string? hint = null) => _context.Report(position, message, hint);

    /// <summary>Takes a column in, the first time that it is seen.</summary>
    /// <returns>True if its values can be read.</returns>
    public bool Column(string name, SourcePosition position)
    {
        if (_columns.TryGetValue(name, out bool isUsable))
        {
            return isUsable;
        }

        if (_columns.Count > DomainCells.MaxColumns)
        {
            return false;
        }

        (string Message, string? Hint)? fault = _columns.Count == DomainCells.MaxColumns
            ? ($"There are more than {DomainCells.MaxColumns} columns.", "Remove those that are not domains.")
            : DomainCells.FaultOfColumn(name);
        _columns.Add(name, fault is null);
        if (fault is { } found)
        {
            Fault(position, found.Message, found.Hint);
        }

        return fault is null;
    }

    /// <param name="node">The name, and where it stands.</param>
    /// <param name="cells">Of usable columns, each once; empty values are unknown.</param>
    public void Row(CsvCell node, IEnumerable<(string Column, CsvCell Cell)> cells)
    {
        if (_rows.Count == DomainCells.MaxRows)
        {
            Fault(node.Position, $"There are more than {DomainCells.MaxRows:N0} rows.", "Check that it is the right file.");
            _hasTooManyRows = true;
            return;
        }

        if (DomainCells.FaultOfNode(node.Text) is { } fault)
        {
            Fault(node.Position, fault.Message, fault.Hint);
        }
        else if (!_nodes.TryAdd(node.Text, node.Position))
        {
            Fault(node.Position, $"The node '{node.Text}' was named before, at {_nodes[node.Text]}.", "Keep one of the two rows.");
        }

        var values = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach ((string column, CsvCell cell) in cells.Where(pair => pair.Cell.Text.Length > 0))
        {
            if (DomainCells.FaultOfValue(column, cell.Text) is { } bad)
            {
                Fault(cell.Position, bad.Message, bad.Hint);
            }
            else
            {
                values[column] = cell.Text;
            }
        }

        _rows.Add(new DomainTableRow(new NodeDomains(node.Text, values.ToImmutable()), node.Position));
    }

    public ReadResult<DomainTable> Finish()
    {
        if (!_context.HasFaults && _rows.Count == 0)
        {
            Fault(new SourcePosition(file, 0, 0), "The table names no node.", "Write one row for each node, with its name in the column 'node'.");
        }

        return _context.ToResult(new DomainTable(_rows.ToImmutable()));
    }
}
