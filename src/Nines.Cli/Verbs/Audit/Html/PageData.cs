using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using Nines.Audits.Losses;
using Nines.Cli.Verbs.Audit.Answers;
using Nines.Clusters;
using Nines.Domains;
using Nines.Text;

namespace Nines.Cli.Verbs.Audit.Html;

/// <summary>
/// Data of the map, as JSON inside the page. Every character with a meaning in HTML is escaped, and names are cleaned by
/// <see cref="Sanitizer"/>.
/// </summary>
internal sealed class PageData
{
    /// <summary>Limit of workloads on the page, the most exposed first; more than the largest clusters have in practice.</summary>
    public const int MaxWorkloads = 20_000;

    private const int MaxStranded = 5;

    private readonly AuditAnswer _answer;
    private readonly DomainGrid _grid;
    private readonly ImmutableArray<WorkloadAudit> _workloads;
    private readonly FrozenDictionary<ObjectName, int> _indexes;

    public PageData(AuditAnswer answer)
    {
        _answer = answer;
        ImmutableArray<string> nodes = [.. answer.Report.Snapshot.Nodes.Select(node => node.Name)];
        _grid = DomainGrid.Create(answer.Report.Domains, nodes);
        Places = PagePlaces.Create(answer.Report.Domains, nodes, _grid);
        _workloads = [.. answer.Report.Workloads.Where(workload => !workload.Workload.Pods.IsDefaultOrEmpty).Take(MaxWorkloads)];
        _indexes = _workloads.Select((workload, index) => (workload.Workload.Name, index)).DistinctBy(pair => pair.Name).ToFrozenDictionary(pair => pair.Name, pair => pair.index);
    }

    public PagePlaces Places { get; }

    /// <summary>Number of workloads with pods that the page omits.</summary>
    public int OmittedWorkloads => _answer.Report.Workloads.Count(workload => !workload.Workload.Pods.IsDefaultOrEmpty) - _workloads.Length;

    /// <summary>Index of a workload in the page; null if the page omits it.</summary>
    public int? IndexOf(ObjectName name) => _indexes.TryGetValue(name, out int index) ? index : null;

    /// <summary>Serializes with the default encoder, which escapes &lt;, &gt;, &amp; and all characters beyond ASCII.</summary>
    public string ToJson() => JsonSerializer.Serialize(
        new PageDocument(
            [.. Places.Levels.Select(Level)],
            Places.IsGrouped,
            [.. Places.Places.Select(place => new PagePlaceItem(place.Label, place.Nodes, place.Domains))],
            _grid.Level is { } level ? Places.Levels.IndexOf(level) : -1,
            [.. _grid.Inner.Select(inner => Places.Levels.IndexOf(inner))],
            [.. _grid.Columns.Select(Column)],
            [.. _workloads.Select(Workload)],
            [.. _answer.Report.Capacity.Where(loss => Places.Levels.Contains(loss.Level)).Select(Room)],
            _answer.Highlighted is { } highlighted ? IndexOf(highlighted.Workload.Name) ?? -1 : -1),
        PageJsonContext.Default.PageDocument);

    private PageLevel Level(DomainLevel level) => new(
        Sanitizer.Clean(level.Title, 80), [.. _answer.Report.Domains.Of(level).Select(domain => Sanitizer.Clean(domain.Domain.Label, 120))]);

    private PageColumn Column(MapColumn column) => new(
        column.Label, column.Nodes, [.. column.Groups.Select(group => group.Nodes.Select(node => Places.OfNode[node]).Distinct().ToArray())]);

    private PageWorkload Workload(WorkloadAudit audit)
    {
        var pods = PodsByNode.Create(audit.Workload);
        return new PageWorkload(
            AuditPhrases.Name(audit.Workload.Name), audit.Serving, audit.Requirement?.Pods, Counts(pods.Serving), pods.Others.Count > 0 ? Counts(pods.Others) : null);
    }

    /// <summary>Pairs of place and count, flattened.</summary>
    private int[] Counts(IReadOnlyDictionary<string, int> byNode) =>
    [
        .. byNode.Where(pair => Places.OfNode.ContainsKey(pair.Key))
            .GroupBy(pair => Places.OfNode[pair.Key], (place, pairs) => (Place: place, Count: pairs.Sum(pair => pair.Value)))
            .OrderBy(pair => pair.Place)
            .SelectMany(pair => (int[])[pair.Place, pair.Count]),
    ];

    private PageRoom Room(CapacityLoss loss) => new(
        Places.Levels.IndexOf(loss.Level),
        _answer.Report.Domains.Of(loss.Level).Select(domain => domain.Domain.Id).ToImmutableArray().IndexOf(loss.Domain.Id),
        loss.Displaced,
        loss.Stranded.Sum(stranded => stranded.Pods),
        [
            .. loss.Stranded.OrderByDescending(stranded => stranded.Pods).Take(MaxStranded)
                .Select(stranded => $"{stranded.Pods:N0} of {AuditPhrases.Name(stranded.Workload)}: {Sanitizer.Clean(stranded.Reason, 300)}"),
        ]);
}
