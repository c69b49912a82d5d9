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

/// <summary>What was found, by the object it is about, the worst first.</summary>
internal static class FindingList
{
    private const int MostSubjects = 20;
    private const int MostOfOne = 12;

    public static void Write(AuditAnswer answer, IAnsiConsole console)
    {
        ImmutableArray<SubjectGroup> groups = SubjectGroup.Of(answer.Report, answer.Findings);
        if (groups.IsEmpty)
        {
            console.WriteLine();
            ReportParts.Paragraph(console, "No problems found.", ReportParts.Good);
            return;
        }

        foreach (SubjectGroup group in groups.Take(MostSubjects))
        {
            WriteGroup(group, answer, console);
        }

        if (groups.Length > MostSubjects)
        {
            console.WriteLine();
            int left = groups.Skip(MostSubjects).Sum(group => group.Findings.Length);
            ReportParts.Paragraph(
                console,
                $"And {AuditWords.Count(left, "finding")} of {AuditWords.Count(groups.Length - MostSubjects, "more object", "more objects")}, none worse than these: -o json and -o html have all, -n and -l choose.",
                ReportParts.Dim);
        }
    }

    private static void WriteGroup(SubjectGroup group, AuditAnswer answer, IAnsiConsole console)
    {
        if (answer.Focus is null)
        {
            ReportParts.Heading(console, AuditWords.Name(group.Subject), group.Workload is { } workload ? AuditWords.Requirement(workload) : null);
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
        // Notes are many: unless they were asked for, a line with their codes is enough.
        bool areNotesShown = answer.Focus is not null || answer.FailOn == FailLevel.Note || group.Findings[0].Severity == Severity.Note;
        ImmutableArray<Finding> told = [.. group.Findings.Where(finding => areNotesShown || finding.Severity > Severity.Note)];
        ImmutableArray<Finding> shown = [.. told.Take(MostOfOne)];
        foreach ((int index, Finding finding) in shown.Index())
        {
            string state = answer.Baseline?.Of(finding) switch
            {
                BaselineState.New => "new: ",
                BaselineState.Worse => "worse: ",
                _ => "",
            };
            grid.AddRow(new Text(AuditWords.Level(finding.Severity), Style(finding.Severity)), new Text(finding.Kind.Code), new Text(state + AuditWords.Message(finding)));

            // A fix that several findings share is printed once, after the last of them.
            if (index + 1 == shown.Length || AuditWords.Fix(shown[index + 1]) != AuditWords.Fix(finding))
            {
                grid.AddRow(new Text(""), new Text(""), new Text("Fix: " + AuditWords.Fix(finding), ReportParts.Dim));
            }
        }

        ReportParts.Indented(console, grid);
        if (told.Length > shown.Length)
        {
            ReportParts.Paragraph(console, $"and {told.Length - shown.Length:N0} more of it", ReportParts.Dim);
        }

        if (group.Findings.Length > told.Length)
        {
            IEnumerable<string> codes = group.Findings.Where(finding => finding.Severity == Severity.Note).CountBy(finding => finding.Kind.Code)
                .Select(pair => pair.Value == 1 ? pair.Key : $"{pair.Key} ({pair.Value:N0})");
            ReportParts.Paragraph(console, $"and {AuditWords.Count(group.Findings.Length - told.Length, "note")}: {string.Join(", ", codes)}", ReportParts.Dim);
        }
    }

    /// <summary>The worst loss of each kind of domain that takes it below what it needs, where the cluster could do better.</summary>
    private static string Exposing(WorkloadAudit audit) => string.Join("; ", audit.Losses
        .Where(loss => loss is { IsExposed: true, CanBeClosed: true })
        .Select(AuditWords.Worst)
        .OfType<string>());

    private static Style Style(Severity severity) => severity switch
    {
        Severity.Error => ReportParts.Bad,
        Severity.Warning => new Style(Color.Yellow),
        _ => ReportParts.Dim,
    };
}
