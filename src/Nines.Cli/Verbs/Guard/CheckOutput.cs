using System.Text;
using System.Text.Json.Serialization;
using Nines.Cli.Shared;
using Nines.Guard.Setup.Check;
using Nines.Text;

namespace Nines.Cli.Verbs.Guard;

/// <summary>Text of a report: one line for each fact and finding, which begins with its severity.</summary>
internal static class CheckText
{
    private const string Passed = "ok";
    private const string Skipped = "skipped";

    private static readonly Severity[] s_severities = [Severity.Error, Severity.Warning, Severity.Note];

    public static string Write(CheckReport report)
    {
        var text = new StringBuilder();
        int names = report.Checks.Max(check => check.Name.Length);
        foreach (CheckResult check in report.Checks)
        {
            if (check.Skipped is { } reason)
            {
                Line(Skipped, check, reason);
            }

            foreach (string fact in check.Facts)
            {
                Line(Passed, check, fact);
            }

            foreach (CheckFinding finding in check.Findings)
            {
                string expected = finding.Expected.Length > 0 ? $"; expected {finding.Expected}" : "";
                Line(finding.Severity.ToString().ToLowerInvariant(), check, $"{finding.Where}: {finding.What}{expected}. Fix: {finding.Fix.TrimEnd('.')}.");
            }
        }

        return text.Append(Summary(report)).Append('\n').ToString();

        void Line(string word, CheckResult check, string what) =>
            text.Append(word.PadRight(Skipped.Length)).Append("  ").Append(check.Name.PadRight(names)).Append("  ").Append(what).Append('\n');
    }

    private static string Summary(CheckReport report) => report.HasFindings
        ? string.Join(", ", s_severities.Select(severity => (Name: severity.ToString().ToLowerInvariant(), Count: report.Count(severity)))
            .Where(each => each.Count > 0).Select(each => $"{each.Count} {each.Name}{(each.Count == 1 ? "" : "s")}")) + "."
        : "No problems found.";
}

/// <summary>
/// The answer of <c>nines guard check -o json</c>. The keys are a contract, described by <c>schemas/guard-check.schema.json</c>: new keys may
/// be added under the same version, and none changes its meaning.
/// </summary>
internal sealed record CheckDocument(
    string Schema,
    ToolStamp Tool,
    DateTimeOffset Time,
    InputSource Source,
    int Errors,
    int Warnings,
    int Notes,
    IReadOnlyList<CheckItem> Checks)
{
    public const string SchemaName = "nines.guard.check/v1";

    private static readonly CheckJsonContext s_context = new(JsonOutput.CreateOptions(indent: 2));

    public static string Render(CheckReport report, OutputStamp stamp) => JsonOutput.Write(
        new CheckDocument(
            SchemaName, stamp.Tool, stamp.Time, stamp.Source, report.Count(Severity.Error), report.Count(Severity.Warning), report.Count(Severity.Note),
            [.. report.Checks.Select(check => new CheckItem(
                check.Name,
                check.Skipped,
                check.Facts,
                [.. check.Findings.Select(finding => new CheckFindingItem(
                    finding.Severity.ToString().ToLowerInvariant(), finding.Where, finding.What, finding.Expected, finding.Fix))]))]),
        s_context.CheckDocument);
}

/// <summary>Result of one check.</summary>
/// <param name="Name">Name of the check.</param>
/// <param name="Skipped">Reason why there was nothing to check; the key is omitted when there was.</param>
/// <param name="Facts">Observed states that are as expected.</param>
/// <param name="Findings">Findings, the worst first.</param>
internal sealed record CheckItem(
    string Name,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Skipped,
    IReadOnlyList<string> Facts,
    IReadOnlyList<CheckFindingItem> Findings);

/// <inheritdoc cref="CheckFinding"/>
internal sealed record CheckFindingItem(string Severity, string Where, string What, string Expected, string Fix);

[JsonSerializable(typeof(CheckDocument))]
internal sealed partial class CheckJsonContext : JsonSerializerContext;
