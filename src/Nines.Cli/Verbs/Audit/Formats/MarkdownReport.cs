using System.Collections.Immutable;
using System.Text;
using Nines.Audits;
using Nines.Audits.Findings;
using Nines.Audits.Losses;
using Nines.Cli.Shared;
using Nines.Cli.Verbs.Audit.Answers;
using Nines.Cli.Verbs.Audit.Terminal;
using Nines.Text;

namespace Nines.Cli.Verbs.Audit.Formats;

/// <summary>An audit as Markdown for a comment on a pull request: failing findings first, others folded, within the size limit of a comment.</summary>
internal static class MarkdownReport
{
    /// <summary>Size limit in characters. GitHub accepts 65,536 in a comment.</summary>
    public const int MaxCharacters = 60_000;

    private const int MaxWorkloads = 15;
    private const int MaxLines = 30;

    public static string Render(AuditAnswer answer)
    {
        var text = new StringBuilder();
        AuditReport report = answer.Report;
        ImmutableArray<Finding> failing = answer.Failing;
        text.Append($"## nines audit: score {report.Score} of 100\n\n");
        text.Append($"{MarkdownText.Escape(AuditPhrases.Source(report.Snapshot))}: {AuditPhrases.Size(report.Snapshot)}. {MarkdownText.Escape(AuditText.Summary(answer))}\n");
        WriteFindings("Failing findings", failing, answer.Baseline, text, MaxCharacters * 5 / 10);
        WriteWorkloads(report, text);
        WriteGone(answer.Baseline, text);
        var shown = new HashSet<Finding>(failing, ReferenceEqualityComparer.Instance);
        ImmutableArray<Finding> rest = [.. answer.Findings.Where(finding => !shown.Contains(finding))];
        if (!rest.IsEmpty)
        {
            text.Append($"\n<details><summary>{AuditPhrases.Count(rest.Length, "other finding")}</summary>\n");
            WriteFindings(null, rest, answer.Baseline, text, MaxCharacters * 8 / 10);
            text.Append("\n</details>\n");
        }

        WriteList("Skipped checks", [.. AuditPhrases.UnjudgedByKind(report.Unjudged)], text);
        return text.ToString();
    }

    private static void WriteFindings(string? title, ImmutableArray<Finding> findings, BaselineComparison? baseline, StringBuilder text, int maxCharacters)
    {
        if (findings.IsEmpty)
        {
            return;
        }

        text.Append(title is null ? "" : $"\n### {title}\n").Append("\n| | Code | Object | Problem | Fix |\n| --- | --- | --- | --- | --- |\n");
        int written = 0;
        foreach (Finding finding in findings)
        {
            string change = AuditPhrases.Change(baseline, finding) is { } state ? $" ({state})" : "";
            string row = $"| {AuditPhrases.Level(finding.Severity)}{change} | {finding.Kind.Code} | {MarkdownText.Escape(AuditPhrases.Name(finding.Subject))} "
                + $"| {MarkdownText.Escape(finding.Message)} | {MarkdownText.Escape(AuditPhrases.Fix(finding))} |\n";
            if (text.Length + row.Length > maxCharacters)
            {
                break;
            }

            text.Append(row);
            written++;
        }

        if (written < findings.Length)
        {
            text.Append($"\nAnd {AuditPhrases.Count(findings.Length - written, "more finding")}, none more severe than these.\n");
        }
    }

    private static void WriteWorkloads(AuditReport report, StringBuilder text)
    {
        WorkloadAudit[] exposed = [.. report.Workloads.Where(workload => workload.IsExposed)];
        if (exposed.Length == 0)
        {
            return;
        }

        text.Append("\n### Exposed workloads\n\n| Workload | Serving | Required | Worst single loss |\n| --- | ---: | ---: | --- |\n");
        foreach (WorkloadAudit audit in exposed.Take(MaxWorkloads))
        {
            LevelLoss worst = audit.Losses.Where(loss => loss is { IsExposed: true, CanBeClosed: true }).MinBy(loss => loss.Worst?.Left ?? int.MaxValue)!;
            text.Append($"| {MarkdownText.Escape(AuditPhrases.Name(audit.Workload.Name))} | {audit.Serving:N0} | {audit.Requirement?.Pods ?? 0:N0} | {MarkdownText.Escape(AuditPhrases.Worst(worst))} |\n");
        }

        text.Append(exposed.Length > MaxWorkloads ? $"\nAnd {exposed.Length - MaxWorkloads:N0} more.\n" : "");
    }

    private static void WriteGone(BaselineComparison? baseline, StringBuilder text) => WriteList(
        "Gone since the baseline", [.. baseline?.Gone.Select(gone => $"{gone.Code} {gone.Subject}: {gone.Message}") ?? []], text);

    private static void WriteList(string title, ImmutableArray<string> lines, StringBuilder text)
    {
        if (lines.IsEmpty)
        {
            return;
        }

        text.Append($"\n### {title}\n\n");
        foreach (string line in lines.Take(MaxLines).TakeWhile(line => text.Length + line.Length < MaxCharacters))
        {
            text.Append($"- {MarkdownText.Escape(Sanitizer.Clean(line, 400))}\n");
        }

        text.Append(lines.Length > MaxLines ? $"- and {lines.Length - MaxLines:N0} more\n" : "");
    }
}
