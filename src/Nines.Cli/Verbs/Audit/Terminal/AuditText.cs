using System.Collections.Immutable;
using Nines.Audits;
using Nines.Audits.Findings;
using Nines.Audits.Losses;
using Nines.Cli.Shared;
using Nines.Cli.Verbs.Audit.Answers;
using Nines.Text;
using Spectre.Console;

namespace Nines.Cli.Verbs.Audit.Terminal;

/// <summary>
/// An audit as text for a terminal, a ticket or a log, the most severe findings first. Names from the cluster are never
/// interpreted as markup or as control sequences.
/// </summary>
internal static class AuditText
{
    private const int MaxCapacity = 8;
    private const int MaxNotes = 12;

    public static void Write(AuditAnswer answer, IAnsiConsole console)
    {
        AuditReport report = answer.Report;
        ReportParts.Heading(console, $"{AuditPhrases.Source(report.Snapshot)}: score {report.Score} of 100", AuditPhrases.Size(report.Snapshot));
        if (answer.Focus is { } focus)
        {
            WorkloadDetails.Write(focus, console);
        }

        FindingList.Write(answer, console);
        MapText.Write(report, answer.Highlighted, console);
        if (answer.Focus is null)
        {
            WriteCapacity(report.Capacity, console);
        }

        WriteGone(answer.Baseline, console);
        WriteList("Skipped checks", [.. AuditPhrases.UnjudgedByKind(report.Unjudged)], console);
        WriteList("Notes", [.. report.Notes.Concat(report.Snapshot.Notes).Concat(report.Domains.Notes).Distinct().Select(note => Sanitizer.Clean(note))], console);
        console.WriteLine();
        ReportParts.Paragraph(console, Summary(answer), answer.Findings.Any(finding => finding.Severity == Severity.Error) ? ReportParts.Bad : ReportParts.Bold);
    }

    /// <summary>Summary in one paragraph.</summary>
    public static string Summary(AuditAnswer answer)
    {
        AuditReport report = answer.Report;
        int exposed = report.Workloads.Count(workload => workload.IsExposed);
        int judged = report.Workloads.Count(workload => workload.Requirement is not null);
        string text = $"{AuditPhrases.Counts(answer.Findings)}.";
        if (answer.Focus is null)
        {
            text += $" {exposed:N0} of {AuditPhrases.Count(judged, "workload")} would fall below {(judged == 1 ? "its" : "their")} requirement if one failure domain is lost. Score {report.Score} of 100.";
        }

        if (answer.Baseline is { } baseline)
        {
            ILookup<BaselineState, Finding> states = answer.Findings.ToLookup(baseline.GetState);
            text += $" Since {Sanitizer.Clean(baseline.File, 200)}: {states[BaselineState.New].Count():N0} new, {states[BaselineState.Worse].Count():N0} worse, {baseline.Gone.Length:N0} gone"
                + (baseline.Unseen.IsEmpty ? "." : $", {baseline.Unseen.Length:N0} not checked.");
        }

        text += report.Ignored.IsEmpty ? "" : $" {report.Ignored.Length:N0} ignored.";
        return report.Unjudged.IsEmpty ? text : text + $" {AuditPhrases.Count(report.Unjudged.Length, "check")} skipped.";
    }

    private static void WriteCapacity(ImmutableArray<CapacityLoss> capacity, IAnsiConsole console)
    {
        if (capacity.IsEmpty)
        {
            return;
        }

        CapacityLoss[] tight = [.. capacity.Where(loss => !loss.Stranded.IsEmpty).OrderByDescending(loss => loss.Stranded.Sum(stranded => stranded.Pods))];
        ReportParts.Heading(console, "Spare capacity after a loss");
        string tried = AuditPhrases.Count(capacity.Length, "simulated loss of one failure domain", "simulated losses of one failure domain");
        if (tight.Length == 0)
        {
            ReportParts.Paragraph(console, $"After each of {tried}, every evicted pod can be rescheduled.");
            return;
        }

        string[] lines = [.. tight.Take(MaxCapacity).Select(Line), .. tight.Length > MaxCapacity ? (string[])[$"and {tight.Length - MaxCapacity:N0} more losses after which pods cannot be rescheduled"] : []];
        ReportParts.Bullets(console, [.. lines]);
        ReportParts.Paragraph(console, $"{tight.Length:N0} of {tried} leave pods without a node.", ReportParts.Dim);
    }

    private static string Line(CapacityLoss loss)
    {
        Stranded worst = loss.Stranded.MaxBy(stranded => stranded.Pods)!;
        return $"{Sanitizer.Clean(loss.Domain.Label, 100)} ({AuditPhrases.Count(loss.LostNodes, "node")}): {loss.Stranded.Sum(stranded => stranded.Pods):N0} of "
            + $"{AuditPhrases.Count(loss.Displaced, "pod")} cannot be rescheduled, {worst.Pods:N0} of them of {AuditPhrases.Name(worst.Workload)}: {Sanitizer.Clean(worst.Reason, 300)}";
    }

    private static void WriteGone(BaselineComparison? baseline, IAnsiConsole console)
    {
        if (baseline is not null && !baseline.Gone.IsEmpty)
        {
            WriteList("Gone since the baseline", [.. baseline.Gone.Select(gone => $"{Sanitizer.Clean(gone.Code, 20)} {Sanitizer.Clean(gone.Subject, 300)}: {Sanitizer.Clean(gone.Message)}")], console);
        }
    }

    private static void WriteList(string title, ImmutableArray<string> lines, IAnsiConsole console)
    {
        if (lines.IsEmpty)
        {
            return;
        }

        ReportParts.Heading(console, title);
        ReportParts.Bullets(console, [.. lines.Take(MaxNotes), .. lines.Length > MaxNotes ? (string[])[$"and {lines.Length - MaxNotes:N0} more (-o json has all)"] : []]);
    }
}
