using Spectre.Console.Rendering;

namespace Nines.Cli.Shared;

/// <summary>Removes trailing blanks and trailing empty lines, which would end up in a ticket when the text is pasted.</summary>
internal sealed class WithoutBlankEnds(IRenderable inner) : IRenderable
{
    public Measurement Measure(RenderOptions options, int maxWidth) => inner.Measure(options, maxWidth);

    public IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        List<SegmentLine> lines = Segment.SplitLines(inner.Render(options, maxWidth));
        foreach (SegmentLine line in lines)
        {
            // Not line[^1]: a SegmentLine's Length is its width in cells.
            while (line.Count > 0 && string.IsNullOrWhiteSpace(line[line.Count - 1].Text))
            {
                line.RemoveAt(line.Count - 1);
            }
        }

        while (lines.Count > 0 && lines[lines.Count - 1].Count == 0)
        {
            lines.RemoveAt(lines.Count - 1);
        }

        return lines.SelectMany(line => line.Append(Segment.LineBreak));
    }
}
