using System.Collections.Frozen;
using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Nines.Audits.Findings;
using Nines.Audits.Rules;
using Nines.Cli.Verbs.Audit.Answers;
using Nines.Text;

namespace Nines.Cli.Verbs.Audit.Formats;

/// <summary>
/// An audit as SARIF 2.1.0, for code scanning. Every code of the table is a rule, so that rules do not come and go with the findings. What
/// is gone since the baseline is left out: some readers would show a result with <c>baselineState: absent</c> as one that is there.
/// </summary>
internal static class SarifLog
{
    public const string SchemaUri = "https://json.schemastore.org/sarif-2.1.0.json";

    /// <summary>GitHub refuses a run with more.</summary>
    public const int MostResults = 25_000;

    private static readonly JsonWriterOptions s_options = new() { Indented = true, IndentSize = 1, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly FrozenDictionary<string, int> s_ruleIndexes =
        FindingRules.Kinds.Select((kind, index) => (kind.Code, index)).ToFrozenDictionary(pair => pair.Code, pair => pair.index, StringComparer.Ordinal);

    public static string Render(AuditAnswer answer)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, s_options))
        {
            json.WriteStartObject();
            json.WriteString("$schema", SchemaUri);
            json.WriteString("version", "2.1.0");
            AuditJson.WriteList("runs", [answer], json, run => WriteRun(run, json));
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static void WriteRun(AuditAnswer answer, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        SarifRules.WriteTool(Version, json);
        json.WriteStartObject("automationDetails");
        json.WriteString("id", "nines-audit/");
        json.WriteEndObject();
        WriteInvocation(answer, json);
        string uri = Uri(answer.Report.Snapshot.Source);
        AuditJson.WriteList("results", answer.Findings.Take(MostResults), json, finding => WriteResult(finding, answer.Baseline, uri, json));
        json.WriteStartObject("properties");
        json.WriteNumber("score", answer.Report.Score);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>What could not be judged or shown is told as notifications, where SARIF looks for it.</summary>
    private static void WriteInvocation(AuditAnswer answer, Utf8JsonWriter json)
    {
        List<string> notifications = [.. answer.Report.Unjudged.Select(unjudged => "Not judged: " + AuditWords.Unjudged(unjudged))];
        if (answer.Findings.Length > MostResults)
        {
            notifications.Add($"{answer.Findings.Length - MostResults:N0} more exposures, none worse than these, are left out: choose with -n or -l.");
        }

        json.WriteStartArray("invocations");
        json.WriteStartObject();
        json.WriteBoolean("executionSuccessful", true);
        AuditJson.WriteList("toolExecutionNotifications", notifications, json, text =>
        {
            json.WriteStartObject();
            json.WriteString("level", "note");
            SarifRules.WriteText("message", text, json);
            json.WriteEndObject();
        });
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteResult(Finding finding, BaselineComparison? baseline, string uri, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("ruleId", finding.Kind.Code);
        if (s_ruleIndexes.TryGetValue(finding.Kind.Code, out int index))
        {
            json.WriteNumber("ruleIndex", index);
        }

        json.WriteString("level", AuditWords.Level(finding.Severity));
        SarifRules.WriteText("message", $"{AuditWords.Name(finding.Subject)}: {AuditWords.Message(finding)} {AuditWords.Fix(finding)}", json);
        json.WriteStartArray("locations");
        json.WriteStartObject();
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", uri);
        json.WriteEndObject();
        json.WriteStartObject("region");
        json.WriteNumber("startLine", 1);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartArray("logicalLocations");
        json.WriteStartObject();
        json.WriteString("name", Sanitizer.Clean(finding.Subject.Name, 300));
        json.WriteString("fullyQualifiedName", AuditWords.Name(finding.Subject));
        json.WriteString("kind", "resource");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("partialFingerprints");
        json.WriteString("ninesExposure/v1", finding.Fingerprint);
        json.WriteEndObject();
        if (baseline is not null)
        {
            json.WriteString("baselineState", baseline.Of(finding) switch
            {
                BaselineState.New => "new",
                BaselineState.Worse => "updated",
                _ => "unchanged",
            });
        }

        json.WriteEndObject();
    }

    /// <summary>A file is named by its path, a cluster by its name: code scanning wants a location that is the same from run to run.</summary>
    internal static string Uri(string source)
    {
        string path = source.Length == 0 || source == "-" ? "cluster" : source.Replace('\\', '/');
        string escaped = string.Join('/', path.Split('/').Select(part => System.Uri.EscapeDataString(Sanitizer.Clean(part, 300))));
        return path.StartsWith('/') ? "file://" + escaped : escaped;
    }

    private static string Version =>
        typeof(SarifLog).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";
}
