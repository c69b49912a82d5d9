using System.Collections.Immutable;
using System.Text;
using Nines.Domains;
using Nines.Text;
using Nines.Yaml;

namespace Nines.Azure.FailureDomains.Tables;

/// <summary>Reads tables of domains in CSV, YAML and JSON, and writes them in CSV. Every fault of a file is reported at once.</summary>
public static class DomainTableFile
{
    private static readonly YamlLimits s_limits = new() { MaxBytes = 16 * 1024 * 1024, MaxNodes = 1_500_000, MaxDepth = 8 };

    /// <summary>Reads a table. A name that ends in .yaml, .yml or .json is read as YAML (which JSON is too), any other as CSV.</summary>
    /// <param name="stream">UTF-8, at most 16 MiB.</param>
    /// <param name="file">Its name, for positions.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The reading was cancelled.</exception>
    public static ReadResult<DomainTable> Read(Stream stream, string file, CancellationToken cancellationToken = default)
    {
        ReadResult<string> text = SourceText.Read(stream, file, s_limits, cancellationToken);
        return text.IsValid ? Read(text.Value, file, cancellationToken) : ReadResult.Failed<DomainTable>(text.Diagnostics);
    }

    /// <inheritdoc cref="Read(Stream, string, CancellationToken)"/>
    public static ReadResult<DomainTable> Read(string text, string file, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(file);
        if (Path.GetExtension(file).ToUpperInvariant() is not (".YAML" or ".YML" or ".JSON"))
        {
            return CsvDomains.Read(text, file, cancellationToken);
        }

        ReadResult<DocumentNode> document = YamlDocument.Parse(text, file, s_limits, cancellationToken);
        return document.IsValid ? YamlDomains.Read(document.Value, cancellationToken) : ReadResult.Failed<DomainTable>(document.Diagnostics);
    }

    /// <summary>
    /// Writes CSV that <see cref="Read(string, string, CancellationToken)"/> takes: sorted by node, the known kinds of domain first, then those of
    /// the user's own in ordinal order. Kinds that no node has are omitted, but for fault and update domain and zone.
    /// </summary>
    /// <exception cref="ArgumentException">A name or a value could not be read back, or a node is duplicated; the message names it.</exception>
    public static string Write(IEnumerable<NodeDomains> nodes)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        ImmutableArray<NodeDomains> rows = [.. nodes.OrderBy(node => node.Node, StringComparer.Ordinal)];
        var used = rows.SelectMany(row => row.Values.Keys).ToHashSet(StringComparer.Ordinal);
        used.UnionWith([DomainKinds.FaultDomain, DomainKinds.UpdateDomain, DomainKinds.Zone]);
        ImmutableArray<string> columns =
            [.. DomainKinds.AboveNodes.Where(used.Remove), .. used.Where(name => name != DomainKinds.Node).Order(StringComparer.Ordinal)];
        string? fault = columns.Select(DomainCells.FaultOfColumn).FirstOrDefault(found => found is not null)?.Message;
        var text = new StringBuilder(DomainTable.NodeColumn);
        text.AppendJoin("", columns.Select(column => $",{column}"));
        text.Append('\n');
        string? before = null;
        foreach (NodeDomains row in rows)
        {
            fault ??= DomainCells.FaultOfNode(row.Node)?.Message ?? (row.Node == before ? $"The node '{row.Node}' is duplicated." : null);
            text.Append(row.Node);
            foreach (string column in columns)
            {
                string value = row[column] ?? "";
                fault ??= value.Length > 0 ? DomainCells.FaultOfValue(column, value)?.Message : null;
                text.Append(',').Append(value);
            }

            text.Append('\n');
            before = row.Node;
        }

        return fault is null ? text.ToString() : throw new ArgumentException(fault, nameof(nodes));
    }
}
