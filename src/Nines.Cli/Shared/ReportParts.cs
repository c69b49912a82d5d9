using System.Collections.Immutable;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Nines.Cli.Shared;

// Nines.Text would win over a using above the namespace.
using Text = Spectre.Console.Text;

/// <summary>Building blocks of every report in text.</summary>
internal static class ReportParts
{
    public static readonly Style Bold = new(decoration: Decoration.Bold);
    public static readonly Style Dim = new(decoration: Decoration.Dim);
    public static readonly Style Good = new(Color.Green);
    public static readonly Style Bad = new(Color.Red, decoration: Decoration.Bold);

    private static readonly Padding Indent = new(2, 0, 0, 0);

    /// <summary>A heading after an empty line.</summary>
    public static void Heading(IAnsiConsole console, string title, string? aside = null)
    {
        console.WriteLine();
        Paragraph text = new();
        text.Append(title, Bold);
        if (aside is not null)
        {
            text.Append($"  ({aside})", Dim);
        }

        console.Write(text);
        console.WriteLine();
    }

    public static void Indented(IAnsiConsole console, IRenderable content) => Indented(console, content, Indent.Left);

    /// <param name="console">Receives the text.</param>
    /// <param name="content">Content to indent.</param>
    /// <param name="columns">Width of the indent.</param>
    public static void Indented(IAnsiConsole console, IRenderable content, int columns) =>
        console.Write(new WithoutBlankEnds(new Padder(content, new Padding(columns, 0, 0, 0))));

    /// <summary>A table, whose border already indents it.</summary>
    public static void Write(IAnsiConsole console, Table table) => console.Write(new WithoutBlankEnds(table));

    /// <summary>Wrapped text, indented.</summary>
    public static void Paragraph(IAnsiConsole console, string text, Style? style = null) => Indented(console, new Text(text, style));

    public static void Bullets(IAnsiConsole console, ImmutableArray<string> items)
    {
        Grid grid = Columns(Justify.Left, Justify.Left);
        foreach (string item in items)
        {
            grid.AddRow(new Text("-"), new Text(item));
        }

        Indented(console, grid);
    }

    /// <summary>Rows without lines around them.</summary>
    public static Grid Columns(params ReadOnlySpan<Justify> alignments)
    {
        Grid grid = new();
        for (int index = 0; index < alignments.Length; index++)
        {
            GridColumn column = new() { Alignment = alignments[index], NoWrap = alignments[index] == Justify.Right };
            column.Padding = new Padding(0, 0, index == alignments.Length - 1 ? 0 : 2, 0);
            grid.AddColumn(column);
        }

        return grid;
    }

    /// <summary>A table with a line under its header and none elsewhere.</summary>
    public static Table Table(params IEnumerable<(string Title, Justify Alignment)> columns)
    {
        Table table = new Table().Border(TableBorder.Simple).BorderStyle(Dim);
        foreach ((string title, Justify alignment) in columns)
        {
            table.AddColumn(new TableColumn(new Text(title, Bold))
            {
                Alignment = alignment,
                Padding = new Padding(1, 0, 0, 0),
                NoWrap = table.Columns.Count > 0,
            });
        }

        return table;
    }
}
