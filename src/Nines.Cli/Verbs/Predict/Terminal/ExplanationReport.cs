using Nines.Cli.Shared;
using Nines.Environments.Predictions;
using Spectre.Console;

namespace Nines.Cli.Verbs.Predict.Terminal;

// Nines.Text would win over a using above the namespace.
using Text = Spectre.Console.Text;

/// <summary>A calculation as an indented tree: each line with its formula, its numbers and their source.</summary>
internal static class ExplanationReport
{
    /// <summary>A deeper line is set no further to the right, or nothing would be left of a narrow terminal.</summary>
    private const int MaxIndentLevel = 16;
    private const int MaxLines = 5_000;

    public static void Write(ExplanationLine root, IAnsiConsole console)
    {
        Stack<(ExplanationLine Line, int Depth)> open = new([(root, 0)]);
        for (int written = 0; open.TryPop(out (ExplanationLine Line, int Depth) next); written++)
        {
            if (written == MaxLines)
            {
                ReportParts.Paragraph(console, "The rest is omitted: the calculation has too many lines to read.", ReportParts.Dim);
                return;
            }

            WriteLine(next.Line, 2 * Math.Min(next.Depth, MaxIndentLevel), console);
            foreach (ExplanationLine child in next.Line.Children.Reverse())
            {
                open.Push((child, next.Depth + 1));
            }
        }
    }

    private static void WriteLine(ExplanationLine line, int indent, IAnsiConsole console)
    {
        ReportParts.Indented(console, new Text(line.Text, line.Children.IsEmpty ? Style.Plain : ReportParts.Bold), indent);
        foreach (string? detail in new[] { line.Formula, line.Numbers is null ? null : "= " + line.Numbers, Source(line) })
        {
            if (detail is not null)
            {
                ReportParts.Indented(console, new Text(detail, ReportParts.Dim), indent + 4);
            }
        }
    }

    private static string? Source(ExplanationLine line) => line.Source is null ? null : "source: " + line.Source;
}
