using System.Text;

namespace Nines.Guard.Setup.Check;

/// <summary>A report for people: a line for each thing that was looked at, which begins with what came of it.</summary>
internal static class CheckText
{
    private const string Fine = "ok";
    private const string Skipped = "skipped";

    public static string Write(CheckReport report)
    {
        var text = new StringBuilder();
        int words = new[] { Fine, Skipped }.Concat(Enum.GetValues<CheckSeverity>().Select(Name)).Max(word => word.Length);
        int names = report.Checks.Max(check => check.Name.Length);
        foreach (CheckResult check in report.Checks)
        {
            if (check.Skipped is { } why)
            {
                Line(Skipped, check, why);
            }

            foreach (string fact in check.Facts)
            {
                Line(Fine, check, fact);
            }

            foreach (CheckFinding finding in check.Findings)
            {
                Line(Name(finding.Severity), check, $"{finding.Where}: {finding.What}{(finding.Expected.Length > 0 ? "; expected " : "")}{finding.Expected}. Fix: {finding.Fix.TrimEnd('.')}.");
            }
        }

        return text.Append(Summary(report)).Append('\n').ToString();

        void Line(string word, CheckResult check, string what) =>
            text.Append(word.PadRight(words)).Append("  ").Append(check.Name.PadRight(names)).Append("  ").Append(what).Append('\n');
    }

    public static string Name(CheckSeverity severity) => severity switch
    {
        CheckSeverity.Problem => "problem",
        CheckSeverity.Warning => "warning",
        _ => "unknown",
    };

    private static string Summary(CheckReport report) => report.HasFindings
        ? string.Join(", ", Enum.GetValues<CheckSeverity>().Where(severity => report.Count(severity) > 0).Select(severity => Counted(report.Count(severity), severity))) + "."
        : "No problems found.";

    private static string Counted(int count, CheckSeverity severity) => severity switch
    {
        CheckSeverity.Unknown => $"{count} unknown",
        _ => $"{count} {Name(severity)}{(count == 1 ? "" : "s")}",
    };
}
