using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Nines.Audits;
using Nines.Audits.Findings;
using Nines.Audits.Losses;
using Nines.Cli.Verbs.Audit.Answers;
using Nines.Clusters;
using Nines.Domains;

namespace Nines.Cli.Verbs.Audit.Formats;

/// <summary>
/// An audit as JSON for scripts. The keys are a contract, described by <c>schemas/audit.schema.json</c>: new keys may be added under the
/// same version, and none changes its meaning. It is also what <c>--baseline</c> reads.
/// </summary>
internal static class AuditJson
{
    public const string Schema = "nines.audit/v1";

    // Text stays readable, since this is never embedded in a page; one blank a level, for it is large.
    private static readonly JsonWriterOptions s_options = new() { Indented = true, IndentSize = 1, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Render(AuditAnswer answer)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, s_options))
        {
            Write(answer, json);
        }

        stream.WriteByte((byte)'\n');
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static void Write(AuditAnswer answer, Utf8JsonWriter json)
    {
        AuditReport report = answer.Report;
        json.WriteStartObject();
        json.WriteString("schema", Schema);
        WriteCluster(report.Snapshot, json);
        json.WriteNumber("score", report.Score);
        WriteCounts(answer, json);
        WriteDomains(report.Domains, json);
        WriteList("findings", answer.Findings, json, finding => FindingJson.Write(finding, answer.Baseline, null, json));
        WriteList("ignored", report.Ignored, json, ignored => FindingJson.Write(ignored.Finding, null, ignored.By, json));
        IEnumerable<WorkloadAudit> workloads = answer.Focus is { } focus ? [focus] : report.Workloads;
        WriteList("workloads", workloads, json, workload => WorkloadJson.Write(workload, json));
        WriteList("capacity", report.Capacity, json, loss => WriteCapacity(loss, json));
        WriteList("unjudged", report.Unjudged, json, unjudged => WriteUnjudged(unjudged, json));
        WriteList("notes", report.Notes, json, json.WriteStringValue);
        if (answer.Baseline is { } baseline)
        {
            json.WriteStartObject("baseline");
            json.WriteString("file", baseline.File);
            WriteList("gone", baseline.Gone, json, gone => FindingJson.Write(gone, json));
            WriteList("unseen", baseline.Unseen, json, unseen => FindingJson.Write(unseen, json));
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteCluster(ClusterSnapshot snapshot, Utf8JsonWriter json)
    {
        json.WriteStartObject("cluster");
        json.WriteString("source", snapshot.Source);
        if (snapshot.TakenAt is { } at)
        {
            json.WriteString("takenAt", at);
        }

        if (snapshot.MinorVersion is { } minor)
        {
            json.WriteString("kubernetes", $"1.{minor}");
        }

        json.WriteNumber("nodes", snapshot.Nodes.Length);
        json.WriteNumber("workloads", snapshot.Workloads.Length);
        json.WriteNumber("pods", snapshot.Workloads.Sum(workload => workload.Pods.Length));
        json.WriteEndObject();
    }

    private static void WriteCounts(AuditAnswer answer, Utf8JsonWriter json)
    {
        json.WriteStartObject("counts");
        foreach (Severity severity in (Severity[])[Severity.Error, Severity.Warning, Severity.Note])
        {
            json.WriteNumber(AuditWords.Level(severity), answer.Findings.Count(finding => finding.Severity == severity));
        }

        json.WriteNumber("ignored", answer.Report.Ignored.Length);
        json.WriteEndObject();
    }

    private static void WriteDomains(DomainMap map, Utf8JsonWriter json) => WriteList("domains", map.Levels, json, level =>
    {
        json.WriteStartObject();
        json.WriteString("axis", level.Key);
        json.WriteString("spreadLabel", level.SpreadLabel);
        WriteList("domains", map.Of(level), json, domain =>
        {
            json.WriteStartObject();
            json.WriteString("id", domain.Domain.Id);
            json.WriteString("label", domain.Domain.Label);
            WriteList("nodes", domain.Nodes, json, json.WriteStringValue);
            json.WriteEndObject();
        });
        WriteList("unknownNodes", map.UnknownIn(level), json, json.WriteStringValue);
        json.WriteEndObject();
    });

    private static void WriteCapacity(CapacityLoss loss, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("axis", loss.Level.Key);
        json.WriteString("domain", loss.Domain.Id);
        json.WriteString("kind", loss.Kind == LossKind.Deleted ? "deleted" : "unreachable");
        json.WriteNumber("lostNodes", loss.LostNodes);
        json.WriteNumber("displaced", loss.Displaced);
        WriteList("stranded", loss.Stranded, json, stranded =>
        {
            json.WriteStartObject();
            json.WriteString("subject", stranded.Workload.ToString());
            json.WriteNumber("pods", stranded.Pods);
            json.WriteString("reason", stranded.Reason);
            json.WriteEndObject();
        });
        json.WriteEndObject();
    }

    private static void WriteUnjudged(Unjudged unjudged, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("code", unjudged.Kind.Code);
        json.WriteString("title", unjudged.Kind.Title);
        WriteList("missing", unjudged.Missing, json, missing =>
        {
            json.WriteStartObject();
            json.WriteString("kind", missing.Kind);
            json.WriteString("reason", missing.Reason);
            json.WriteEndObject();
        });
        json.WriteEndObject();
    }

    internal static void WriteList<T>(string name, IEnumerable<T> items, Utf8JsonWriter json, Action<T> write)
    {
        json.WritePropertyName(name);
        WriteArray(items, json, write);
    }

    internal static void WriteArray<T>(IEnumerable<T> items, Utf8JsonWriter json, Action<T> write)
    {
        json.WriteStartArray();
        foreach (T item in items)
        {
            write(item);
        }

        json.WriteEndArray();
    }
}
