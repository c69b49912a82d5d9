using System.Text.Json;
using Nines.Audits.Findings;
using Nines.Cli.Verbs.Audit.Answers;

namespace Nines.Cli.Verbs.Audit.Formats;

/// <summary>One exposure as an object.</summary>
internal static class FindingJson
{
    /// <param name="finding">What is written.</param>
    /// <param name="baseline">To say how it stands to an earlier report; null to leave that out.</param>
    /// <param name="ignoredBy">Who ignores it; null for nobody.</param>
    /// <param name="json">Where to.</param>
    public static void Write(Finding finding, BaselineComparison? baseline, string? ignoredBy, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("code", finding.Kind.Code);
        json.WriteString("severity", AuditWords.Level(finding.Severity));
        json.WriteString("title", finding.Kind.Title);
        json.WriteString("subject", finding.Subject.ToString());
        json.WriteString("namespace", finding.Subject.Namespace);
        json.WriteString("kind", finding.Subject.Kind);
        json.WriteString("name", finding.Subject.Name);
        json.WriteString("message", finding.Message);
        json.WriteString("fix", finding.Fix.Length > 0 ? finding.Fix : finding.Kind.Fix);
        json.WriteString("fingerprint", finding.Fingerprint);
        if (finding.Detail.Length > 0)
        {
            json.WriteString("detail", finding.Detail);
        }

        if (finding.LevelKey.Length > 0)
        {
            json.WriteString("axis", finding.LevelKey);
            AuditJson.WriteList("domains", finding.Domains, json, domain => json.WriteStringValue(domain.Id));
        }

        if (baseline is not null)
        {
            json.WriteString("baseline", baseline.Of(finding) switch
            {
                BaselineState.New => "new",
                BaselineState.Worse => "worse",
                _ => "unchanged",
            });
        }

        if (ignoredBy is not null)
        {
            json.WriteString("ignoredBy", ignoredBy);
        }

        json.WriteEndObject();
    }

    /// <summary>One that is in the earlier report only.</summary>
    public static void Write(BaselineFinding finding, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("code", finding.Code);
        json.WriteString("severity", AuditWords.Level(finding.Severity));
        json.WriteString("subject", finding.Subject);
        json.WriteString("message", finding.Message);
        json.WriteString("fingerprint", finding.Fingerprint);
        json.WriteEndObject();
    }
}
