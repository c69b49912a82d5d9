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

/// <summary>Map of the pods of a workload: one column per zone, one sign per node, grouped by fault and update domain.</summary>
internal static class MapText
{
    private const int MinWidth = 30;
    private const int MaxWidth = 48;
    private const int MaxColumns = 12;
    private const int MaxGroups = 12;
    private const int MaxLines = 3;

    public static void Write(AuditReport report, WorkloadAudit? highlighted, IAnsiConsole console)
    {
        if (report.Snapshot.Nodes.IsEmpty)
        {
            return;
        }

        DomainGrid grid = DomainGrid.Create(report.Domains, report.Snapshot.Nodes.Select(node => node.Name));
        var pods = PodsByNode.Create(highlighted?.Workload);
        Signs signs = console.Profile.Capabilities.Unicode ? Signs.Round : Signs.Ascii;
        ReportParts.Heading(console, highlighted is null ? "Nodes" : $"Pods of {AuditPhrases.Name(highlighted.Workload.Name)}");
        ReportParts.Paragraph(console, $"{signs.One} one serving pod, 2 to 9 that many, + more, {signs.Idle} a pod that is not serving, {signs.None} no pod", ReportParts.Dim);
        int most = Math.Clamp((console.Profile.Width - 2) / (MinWidth + 1), 1, Math.Clamp(grid.Columns.Length, 1, MaxColumns));
        int width = Math.Clamp(((console.Profile.Width - 2) / most) - 2, MinWidth, MaxWidth);
        ImmutableArray<MapColumn> shown = [.. grid.Columns.Take(MaxColumns)];
        foreach (MapColumn[] chunk in shown.Chunk(most))
        {
            Table table = ReportParts.Table(chunk.Select(column => (Fit($"{Short(column.Label)} ({AuditPhrases.Count(column.Nodes, "node")})", width), Justify.Left)));
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

        // If not all groups fit, those with the most serving pods are shown.
        IEnumerable<MapGroup> groups = column.Groups.Length <= MaxGroups ? column.Groups : column.Groups.OrderByDescending(group => Serving(group, pods)).Take(MaxGroups);
        foreach (MapGroup group in groups)
        {
            string label = Fit(Short(group.Label), width);
            string nodes = group.Nodes.Length <= MaxLines * (width / 2)
                ? string.Join(' ', group.Nodes.Select(node => Sign(node, pods, signs)))
                : $"{group.Nodes.Length:N0} nodes, {AuditPhrases.Count(Serving(group, pods), "pod")} on {group.Nodes.Count(node => pods.Serving.ContainsKey(node)):N0}";
            string gap = label.Length == 0 ? "" : label.Length + 2 + nodes.Length <= width ? "  " : "\n";
            text.Append(label).Append(gap).Append(nodes).Append('\n');
        }

        if (column.Groups.Length > MaxGroups)
        {
            text.Append($"and {column.Groups.Length - MaxGroups:N0} more places");
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

    /// <summary>Shortens a label: FD and UD for the kinds, and a common suffix only once.</summary>
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
