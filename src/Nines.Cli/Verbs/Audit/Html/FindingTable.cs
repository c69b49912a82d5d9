using Nines.Audits.Findings;
using Nines.Cli.Shared;
using Nines.Cli.Verbs.Audit.Answers;

namespace Nines.Cli.Verbs.Audit.Html;

/// <summary>Findings as a table, which a script can filter and which is readable without it.</summary>
internal static class FindingTable
{
    public const int MaxRows = 2_000;

    public static void Write(AuditAnswer answer, PageData data, HtmlText html)
    {
        html.Write($"""<h2 id="findings-title">Findings</h2>{"\n"}""");
        if (answer.Findings.IsEmpty)
        {
            html.Write($"<p>No problems found.</p>\n");
            return;
        }

        WriteFilters(answer, html);
        if (answer.Findings.Length > MaxRows)
        {
            html.Write($"""<p class="worst">The {MaxRows.ToString("N0")} most severe of {answer.Findings.Length.ToString("N0")} are listed; -o json has all.</p>{"\n"}""");
        }

        html.Write($"""
            <div class="scroll"><table id="findings" class="stack"><thead><tr><th scope="col"></th><th scope="col">Code</th><th scope="col">Object</th><th scope="col">Problem and fix</th></tr></thead><tbody>

            """);
        foreach (Finding finding in answer.Findings.Take(MaxRows))
        {
            WriteRow(finding, answer.Baseline, data, html);
        }

        html.Write($"</tbody></table></div>\n");
    }

    private static void WriteFilters(AuditAnswer answer, HtmlText html)
    {
        html.Write($"""<div class="tools" id="filters" hidden><fieldset><legend>Severity</legend>""");
        foreach (string level in (string[])["error", "warning", "note"])
        {
            html.Write($"""<label><input type="checkbox" name="level" value="{level}" checked> {level}</label>""");
        }

        html.Write($"""</fieldset><label>Code <select id="code"><option value="">all</option>""");
        foreach (IGrouping<FindingKind, Finding> kind in answer.Findings.GroupBy(finding => finding.Kind).OrderBy(group => group.Key.Code, StringComparer.Ordinal))
        {
            html.Write($"""<option value="{kind.Key.Code}">{kind.Key.Code} {kind.Key.Title} ({kind.Count().ToString("N0")})</option>""");
        }

        html.Write($"""</select></label><label>Text <input type="search" id="search" autocomplete="off"></label><span id="shown" role="status" class="soft"></span></div>{"\n"}""");
    }

    private static void WriteRow(Finding finding, BaselineComparison? baseline, PageData data, HtmlText html)
    {
        string level = AuditPhrases.Level(finding.Severity);
        string state = AuditPhrases.Change(baseline, finding) ?? "";
        string name = AuditPhrases.Name(finding.Subject);
        html.Write($"""<tr data-level="{level}" data-code="{finding.Kind.Code}"><td><span class="level {level}">{level}</span> <span class="soft">{state}</span></td><td>{finding.Kind.Code}<br><span class="soft">{finding.Kind.Title}</span></td><td>""");
        if (data.IndexOf(finding.Subject) is { } index)
        {
            html.Write($"""<button type="button" class="subject" data-workload="{index}" title="Show on the map">{name}</button>""");
        }
        else
        {
            html.Write($"{name}");
        }

        html.Write($"""</td><td class="what">{AuditPhrases.Message(finding)}<br><span class="soft">{AuditPhrases.Fix(finding)}</span></td></tr>{"\n"}""");
    }
}
