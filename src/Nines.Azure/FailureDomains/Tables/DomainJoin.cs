using System.Collections.Immutable;
using Nines.Domains;
using Nines.Text;

namespace Nines.Azure.FailureDomains.Tables;

/// <summary>A table beside the nodes of a cluster.</summary>
/// <param name="Nodes">One for each node of the cluster, in the cluster's order; one that the table does not name has no values.</param>
/// <param name="OnlyInTable">Rows of nodes that the cluster does not have, in the table's order.</param>
/// <param name="OnlyInCluster">Nodes of the cluster that the table does not name.</param>
public sealed record DomainJoin(
    ImmutableArray<NodeDomains> Nodes, ImmutableArray<DomainTableRow> OnlyInTable, ImmutableArray<string> OnlyInCluster)
{
    private const int MaxNamed = 5;

    /// <summary>Human-readable: what did not match. Empty when all did.</summary>
    public ImmutableArray<string> Notes =>
    [
        .. OnlyInTable.IsEmpty ? [] : (string[])[$"The table names {Count(OnlyInTable.Length)} that the cluster does not have: {Names(OnlyInTable.Select(row => $"{row.Domains.Node} ({row.Position})"), OnlyInTable.Length)}."],
        .. OnlyInCluster.IsEmpty ? [] : (string[])[$"The cluster has {Count(OnlyInCluster.Length)} that the table does not name, whose domains stay unknown: {Names(OnlyInCluster, OnlyInCluster.Length)}."],
    ];

    /// <param name="table">The table.</param>
    /// <param name="nodes">The names of the cluster's nodes.</param>
    public static DomainJoin Create(DomainTable table, IEnumerable<string> nodes)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(nodes);
        var rows = table.Rows.ToDictionary(row => row.Domains.Node, row => row.Domains, StringComparer.Ordinal);
        ImmutableArray<string> names = [.. nodes];
        var present = names.ToHashSet(StringComparer.Ordinal);
        return new DomainJoin(
            [.. names.Select(name => rows.GetValueOrDefault(name) ?? new NodeDomains(name, ImmutableSortedDictionary<string, string>.Empty))],
            [.. table.Rows.Where(row => !present.Contains(row.Domains.Node))],
            [.. names.Where(name => !rows.ContainsKey(name))]);
    }

    private static string Count(int count) => count == 1 ? "1 node" : $"{count:N0} nodes";

    private static string Names(IEnumerable<string> names, int count) =>
        string.Join(", ", names.Take(MaxNamed).Select(name => Sanitizer.CleanMessage(name))) + (count > MaxNamed ? $" and {count - MaxNamed:N0} more" : "");
}
