using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Nines.Audits.Losses;
using Nines.Cli.Verbs.Audit.Answers;
using Nines.Cli.Verbs.Audit.Formats;
using Nines.Clusters;
using Nines.Domains;
using Nines.Text;

namespace Nines.Cli.Verbs.Audit.Html;

/// <summary>
/// What the map of the page works with, as JSON that stands in the page. Every letter that HTML could take for markup is written as a
/// number, and names have gone through <see cref="Sanitizer"/>.
/// </summary>
internal sealed class PageData
{
    /// <summary>Those most exposed; more than the largest clusters that Kubernetes supports have in practice.</summary>
    public const int MostWorkloads = 20_000;

    private const int MostStranded = 5;

    private readonly AuditAnswer _answer;
    private readonly DomainGrid _grid;
    private readonly ImmutableArray<WorkloadAudit> _workloads;
    private readonly FrozenDictionary<ObjectName, int> _indexes;

    public PageData(AuditAnswer answer)
    {
        _answer = answer;
        ImmutableArray<string> nodes = [.. answer.Report.Snapshot.Nodes.Select(node => node.Name)];
        _grid = DomainGrid.Of(answer.Report.Domains, nodes);
        Places = PagePlaces.Of(answer.Report.Domains, nodes, _grid);
        _workloads = [.. answer.Report.Workloads.Where(workload => !workload.Workload.Pods.IsDefaultOrEmpty).Take(MostWorkloads)];
        _indexes = _workloads.Select((workload, index) => (workload.Workload.Name, index)).DistinctBy(pair => pair.Name).ToFrozenDictionary(pair => pair.Name, pair => pair.index);
    }

    public PagePlaces Places { get; }

    /// <summary>Workloads with pods that the page leaves out.</summary>
    public int WorkloadsLeftOut => _answer.Report.Workloads.Count(workload => !workload.Workload.Pods.IsDefaultOrEmpty) - _workloads.Length;

    /// <summary>The number by which the page knows a workload; null when it does not.</summary>
    public int? IndexOf(ObjectName name) => _indexes.TryGetValue(name, out int index) ? index : null;

    public string ToJson()
    {
        using var stream = new MemoryStream();

        // The default encoder: it leaves neither <, > and & nor anything beyond ASCII as it is.
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            AuditJson.WriteList("axes", Places.Levels, json, level => WriteAxis(level, json));
            json.WriteBoolean("grouped", Places.IsGrouped);
            AuditJson.WriteList("places", Places.Places, json, place => WritePlace(place, json));
            json.WriteNumber("columnAxis", _grid.Level is { } level ? Places.Levels.IndexOf(level) : -1);
            AuditJson.WriteList("innerAxes", _grid.Inner, json, inner => json.WriteNumberValue(Places.Levels.IndexOf(inner)));
            AuditJson.WriteList("columns", _grid.Columns, json, column => WriteColumn(column, json));
            AuditJson.WriteList("workloads", _workloads, json, workload => WriteWorkload(workload, json));
            AuditJson.WriteList("room", _answer.Report.Capacity.Where(loss => Places.Levels.Contains(loss.Level)), json, loss => WriteRoom(loss, json));
            json.WriteNumber("highlighted", _answer.Highlighted is { } highlighted ? IndexOf(highlighted.Workload.Name) ?? -1 : -1);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private void WriteAxis(DomainLevel level, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("title", Sanitizer.Clean(level.Title, 80));
        AuditJson.WriteList("domains", _answer.Report.Domains.Of(level), json, domain => json.WriteStringValue(Sanitizer.Clean(domain.Domain.Label, 120)));
        json.WriteEndObject();
    }

    private static void WritePlace(PagePlace place, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("n", place.Label);
        json.WriteNumber("c", place.Nodes);
        AuditJson.WriteList("d", place.Domains, json, json.WriteNumberValue);
        json.WriteEndObject();
    }

    private void WriteColumn(MapColumn column, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("l", column.Label);
        json.WriteNumber("c", column.Nodes);
        AuditJson.WriteList("g", column.Groups, json, group =>
            AuditJson.WriteArray(group.Nodes.Select(node => Places.OfNode[node]).Distinct(), json, json.WriteNumberValue));
        json.WriteEndObject();
    }

    private void WriteWorkload(WorkloadAudit audit, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("w", AuditWords.Name(audit.Workload.Name));
        json.WriteNumber("s", audit.Serving);
        if (audit.Requirement is { } need)
        {
            json.WriteNumber("n", need.Pods);
        }

        var pods = PodsByNode.Of(audit.Workload);
        WriteCounts("p", pods.Serving, json);
        if (pods.Others.Count > 0)
        {
            WriteCounts("o", pods.Others, json);
        }

        json.WriteEndObject();
    }

    /// <summary>A place and how many, in turn.</summary>
    private void WriteCounts(string name, IReadOnlyDictionary<string, int> byNode, Utf8JsonWriter json)
    {
        json.WriteStartArray(name);
        foreach ((int place, int count) in byNode.Where(pair => Places.OfNode.ContainsKey(pair.Key))
            .GroupBy(pair => Places.OfNode[pair.Key], (place, pairs) => (place, pairs.Sum(pair => pair.Value))).OrderBy(pair => pair.place))
        {
            json.WriteNumberValue(place);
            json.WriteNumberValue(count);
        }

        json.WriteEndArray();
    }

    private void WriteRoom(CapacityLoss loss, Utf8JsonWriter json)
    {
        int level = Places.Levels.IndexOf(loss.Level);
        int domain = _answer.Report.Domains.Of(loss.Level).Select(domain => domain.Domain.Id).ToImmutableArray().IndexOf(loss.Domain.Id);
        json.WriteStartObject();
        json.WriteNumber("a", level);
        json.WriteNumber("i", domain);
        json.WriteNumber("m", loss.Displaced);
        json.WriteNumber("x", loss.Stranded.Sum(stranded => stranded.Pods));
        AuditJson.WriteList("s", loss.Stranded.OrderByDescending(stranded => stranded.Pods).Take(MostStranded), json, stranded =>
            json.WriteStringValue($"{stranded.Pods:N0} of {AuditWords.Name(stranded.Workload)}: {Sanitizer.Clean(stranded.Reason, 300)}"));
        json.WriteEndObject();
    }
}
