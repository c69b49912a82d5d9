using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Nines.Guard.Setup.Check;

/// <summary>A report for scripts: <c>nines.guard.check/v1</c>.</summary>
internal static class CheckJson
{
    public const string Schema = "nines.guard.check/v1";

    public static string Write(CheckReport report)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("schema"u8, Schema);
            json.WriteNumber("problems"u8, report.Count(CheckSeverity.Problem));
            json.WriteNumber("warnings"u8, report.Count(CheckSeverity.Warning));
            json.WriteNumber("unknown"u8, report.Count(CheckSeverity.Unknown));
            json.WriteStartArray("checks"u8);
            foreach (CheckResult check in report.Checks)
            {
                Write(json, check);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    private static void Write(Utf8JsonWriter json, CheckResult check)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, check.Name);
        if (check.Skipped is { } why)
        {
            json.WriteString("skipped"u8, why);
        }

        json.WriteStartArray("facts"u8);
        foreach (string fact in check.Facts)
        {
            json.WriteStringValue(fact);
        }

        json.WriteEndArray();
        json.WriteStartArray("findings"u8);
        foreach (CheckFinding finding in check.Findings)
        {
            json.WriteStartObject();
            json.WriteString("severity"u8, CheckText.Name(finding.Severity));
            json.WriteString("where"u8, finding.Where);
            json.WriteString("what"u8, finding.What);
            json.WriteString("expected"u8, finding.Expected);
            json.WriteString("fix"u8, finding.Fix);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
