using System.Collections.Immutable;
using Nines.Text;
using Nines.Text.Readers;

namespace Nines.Azure.FailureDomains.Tables;

/// <summary>
/// A table of domains as YAML or JSON: a list of mappings, one for each node, or a mapping whose only key is <c>nodes</c> with that list.
/// A value that is omitted, empty or null is unknown.
/// </summary>
internal static class YamlDomains
{
    private const string Root = "nodes";

    public static ReadResult<DomainTable> Read(DocumentNode document, CancellationToken cancellation)
    {
        var table = new DomainTableBuilder(document.Position.File);
        if (List(document, table) is { } list)
        {
            foreach (DocumentNode item in list.Items)
            {
                cancellation.ThrowIfCancellationRequested();
                if (table.IsFull)
                {
                    break;
                }

                if (item is MappingNode row)
                {
                    Row(row, table);
                }
                else
                {
                    table.Fault(item.Position, "Expected a mapping with the domains of a node here.", "Write it like this: - node: aks-apps-0, then fault-domain: 0 and so on, each on a line of its own.");
                }
            }
        }

        return table.Finish();
    }

    private static SequenceNode? List(DocumentNode document, DomainTableBuilder table)
    {
        switch (document)
        {
            case SequenceNode list:
                return list;
            case MappingNode { Entries: [{ Key: Root, Value: SequenceNode list }] }:
                return list;
            case MappingNode { Entries: [{ Key: Root, Value: var value }] }:
                table.Fault(value.Position, "Expected a list of nodes here.", "Begin each node with '- node: <name>'.");
                return null;
            case MappingNode mapping:
                foreach (DocumentEntry entry in mapping.Entries.Where(entry => entry.Key != Root))
                {
                    table.Fault(entry.KeyPosition, $"'{Sanitizer.CleanMessage(entry.Key)}' is not known here.", Spelling.Hint(entry.Key, [Root]) ?? "Only 'nodes' may stand here, with a list of nodes below it.");
                }

                if (mapping.Entries.IsEmpty)
                {
                    table.Fault(mapping.Position, "The mapping is empty.", "Write 'nodes:' with a list of nodes below it.");
                }

                return null;
            default:
                table.Fault(document.Position, "Expected a list of nodes.", "Begin each node with '- node: <name>'.");
                return null;
        }
    }

    private static void Row(MappingNode row, DomainTableBuilder table)
    {
        CsvCell node = new("", row.Position);
        var cells = ImmutableArray.CreateBuilder<(string, CsvCell)>(row.Entries.Length);
        foreach (DocumentEntry entry in row.Entries)
        {
            bool isUsable = table.Column(entry.Key, entry.KeyPosition);
            if (entry.Value is not ScalarNode scalar)
            {
                table.Fault(entry.Value.Position, $"Expected the {Sanitizer.CleanMessage(entry.Key)} of a node here, not a list or a mapping.");
                continue;
            }

            bool isNull = PlainScalar.IsNothing(scalar);
            CsvCell cell = new(isNull ? "" : scalar.Value, scalar.Position);
            if (entry.Key == DomainTable.NodeColumn)
            {
                node = cell;
            }
            else if (isUsable)
            {
                cells.Add((entry.Key, cell));
            }
        }

        table.Row(node, cells);
    }
}
