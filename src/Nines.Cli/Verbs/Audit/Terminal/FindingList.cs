using System.Collections.Immutable;
using Nines.Audits.Findings;
using Nines.Audits.Losses;
using Nines.Cli.Shared;
using Nines.Cli.Verbs.Audit.Answers;
using Nines.Text;
using Spectre.Console;

namespace Nines.Cli.Verbs.Audit.Terminal;

// Spectre.Console has a ReportParts too, and Nines.Text would win over a using above the namespace.
using Text = Spectre.Console.Text;

/// <summary>Findings by object, the most severe first.</summary>
internal static class FindingList
{
    private const int MaxSubjects = 20;
    private const int MaxPerSubject = 12;

    public static void Write(AuditAnswer answer, IAnsiConsole console)
    {
        ImmutableArray<SubjectGroup> groups = SubjectGroup.Create(answer.Report, answer.Findings);
        if (groups.IsEmpty)
        {
            console.WriteLine();
            ReportParts.Paragraph(console, "No problems found.", ReportParts.Good);
            return;
        }

        foreach (SubjectGroup group in groups.Take(MaxSubjects))
        {
            WriteGroup(group, answer, console);
        }

        if (groups.Length > MaxSubjects)
        {
            console.WriteLine();
            int left = groups.Skip(MaxSubjects).Sum(group => group.Findings.Length);
            ReportParts.Paragraph(
                console,
                $"And {AuditPhrases.Count(left, "finding")} of {AuditPhrases.Count(groups.Length - MaxSubjects, "more object", "more objects")}, none more severe than these: -o json and -o html list all; -n and -l select.",
                ReportParts.Dim);
        }
    }

    private static void WriteGroup(SubjectGroup group, AuditAnswer answer, IAnsiConsole console)
    {
        if (answer.Focus is null)
        {
            ReportParts.Heading(console, AuditPhrases.Name(group.Subject), group.Workload is { } workload ? AuditPhrases.Requirement(workload) : null);
            if (group.Workload is { } audit && Exposing(audit) is { Length: > 0 } losses)
            {
                ReportParts.Paragraph(console, losses, ReportParts.Dim);
            }
        }
        else
        {
            console.WriteLine();
        }

        Grid grid = ReportParts.Columns(Justify.Left, Justify.Left, Justify.Left);
        grid.Columns[0].NoWrap = true;
        grid.Columns[1].NoWrap = true;
        // Notes are many: unless requested, a line with their codes is enough.
        bool areNotesShown = answer.Focus is not null || answer.FailOn == FailLevel.Note || group.Findings[0].Severity == Severity.Note;
        ImmutableArray<Finding> listed = [.. group.Findings.Where(finding => areNotesShown || finding.Severity > Severity.Note)];
        ImmutableArray<Finding> shown = [.. listed.Take(MaxPerSubject)];
        foreach ((int index, Finding finding) in shown.Index())
        {
            string change = AuditPhrases.Change(answer.Baseline, finding) is { } state ? state + ": " : "";
            grid.AddRow(new Text(AuditPhrases.Level(finding.Severity), Style(finding.Severity)), new Text(finding.Kind.Code), new Text(change + AuditPhrases.Message(finding)));

            // A fix that several findings share is printed once, after the last of them.
            if (index + 1 == shown.Length || AuditPhrases.Fix(shown[index + 1]) != AuditPhrases.Fix(finding))
            {
                grid.AddRow(new Text(""), new Text(""), new Text("Fix: " + AuditPhrases.Fix(finding), ReportParts.Dim));
            }
        }

        ReportParts.Indented(console, grid);
        if (listed.Length > shown.Length)
        {
            ReportParts.Paragraph(console, $"and {listed.Length - shown.Length:N0} more for this object", ReportParts.Dim);
        }

        if (group.Findings.Length > listed.Length)
        {
            IEnumerable<string> codes = group.Findings.Where(finding => finding.Severity == Severity.Note).CountBy(finding => finding.Kind.Code)
                .Select(pair => pair.Value == 1 ? pair.Key : $"{pair.Key} ({pair.Value:N0})");
            ReportParts.Paragraph(console, $"and {AuditPhrases.Count(group.Findings.Length - listed.Length, "note")}: {string.Join(", ", codes)}", ReportParts.Dim);
        }
    }

    /// <summary>Worst loss of each kind of failure domain that takes a workload below its requirement, if another placement could avoid it.</summary>
    private static string Exposing(WorkloadAudit audit) => string.Join("; ", audit.Losses
        .Where(loss => loss is { IsExposed: true, CanBeClosed: true })
        .Select(AuditPhrases.Worst)
        .OfType<string>());

    private static Style Style(Severity severity) => severity switch
    {
        Severity.Error => ReportParts.Bad,
        Severity.Warning => new Style(Color.Yellow),
        _ => ReportParts.Dim,
    };
}
