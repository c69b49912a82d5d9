using System.Collections.Immutable;
using System.Text;
using Nines.Audits;
using Nines.Audits.Findings;
using Nines.Audits.Losses;
using Nines.Cli.Verbs.Audit.Answers;
using Nines.Cli.Verbs.Audit.Terminal;
using Nines.Text;

namespace Nines.Cli.Verbs.Audit.Formats;

/// <summary>An audit as Markdown for a pull request: what fails first, the rest folded away. It stays below what a comment may hold.</summary>
internal static class MarkdownReport
{
    /// <summary>GitHub takes 65,536 characters in a comment.</summary>
    public const int MostCharacters = 60_000;

    private const int MostWorkloads = 15;
    private const int MostLines = 30;

    public static string Render(AuditAnswer answer)
    {
        var text = new StringBuilder();
        AuditReport report = answer.Report;
        ImmutableArray<Finding> failing = answer.Failing;
        text.Append($"## nines audit: score {report.Score} of 100\n\n");
        text.Append($"{MarkdownText.Of(AuditWords.Source(report.Snapshot))}: {AuditWords.Size(report.Snapshot)}. {MarkdownText.Of(AuditText.Summary(answer))}\n");
        WriteFindings("What fails", failing, answer.Baseline, text, MostCharacters * 5 / 10);
        WriteWorkloads(report, text);
        WriteGone(answer.Baseline, text);
        var told = new HashSet<Finding>(failing, ReferenceEqualityComparer.Instance);
        ImmutableArray<Finding> rest = [.. answer.Findings.Where(finding => !told.Contains(finding))];
        if (!rest.IsEmpty)
        {
            text.Append($"\n<details><summary>{AuditWords.Count(rest.Length, "other finding")}</summary>\n");
            WriteFindings(null, rest, answer.Baseline, text, MostCharacters * 8 / 10);
            text.Append("\n</details>\n");
        }

        WriteList("Not judged", [.. AuditWords.UnjudgedByKind(report.Unjudged)], text);
        return text.ToString();
    }

    private static void WriteFindings(string? title, ImmutableArray<Finding> findings, BaselineComparison? baseline, StringBuilder text, int mostCharacters)
    {
        if (findings.IsEmpty)
        {
            return;
        }

        text.Append(title is null ? "" : $"\n### {title}\n").Append("\n| | Code | Object | What | Fix |\n| --- | --- | --- | --- | --- |\n");
        int written = 0;
        foreach (Finding finding in findings)
        {
            string state = baseline?.Of(finding) switch
            {
                BaselineState.New => " (new)",
                BaselineState.Worse => " (worse)",
                _ => "",
            };
            string row = $"| {AuditWords.Level(finding.Severity)}{state} | {finding.Kind.Code} | {MarkdownText.Of(AuditWords.Name(finding.Subject))} "
                + $"| {MarkdownText.Of(finding.Message)} | {MarkdownText.Of(AuditWords.Fix(finding))} |\n";
            if (text.Length + row.Length > mostCharacters)
            {
                break;
            }

            text.Append(row);
            written++;
        }

        if (written < findings.Length)
        {
            text.Append($"\nAnd {AuditWords.Count(findings.Length - written, "more finding")}, none worse than these.\n");
        }
    }

    private static void WriteWorkloads(AuditReport report, StringBuilder text)
    {
        WorkloadAudit[] exposed = [.. report.Workloads.Where(workload => workload.IsExposed)];
        if (exposed.Length == 0)
        {
            return;
        }

        text.Append("\n### What one domain takes down\n\n| Workload | Serving | Needed | Worst single loss |\n| --- | ---: | ---: | --- |\n");
        foreach (WorkloadAudit audit in exposed.Take(MostWorkloads))
        {
            LevelLoss worst = audit.Losses.Where(loss => loss is { IsExposed: true, CanBeClosed: true }).MinBy(loss => loss.Worst?.Left ?? int.MaxValue)!;
            text.Append($"| {MarkdownText.Of(AuditWords.Name(audit.Workload.Name))} | {audit.Serving:N0} | {audit.Requirement?.Pods ?? 0:N0} | {MarkdownText.Of(AuditWords.Worst(worst))} |\n");
        }

        text.Append(exposed.Length > MostWorkloads ? $"\nAnd {exposed.Length - MostWorkloads:N0} more.\n" : "");
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
        foreach (string line in lines.Take(MostLines).TakeWhile(line => text.Length + line.Length < MostCharacters))
        {
            text.Append($"- {MarkdownText.Of(Sanitizer.Clean(line, 400))}\n");
        }

        text.Append(lines.Length > MostLines ? $"- and {lines.Length - MostLines:N0} more\n" : "");
    }
}
