using System.Collections.Immutable;
using Nines.Domains;
using Nines.Text;

namespace Nines.Azure.FailureDomains.Tables;

/// <summary>A file with the domains of each node, for users who may not or cannot ask Azure.</summary>
/// <param name="Rows">In its own order; each node once.</param>
public sealed record DomainTable(ImmutableArray<DomainTableRow> Rows)
{
    /// <summary>The column that names the node.</summary>
    public const string NodeColumn = "node";
}

/// <param name="Position">Position of the row, for later diagnostics.</param>
public readonly record struct DomainTableRow(NodeDomains Domains, SourcePosition Position);
