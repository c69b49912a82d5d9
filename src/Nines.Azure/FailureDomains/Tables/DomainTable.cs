using System.Collections.Immutable;
using Nines.Domains;
using Nines.Text;

namespace Nines.Azure.FailureDomains.Tables;

/// <summary>Which node is in which domains, as somebody wrote it down: for people who may not ask Azure, or are not there.</summary>
/// <param name="Columns">The kinds of domain that it tells of, in its own order; without <c>node</c>.</param>
/// <param name="Rows">In its own order; each node once.</param>
public sealed record DomainTable(ImmutableArray<string> Columns, ImmutableArray<DomainTableRow> Rows)
{
    /// <summary>The column that names the node.</summary>
    public const string NodeColumn = "node";
}

/// <param name="Position">Where the row stands, for whoever finds fault with it later.</param>
public readonly record struct DomainTableRow(NodeDomains Domains, SourcePosition Position);
