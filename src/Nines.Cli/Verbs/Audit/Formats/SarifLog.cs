using System.Collections.Frozen;
using Nines.Audits.Findings;
using Nines.Audits.Rules;
using Nines.Cli.Shared;
using Nines.Cli.Verbs.Audit.Answers;
using Nines.Text;

namespace Nines.Cli.Verbs.Audit.Formats;

/// <summary>
/// An audit as SARIF 2.1.0, for code scanning. Every code of the table is a rule, so that rules do not come and go with the findings.
/// Findings that are gone since the baseline are omitted: some readers would show a result with <c>baselineState: absent</c> as present.
/// </summary>
internal static class SarifLog
{
    public const string SchemaUri = "https://json.schemastore.org/sarif-2.1.0.json";

    /// <summary>GitHub refuses a run with more.</summary>
    public const int MaxResults = 25_000;

    private static readonly SarifJsonContext s_context = new(JsonOutput.CreateOptions(indent: 1));

    private static readonly FrozenDictionary<string, int> s_ruleIndexes =
        FindingRules.Kinds.Select((kind, index) => (kind.Code, index)).ToFrozenDictionary(pair => pair.Code, pair => pair.index, StringComparer.Ordinal);

    public static string Render(AuditAnswer answer, OutputStamp stamp)
    {
        string uri = Uri(answer.Report.Snapshot.Source);
        var run = new SarifRun(
            new SarifTool(new SarifDriver(stamp.Tool.Name, stamp.Tool.Version, stamp.Tool.Version, [.. FindingRules.Kinds.Select(Rule)])),
            new SarifAutomation("nines-audit/"),
            [new SarifInvocation(true, stamp.Time.UtcDateTime, [.. Notifications(answer).Select(text => new SarifNotification("note", new SarifText(text)))])],
            [.. answer.Findings.Take(MaxResults).Select(finding => Result(finding, answer.Baseline, uri))],
            new SarifRunProperties(AuditJson.Schema, answer.Report.Score, stamp.Source));
        return JsonOutput.Write(new SarifDocument(SchemaUri, "2.1.0", [run]), s_context.SarifDocument);
    }

    /// <summary>Checks that were skipped and results that are omitted are notifications, where readers of SARIF look for them.</summary>
    private static IEnumerable<string> Notifications(AuditAnswer answer)
    {
        foreach (var unjudged in answer.Report.Unjudged)
        {
            yield return "Skipped: " + AuditPhrases.Unjudged(unjudged);
        }

        if (answer.Findings.Length > MaxResults)
        {
            yield return $"{answer.Findings.Length - MaxResults:N0} more findings, none more severe than these, are omitted; select findings with -n or -l.";
        }
    }

    private static SarifRule Rule(FindingKind kind) => new(
        kind.Code,
        new SarifText(kind.Title),
        new SarifText(kind.Why),
        new SarifHelp($"{kind.Why} {kind.Fix}", $"{kind.Why}\n\n**Fix:** {kind.Fix}"),
        new SarifConfiguration(AuditPhrases.Level(kind.Severity)),
        new SarifRuleProperties(["reliability", CodeFamily.All.First(family => family.Has(kind.Code)).Title]));

    private static SarifResult Result(Finding finding, BaselineComparison? baseline, string uri) => new(
        finding.Kind.Code,
        s_ruleIndexes.TryGetValue(finding.Kind.Code, out int index) ? index : null,
        AuditPhrases.Level(finding.Severity),
        new SarifText($"{AuditPhrases.Name(finding.Subject)}: {AuditPhrases.Message(finding)} {AuditPhrases.Fix(finding)}"),
        [
            new SarifLocation(
                new SarifPhysicalLocation(new SarifArtifact(uri), new SarifRegion(1)),
                [new SarifLogicalLocation(Sanitizer.Clean(finding.Subject.Name, 300), AuditPhrases.Name(finding.Subject), "resource")]),
        ],
        new Dictionary<string, string>(StringComparer.Ordinal) { ["ninesFinding/v1"] = finding.Fingerprint },
        baseline?.GetState(finding) switch
        {
            null => null,
            BaselineState.New => "new",
            BaselineState.Worse => "updated",
            _ => "unchanged",
        });

    /// <summary>Location of findings: the path of a file, or the name of a cluster, so that it is the same in every run, as code scanning requires.</summary>
    internal static string Uri(string source)
    {
        string path = source.Length == 0 || source == "-" ? "cluster" : source.Replace('\\', '/');
        string escaped = string.Join('/', path.Split('/').Select(part => System.Uri.EscapeDataString(Sanitizer.Clean(part, 300))));
        return path.StartsWith('/') ? "file://" + escaped : escaped;
    }
}
