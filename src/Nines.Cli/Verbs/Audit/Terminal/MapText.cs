using System.Collections.Immutable;
using System.Text;
using Nines.Audits;
using Nines.Audits.Losses;
using Nines.Cli.Shared;
using Nines.Cli.Verbs.Audit.Answers;
using Spectre.Console;

namespace Nines.Cli.Verbs.Audit.Terminal;

// Spectre.Console has a ReportParts too, and Nines.Text would win over a using above the namespace.
using Text = Spectre.Console.Text;

/// <summary>Where the pods of a workload are: a column a zone, a sign a node, in the fault and update domains of each.</summary>
internal static class MapText
{
    private const int LeastWidth = 30;
    private const int MostWidth = 48;
    private const int MostColumns = 12;
    private const int MostGroups = 12;
    private const int MostLines = 3;

    public static void Write(AuditReport report, WorkloadAudit? highlighted, IAnsiConsole console)
    {
        if (report.Snapshot.Nodes.IsEmpty)
        {
            return;
        }

        DomainGrid grid = DomainGrid.Of(report.Domains, report.Snapshot.Nodes.Select(node => node.Name));
        var pods = PodsByNode.Of(highlighted?.Workload);
        Signs signs = console.Profile.Capabilities.Unicode ? Signs.Round : Signs.Ascii;
        ReportParts.Heading(console, highlighted is null ? "Nodes" : $"Where {AuditWords.Name(highlighted.Workload.Name)} is");
        ReportParts.Paragraph(console, $"{signs.One} a pod that serves, 2 two of them, {signs.Idle} one that does not serve, {signs.None} a node without", ReportParts.Dim);
        int most = Math.Clamp((console.Profile.Width - 2) / (LeastWidth + 1), 1, Math.Clamp(grid.Columns.Length, 1, MostColumns));
        int width = Math.Clamp(((console.Profile.Width - 2) / most) - 2, LeastWidth, MostWidth);
        ImmutableArray<MapColumn> shown = [.. grid.Columns.Take(MostColumns)];
        foreach (MapColumn[] chunk in shown.Chunk(most))
        {
            Table table = ReportParts.Table(chunk.Select(column => (Fit($"{Short(column.Label)} ({AuditWords.Count(column.Nodes, "node")})", width), Justify.Left)));
            table.AddRow(chunk.Select(column => new Text(Cell(column, pods, signs, width))));
            ReportParts.Write(console, table);
        }

        if (grid.Columns.Length > shown.Length)
        {
            ReportParts.Paragraph(console, $"And {grid.Columns.Length - shown.Length:N0} more: -o html shows all.", ReportParts.Dim);
        }
    }

    private static string Cell(MapColumn column, PodsByNode pods, Signs signs, int width)
    {
        var text = new StringBuilder();

        // Those that hold the workload first, when not all can be shown.
        IEnumerable<MapGroup> groups = column.Groups.Length <= MostGroups ? column.Groups : column.Groups.OrderByDescending(group => Serving(group, pods)).Take(MostGroups);
        foreach (MapGroup group in groups)
        {
            string label = Fit(Short(group.Label), width);
            string nodes = group.Nodes.Length <= MostLines * (width / 2)
                ? string.Join(' ', group.Nodes.Select(node => Sign(node, pods, signs)))
                : $"{group.Nodes.Length:N0} nodes, {AuditWords.Count(Serving(group, pods), "pod")} on {group.Nodes.Count(node => pods.Serving.ContainsKey(node)):N0}";
            string gap = label.Length == 0 ? "" : label.Length + 2 + nodes.Length <= width ? "  " : "\n";
            text.Append(label).Append(gap).Append(nodes).Append('\n');
        }

        if (column.Groups.Length > MostGroups)
        {
            text.Append($"and {column.Groups.Length - MostGroups:N0} more places");
        }

        return text.ToString().TrimEnd('\n');
    }

    private static int Serving(MapGroup group, PodsByNode pods) => group.Nodes.Sum(node => pods.Serving.GetValueOrDefault(node));

    private static string Sign(string node, PodsByNode pods, Signs signs) => pods.Serving.GetValueOrDefault(node) switch
    {
        0 => pods.Others.ContainsKey(node) ? signs.Idle : signs.None,
        1 => signs.One,
        > 9 => "+",
        int many => many.ToString(),
    };

    /// <summary>As people who know them call them; what their places have in common is told once.</summary>
    private static string Short(string label)
    {
        string text = label.Replace("fault domain ", "FD ", StringComparison.Ordinal).Replace("update domain ", "UD ", StringComparison.Ordinal);
        int of = text.LastIndexOf(" of ", StringComparison.Ordinal);
        return of < 0 ? text : text[..of].Replace(text[of..] + ", ", ", ", StringComparison.Ordinal) + text[of..];
    }

    private static string Fit(string text, int width) => text.Length <= width ? text : text[..(width - 3)] + "...";

    private sealed record Signs(string One, string Idle, string None)
    {
        public static readonly Signs Round = new("●", "○", "·");
        public static readonly Signs Ascii = new("#", "o", ".");
    }
}
