using Nines.Measure.Counts;
using Nines.Measure.Running;

namespace Nines.Measure;

/// <summary>Prints reports for a person.</summary>
internal static class ReportText
{
    public static void Write(TextWriter output, RunningReport report)
    {
        output.WriteLine("files that run");
        output.WriteLine($"{"  nines --help, the command tree",-45}{report.Help.Count,15}");
        output.WriteLine($"{"  predict of an example, beyond that",-45}{report.Predict.Count,15}");
        output.WriteLine($"{"  audit of the example with --fix, beyond",-45}{report.Audit.Count,15}");
        output.WriteLine($"{"  a near-cache hit, from review to answer",-45}{report.NearHit?.Count.ToString() ?? "needs redis-server",15}");
        output.WriteLine();
    }

    public static void Write(TextWriter output, StructureReport report)
    {
        output.WriteLine($"{"project",-20}{"folders",10}{"files",10}{"lines",10}");
        foreach (ProjectSize size in report.Projects.Append(report.Total))
        {
            output.WriteLine($"{size.Name,-20}{size.Folders,10}{size.Files,10}{size.Lines,10}");
        }

        output.WriteLine();
        Row("file length, p50 / p90 / max", Text(report.FileLengths));
        Row("method length, p50 / p90 / max", Text(report.MethodLengths));
        Row("cycles between projects", $"{report.ProjectCycles.Length}");
        Row("cycles between top folders", $"{report.TopFolderCycles.Length}");
        Row("folders in a cycle", $"{report.FoldersInCycles} of {report.Total.Folders}");
        Row("type names that exist twice", $"{report.Names.Twice.Length} of {report.Names.Types} types");
        Row("last words of type names, per type", $"{report.Names.LastWords:F2}");
        Row("Most*, Longest*, Least* names", $"{report.Names.Superlatives.Length}");
        Row("methods named Of", $"{report.Names.BareOf.Length}");
        Row("comments, share of lines", $"{report.Comments.Share:P1}");
        Row("comments inside code, share of lines", $"{report.Comments.Inline:P1}");
        Row("doc comments that begin with a question", $"{report.Comments.Questions} of {report.Comments.DocComments}");
        Row("lines of tests per line of src", $"{report.TestLinesPerLine:F2}");

        Section(output, "Cycles between top folders", report.TopFolderCycles.Select(cycle => string.Join(" <-> ", cycle)));
        foreach (FolderCycle cycle in report.FolderCycles)
        {
            Section(output, $"Cycle of {cycle.Members.Length} folders", cycle.Arrows.Select(arrow =>
                $"{arrow.From} -> {arrow.To}: {string.Join(", ", arrow.Reasons.Take(5))}{(arrow.Reasons.Length > 5 ? $", {arrow.Reasons.Length - 5} more" : "")}"));
        }

        Section(output, "Type names that exist twice", report.Names.Twice);
        Section(output, "Most*, Longest*, Least*", report.Names.Superlatives);
        Section(output, "Methods named Of", report.Names.BareOf);

        void Row(string name, string value) => output.WriteLine($"{name,-45}{value,15}");
    }

    private static string Text(Lengths lengths) => $"{lengths.Median} / {lengths.P90} / {lengths.Max}";

    private static void Section(TextWriter output, string title, IEnumerable<string> lines)
    {
        string[] all = [.. lines];
        if (all.Length == 0)
        {
            return;
        }

        output.WriteLine();
        output.WriteLine(title);
        foreach (string line in all)
        {
            output.WriteLine($"  {line}");
        }
    }
}
