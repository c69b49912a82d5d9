using System.Text.Json;
using Nines.Audits.Findings;
using Nines.Cli.Verbs.Audit.Answers;

namespace Nines.Cli.Verbs.Audit.Formats;

/// <summary>One exposure as an object.</summary>
internal static class ExposureJson
{
    /// <param name="exposure">What is written.</param>
    /// <param name="baseline">To say how it stands to an earlier report; null to leave that out.</param>
    /// <param name="ignoredBy">Who ignores it; null for nobody.</param>
    /// <param name="json">Where to.</param>
    public static void Write(Exposure exposure, BaselineComparison? baseline, string? ignoredBy, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("code", exposure.Kind.Code);
        json.WriteString("severity", AuditWords.Level(exposure.Severity));
        json.WriteString("title", exposure.Kind.Title);
        json.WriteString("subject", exposure.Subject.ToString());
        json.WriteString("namespace", exposure.Subject.Namespace);
        json.WriteString("kind", exposure.Subject.Kind);
        json.WriteString("name", exposure.Subject.Name);
        json.WriteString("message", exposure.Message);
        json.WriteString("fix", exposure.Fix.Length > 0 ? exposure.Fix : exposure.Kind.Fix);
        json.WriteString("fingerprint", exposure.Fingerprint);
        if (exposure.Detail.Length > 0)
        {
            json.WriteString("detail", exposure.Detail);
        }

        if (exposure.AxisKey.Length > 0)
        {
            json.WriteString("axis", exposure.AxisKey);
            AuditJson.WriteList("domains", exposure.Domains, json, domain => json.WriteStringValue(domain.Id));
        }

        if (baseline is not null)
        {
            json.WriteString("baseline", baseline.Of(exposure) switch
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
    public static void Write(BaselineExposure exposure, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("code", exposure.Code);
        json.WriteString("severity", AuditWords.Level(exposure.Severity));
        json.WriteString("subject", exposure.Subject);
        json.WriteString("message", exposure.Message);
        json.WriteString("fingerprint", exposure.Fingerprint);
        json.WriteEndObject();
    }
}
