using Nines.Cli.Shared;
using Nines.Cli.Verbs.Predict.Diagrams;

namespace Nines.Cli.Verbs.Predict.Html;

/// <summary>A drawing as inline SVG. Colours come from the page's style sheet, so that it follows light, dark and print.</summary>
internal static class SketchSvg
{
    /// <param name="html">The page.</param>
    /// <param name="sketch">The drawing.</param>
    /// <param name="id">Unique in the page.</param>
    /// <param name="title">Title of the drawing.</param>
    /// <param name="description">Description for screen readers.</param>
    public static void Write(HtmlText html, Sketch sketch, string id, string title, string description)
    {
        html.Write($"""
            <div class="scroll" role="region" aria-label="{title}" tabindex="0">
            <svg class="sketch" role="img" aria-labelledby="{id}-t {id}-d" width="{sketch.Width}" height="{sketch.Height}" viewBox="0 0 {sketch.Width} {sketch.Height}">
            <title id="{id}-t">{title}</title><desc id="{id}-d">{description}</desc>

            """);
        foreach (FrameMark frame in sketch.Marks.OfType<FrameMark>())
        {
            html.Write($"""<rect class="frame" x="{frame.X}" y="{frame.Y}" width="{frame.Width}" height="{frame.Height}" rx="8"/>""");
            html.Write($"""<text class="domain" x="{frame.X + 11}" y="{frame.Y + 15}">{frame.Label}</text>{"\n"}""");
        }

        WriteWires(html, sketch);
        foreach (Mark mark in sketch.Marks)
        {
            switch (mark)
            {
                case BoxMark box:
                    WriteBox(html, box);
                    break;
                case LabelMark label:
                    html.Write($"""<text class="label" x="{label.X}" y="{label.Y}">{label.Text}</text>{"\n"}""");
                    break;
                default:
                    break;
            }
        }

        html.Write($"</svg>\n</div>\n");
    }

    /// <summary>Two overlapping squares, 11 pixels wide; drawn, since few fonts have the character.</summary>
    public static void WriteSharedMark(HtmlText html, double x, double y) =>
        html.Write($"""<path class="mark" d="M{x} {y}h7v7h-7zM{x + 7} {y + 4}h4v7h-7v-4"/>""");

    private static void WriteWires(HtmlText html, Sketch sketch)
    {
        html.Write($"<path class=\"wire\" d=\"");
        foreach (WireMark wire in sketch.Marks.OfType<WireMark>())
        {
            Corner previous = wire.Corners[0];
            html.Write($"M{previous.X} {previous.Y}");
            foreach (Corner corner in wire.Corners.Skip(1).Where(corner => corner != wire.Corners[0]))
            {
                html.Write($"L{corner.X} {corner.Y}");
            }
        }

        html.Write($"\"/>\n");
    }

    private static void WriteBox(HtmlText html, BoxMark box)
    {
        BoxFace face = box.Face;
        string heat = face.Level < 0 ? string.Empty : $" h{face.Level}";
        html.Write($"""<g class="box{heat}{(face.IsSummary ? " more" : "")}{(face.IsShared ? " shared" : "")}"><title>{face.Tip}</title>""");
        html.Write($"""<rect x="{box.X}" y="{box.Y}" width="{box.Width}" height="{box.Height}" rx="6"/>""");
        bool hasNote = face.Note.Length > 0;
        double lines = face.Lines.Length + (hasNote ? 1 : 0);
        double y = box.Y + (box.Height / 2) - (lines * 15 / 2) + 11.5;
        foreach (string line in face.Lines)
        {
            html.Write($"""<text x="{box.X + 9}" y="{y}">{line}</text>""");
            y += 15;
        }

        if (hasNote)
        {
            html.Write($"""<text class="note" x="{box.X + 9}" y="{y + 1}">{face.Note}</text>""");
        }

        if (face.IsShared)
        {
            WriteSharedMark(html, box.X + box.Width - 18, box.Y + box.Height - 18);
        }

        html.Write($"</g>\n");
    }
}
