using System.Collections.Frozen;
using System.Collections.Immutable;
using Nines.Clusters;
using Nines.Domains;
using Nines.Text;

namespace Nines.Cli.Verbs.Audit.Answers;

/// <summary>Nodes that are in the same inner domains of one column.</summary>
/// <param name="Label">Such as <c>fault domain 0, update domain 2</c>; empty when there are no inner domains.</param>
/// <param name="Nodes">Names, in ordinal order.</param>
internal sealed record MapGroup(string Label, ImmutableArray<string> Nodes);

/// <summary>A zone, or another failure domain if zones are unknown.</summary>
/// <param name="Label">Cleaned label.</param>
/// <param name="Groups">At least one.</param>
internal sealed record MapColumn(string Label, ImmutableArray<MapGroup> Groups)
{
    public int Nodes => Groups.Sum(group => group.Nodes.Length);
}

/// <summary>
/// Layout of the nodes of a cluster by failure domain: zones as columns, fault and update domains inside them. If zones are unknown,
/// or there is only one, the columns are the next kind of failure domain that has several members.
/// </summary>
/// <param name="Level">Kind of failure domain of the columns; null if no failure domain is known.</param>
/// <param name="Inner">Kinds of failure domain of the groups in the columns.</param>
/// <param name="Columns">Columns in the order of their ids, the unknown domain last.</param>
internal sealed record DomainGrid(DomainLevel? Level, ImmutableArray<DomainLevel> Inner, ImmutableArray<MapColumn> Columns)
{
    private static readonly string[] s_outer = [DomainKinds.Zone, DomainKinds.FaultDomain, DomainKinds.UpdateDomain];
    private static readonly string[] s_inner = [DomainKinds.FaultDomain, DomainKinds.UpdateDomain];

    /// <summary>All kinds of failure domain of the layout.</summary>
    public ImmutableArray<DomainLevel> Levels => Level is null ? Inner : [Level, .. Inner];

    public static DomainGrid Create(DomainMap map, IEnumerable<string> nodes)
    {
        DomainLevel[] levels = [.. map.Levels.Where(level => level.Key != DomainKinds.Node)];
        DomainLevel? outer = Outer(map, levels);
        DomainLevel[] inner = InnerOf(map, levels, outer);
        FrozenDictionary<string, int> order = outer is null
            ? FrozenDictionary<string, int>.Empty
            : map.Of(outer).Select((domain, index) => (domain.Domain.Id, index)).ToFrozenDictionary(pair => pair.Id, pair => pair.index, StringComparer.Ordinal);
        var columns = nodes.Order(StringComparer.Ordinal)
            .GroupBy(node => outer is null ? null : map.Of(outer, node), node => node, DomainById.Instance)
            .OrderBy(column => column.Key is { } domain ? order[domain.Id] : int.MaxValue)
            .Select(column => new MapColumn(
                column.Key is { } domain ? Sanitizer.Clean(domain.Label, 80) : outer is null ? "all nodes" : $"{outer.Title} unknown",
                Groups(map, inner, column)));
        return new DomainGrid(outer, [.. inner], [.. columns]);
    }

    /// <summary>Finds the first kind with several failure domains: zones, then fault domains, update domains, user-defined kinds, others.</summary>
    private static DomainLevel? Outer(DomainMap map, DomainLevel[] levels)
    {
        DomainLevel[] wanted =
        [
            .. s_outer.Select(key => levels.FirstOrDefault(level => level.Key == key)).OfType<DomainLevel>(),
            .. levels.Where(level => !s_outer.Contains(level.Key)).OrderByDescending(level => level.Kind == DomainKind.Custom),
        ];
        return wanted.FirstOrDefault(level => map.Of(level).Length > 1) ?? wanted.FirstOrDefault();
    }

    private static DomainLevel[] InnerOf(DomainMap map, DomainLevel[] levels, DomainLevel? outer)
    {
        DomainLevel[] inner = [.. levels.Where(level => level != outer && s_inner.Contains(level.Key))];
        return inner.Length > 0 ? inner : [.. levels.Where(level => level != outer && level.Key == DomainKinds.NodePool && map.Of(level).Length > 1)];
    }

    // Grouped by id, since two domains may have the same label.
    private static ImmutableArray<MapGroup> Groups(DomainMap map, DomainLevel[] inner, IEnumerable<string> nodes) =>
    [
        .. nodes.GroupBy(node => string.Join('\n', inner.Select(level => map.Of(level, node)?.Id)), StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new MapGroup(
                string.Join(", ", inner.Select(level => map.Of(level, group.First()) is { } domain ? Sanitizer.Clean(domain.Label, 80) : $"{level.Title} unknown")),
                [.. group])),
    ];

    private sealed class DomainById : IEqualityComparer<FailureDomain?>
    {
        public static readonly DomainById Instance = new();

        public bool Equals(FailureDomain? x, FailureDomain? y) => x?.Id == y?.Id;

        public int GetHashCode(FailureDomain? obj) => obj is null ? 0 : string.GetHashCode(obj.Id, StringComparison.Ordinal);
    }
}

/// <summary>Number of pods of one workload on each node. Nodes without one are omitted.</summary>
/// <param name="Serving">Serving pods.</param>
/// <param name="Others">Pods on a node that are not serving.</param>
internal sealed record PodsByNode(IReadOnlyDictionary<string, int> Serving, IReadOnlyDictionary<string, int> Others)
{
    public static PodsByNode Create(Workload? workload) => new(
        Count(workload, static pod => pod.Serves),
        Count(workload, static pod => !pod.Serves));

    private static Dictionary<string, int> Count(Workload? workload, Func<Pod, bool> isCounted) =>
        (workload?.Pods ?? []).Where(pod => pod.Node is not null && isCounted(pod))
            .CountBy(pod => pod.Node!, StringComparer.Ordinal)
            .ToDictionary(StringComparer.Ordinal);
}
