using System.Collections.Immutable;
using Nines.Audits;
using Nines.Cli.Shared;
using Nines.Cli.Verbs.Audit.Answers;
using Nines.Cli.Verbs.Audit.Formats;
using Nines.Cli.Verbs.Audit.Terminal;
using Nines.Text;

namespace Nines.Cli.Verbs.Audit.Html;

/// <summary>
/// An audit as one self-contained HTML file without any request. A click on a failure domain shows what its loss takes.
/// Without JavaScript the findings can still be read.
/// </summary>
internal static class AuditPage
{
    private const int MaxNotes = 200;

    public static string Render(AuditAnswer answer, OutputStamp stamp)
    {
        AuditReport report = answer.Report;
        HtmlText html = new();
        var data = new PageData(answer);
        string source = AuditPhrases.Source(report.Snapshot);
        html.Write($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="
            """);

        // Unescaped: it consists of constants and their hashes only.
        html.WriteTrusted(PageParts.Policy);
        html.Write($"""
            ">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">

            """);
        stamp.WriteMeta(html, AuditJson.Schema);
        html.Write($"""
            <title>{source}: audit</title>
            <style>
            """);
        html.WriteTrusted(PageParts.Css);
        html.Write($"</style>\n</head>\n<body>\n<header>\n<h1>{source}</h1>\n");
        string taken = report.Snapshot.TakenAt is { } at ? $"; taken on {at.UtcDateTime:yyyy-MM-dd HH:mm} UTC" : "";
        html.Write($"""<p class="soft">{AuditPhrases.Size(report.Snapshot)}{taken}</p>{"\n"}<p class="soft">{stamp.ToSentence()}</p>{"\n"}</header>{"\n"}<main>{"\n"}""");
        WriteCards(answer, html);
        html.Write($"<p>{AuditText.Summary(answer)}</p>\n");
        WriteMap(data, html);
        FindingTable.Write(answer, data, html);
        WriteList("Gone since the baseline", [.. answer.Baseline?.Gone.Select(gone => $"{gone.Code} {gone.Subject}: {gone.Message}") ?? []], html);
        WriteList("Skipped checks", [.. AuditPhrases.UnjudgedByKind(report.Unjudged)], html);
        WriteList("Notes", [.. report.Notes.Concat(report.Snapshot.Notes).Concat(report.Domains.Notes).Distinct()], html);
        html.Write($"""</main>{"\n"}<script type="application/json" id="data">""");
        html.WriteTrusted(data.ToJson());
        html.Write($"</script>\n<script>");
        html.WriteTrusted(PageParts.Script);
        html.Write($"</script>\n</body>\n</html>\n");
        return html.ToString();
    }

    private static void WriteCards(AuditAnswer answer, HtmlText html)
    {
        AuditReport report = answer.Report;
        int judged = report.Workloads.Count(workload => workload.Requirement is not null);
        (string Title, string Figure, string Text)[] cards =
        [
            ("Score", report.Score.ToString(), "of 100"),
            ("Errors", Count(answer, Severity.Error), "one failure takes a workload below what it requires"),
            ("Warnings", Count(answer, Severity.Warning), "an outage together with a second failure"),
            ("Exposed workloads", report.Workloads.Count(workload => workload.IsExposed).ToString("N0"), $"of {judged:N0} with a requirement: the loss of one failure domain is enough"),
        ];
        html.Write($"""<ul class="cards">{"\n"}""");
        foreach ((string title, string figure, string text) in cards)
        {
            html.Write($"""<li class="card"><strong>{title}</strong><div class="figure">{figure}</div><div class="soft">{text}</div></li>{"\n"}""");
        }

        html.Write($"</ul>\n");
    }

    private static string Count(AuditAnswer answer, Severity severity) => answer.Findings.Count(finding => finding.Severity == severity).ToString("N0");

    private static void WriteMap(PageData data, HtmlText html)
    {
        html.Write($"""
            <h2 id="map-title">What the loss of a failure domain takes</h2>
            <p id="without-script">The map needs JavaScript, which this browser does not run; the findings are listed below.</p>
            <div id="interactive" hidden>
            <p class="soft">Click a failure domain, or a cell of the map, to see what its loss takes at once, before any pod is rescheduled. Arrow keys move from cell to cell.</p>
            """);
        if (data.Places.IsGrouped)
        {
            html.Write($"""<p class="soft">The cluster has more than {PagePlaces.MaxNodes.ToString("N0")} nodes: nodes in the same failure domains share one cell, and single nodes cannot be clicked.</p>{"\n"}""");
        }

        if (data.OmittedWorkloads > 0)
        {
            html.Write($"""<p class="worst">{data.OmittedWorkloads.ToString("N0")} workloads beyond the {PageData.MaxWorkloads.ToString("N0")} most exposed are not on the map.</p>{"\n"}""");
        }

        html.Write($"""
            <div id="domains"></div>
            <div class="tools"><label>Show pods of <select id="workload"></select></label><label>Find <input type="search" id="find" autocomplete="off"></label></div>
            <div class="split">
            <div id="map" role="group" aria-label="Nodes by failure domain"></div>
            <section id="loss" aria-live="polite" aria-label="What is lost" tabindex="0"><p class="soft">Choose a failure domain.</p></section>
            </div>
            </div>

            """);
    }

    private static void WriteList(string title, ImmutableArray<string> lines, HtmlText html)
    {
        if (lines.IsEmpty)
        {
            return;
        }

        html.Write($"""<h2>{title}</h2>{"\n"}<ul class="notes">{"\n"}""");
        foreach (string line in lines.Take(MaxNotes))
        {
            html.Write($"<li>{Sanitizer.Clean(line)}</li>\n");
        }

        html.Write($"</ul>\n");
        if (lines.Length > MaxNotes)
        {
            html.Write($"""<p class="soft">And {(lines.Length - MaxNotes).ToString("N0")} more.</p>{"\n"}""");
        }
    }
}
