using System.Text.Json;
using Nines.Audits.Findings;
using Nines.Audits.Rules;
using Nines.Cli.Verbs.Audit.Answers;

namespace Nines.Cli.Verbs.Audit.Formats;

/// <summary>The table of codes as rules of SARIF.</summary>
internal static class SarifRules
{
    public static void WriteTool(string version, Utf8JsonWriter json)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "nines");
        json.WriteString("semanticVersion", version);
        AuditJson.WriteList("rules", FindingRules.Kinds, json, kind => Write(kind, json));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void WriteText(string name, string text, Utf8JsonWriter json)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        json.WriteEndObject();
    }

    private static void Write(FindingKind kind, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id", kind.Code);
        WriteText("shortDescription", kind.Title, json);
        WriteText("fullDescription", kind.Why, json);
        json.WriteStartObject("help");
        json.WriteString("text", $"{kind.Why} {kind.Fix}");
        json.WriteString("markdown", $"{kind.Why}\n\n**Fix:** {kind.Fix}");
        json.WriteEndObject();
        json.WriteStartObject("defaultConfiguration");
        json.WriteString("level", AuditWords.Level(kind.Severity));
        json.WriteEndObject();
        json.WriteStartObject("properties");
        AuditJson.WriteList("tags", ["reliability", CodeFamily.All.First(family => family.Has(kind.Code)).Title], json, json.WriteStringValue);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
