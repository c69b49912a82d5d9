using System.Collections.Immutable;

namespace Nines.Cli.Verbs.Predict.Diagrams;

/// <summary>
/// A piece of a block diagram with its size and where the line enters on the left and leaves on the right. Pieces are put
/// together from the inside out, so no piece ever needs to know what surrounds it.
/// </summary>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="In">Y coordinate at which the line enters, at the left edge.</param>
/// <param name="Out">Y coordinate at which the line leaves, at the right edge.</param>
/// <param name="Marks">Frames before what they hold.</param>
internal sealed record Sketch(double Width, double Height, double In, double Out, ImmutableArray<Mark> Marks)
{
    public const double BoxWidth = 144;
    public const double BoxHeight = 58;
    public const double FramePadding = 12;
    public const double Fork = 18;
    public const double RowGap = 20;
    public const double StackGap = 10;

    private const double BoldFactor = 1.1;
    private const double FrameHeader = 22;
    private const double LabelHeight = 20;
    private const double LineGap = 26;
    private const double Margin = 14;

    public static Sketch Box(BoxFace face) => new(
        BoxWidth, BoxHeight, BoxHeight / 2, BoxHeight / 2, [new BoxMark(0, 0, BoxWidth, BoxHeight, face)]);

    /// <summary>Parts in series, left to right, in as many lines as <paramref name="maxWidth"/> asks for.</summary>
    public static Sketch Row(ImmutableArray<Sketch> parts, double maxWidth)
    {
        List<Sketch> lines = [];
        List<Sketch> line = [];
        double used = 0;
        foreach (Sketch part in parts)
        {
            if (line.Count > 0 && used + RowGap + part.Width > maxWidth - (2 * Margin))
            {
                lines.Add(Line(line));
                line.Clear();
                used = 0;
            }

            used += (line.Count > 0 ? RowGap : 0) + part.Width;
            line.Add(part);
        }

        lines.Add(Line(line));
        return lines.Count == 1 ? lines[0] : Lines(lines);
    }

    /// <summary>Redundant parts, one below the other.</summary>
    /// <param name="parts">At least one.</param>
    /// <param name="label">Number of parts needed, as text; null for the part of a stack inside one frame.</param>
    public static Sketch Stack(ImmutableArray<Sketch> parts, string? label)
    {
        double inner = Math.Max(parts.Max(part => part.Width), label is null ? 0 : BoxText.Width(label) - Fork);
        double width = inner + (2 * Fork);
        List<Mark> marks = [];
        List<double> entries = [];
        List<double> exits = [];
        double y = label is null ? 0 : LabelHeight;
        foreach (Sketch part in parts)
        {
            entries.Add(y + part.In);
            exits.Add(y + part.Out);
            marks.Add(Wire((Fork / 2, y + part.In), (Fork, y + part.In)));
            marks.Add(Wire((Fork + part.Width, y + part.Out), (width - (Fork / 2), y + part.Out)));
            marks.AddRange(part.Marks.Select(mark => mark.Moved(Fork, entries[^1] - part.In)));
            y += part.Height + StackGap;
        }

        double middle = (entries[0] + entries[^1]) / 2;
        double end = (exits[0] + exits[^1]) / 2;
        marks.Add(Wire((Fork / 2, entries[0]), (Fork / 2, entries[^1])));
        marks.Add(Wire((width - (Fork / 2), exits[0]), (width - (Fork / 2), exits[^1])));
        marks.Add(Wire((0, middle), (Fork / 2, middle)));
        marks.Add(Wire((width - (Fork / 2), end), (width, end)));
        if (label is not null)
        {
            marks.Add(new LabelMark(Fork, LabelHeight - 7, label));
        }

        return new Sketch(width, y - StackGap, middle, end, [.. marks]);
    }

    /// <summary>A failure domain around a part.</summary>
    public static Sketch Frame(Sketch part, string label)
    {
        double left = FramePadding;
        double width = Math.Max(part.Width, BoldFactor * BoxText.Width(label)) + (2 * FramePadding);
        double height = part.Height + FrameHeader + FramePadding;
        double right = width - left - part.Width;
        return new Sketch(width, height, part.In + FrameHeader, part.Out + FrameHeader,
        [
            new FrameMark(0, 0, width, height, label),
            Wire((0, part.In + FrameHeader), (left, part.In + FrameHeader)),
            Wire((width - right, part.Out + FrameHeader), (width, part.Out + FrameHeader)),
            .. part.Marks.Select(mark => mark.Moved(left, FrameHeader)),
        ]);
    }

    /// <summary>A failure domain around parts that no line connects.</summary>
    public static Sketch Enclosure(Sketch part, string label)
    {
        Sketch frame = Frame(part, label);
        return frame with { Marks = [.. frame.Marks.Where(mark => mark is not WireMark)] };
    }

    /// <summary>Parts that no line connects, left to right and then in the next line.</summary>
    public static Sketch Flow(ImmutableArray<Sketch> parts, double maxWidth)
    {
        List<Mark> marks = [];
        double x = 0;
        double y = 0;
        double width = 0;
        double lineHeight = 0;
        foreach (Sketch part in parts)
        {
            if (x > 0 && x + part.Width > maxWidth)
            {
                y += lineHeight + StackGap;
                (x, lineHeight) = (0, 0);
            }

            (double left, double top) = (x, y);
            marks.AddRange(part.Marks.Select(mark => mark.Moved(left, top)));
            width = Math.Max(width, x + part.Width);
            lineHeight = Math.Max(lineHeight, part.Height);
            x += part.Width + StackGap;
        }

        return new Sketch(width, y + lineHeight, 0, 0, [.. marks]);
    }

    /// <summary>The complete drawing with its two ends.</summary>
    public Sketch WithEnds() => new(Width + (2 * Margin), Height + 4, In + 2, Out + 2,
    [
        Wire((2, In + 2), (Margin, In + 2)),
        .. Marks.Select(mark => mark.Moved(Margin, 2)),
        Wire((Margin + Width, Out + 2), (Width + (2 * Margin) - 2, Out + 2)),
    ]);

    private static Sketch Line(List<Sketch> parts)
    {
        double port = parts.Max(part => part.In);
        double below = parts.Max(part => part.Height - part.In);
        List<Mark> marks = [];
        double x = 0;
        double? previous = null;
        foreach (Sketch part in parts)
        {
            if (previous is { } from)
            {
                double half = x - (RowGap / 2);
                marks.Add(Wire((x - RowGap, from), (half, from), (half, port), (x, port)));
            }

            double top = port - part.In;
            double left = x;
            marks.AddRange(part.Marks.Select(mark => mark.Moved(left, top)));
            previous = top + part.Out;
            x += part.Width + RowGap;
        }

        return new Sketch(x - RowGap, port + below, port, previous ?? port, [.. marks]);
    }

    private static Sketch Lines(List<Sketch> lines)
    {
        double width = lines.Max(line => line.Width) + (2 * Margin);
        List<Mark> marks = [];
        double y = 0;
        double entry = 0;
        double exit = 0;
        for (int index = 0; index < lines.Count; index++)
        {
            Sketch line = lines[index];
            double top = y;
            double edge = Margin + line.Width;
            marks.AddRange(line.Marks.Select(mark => mark.Moved(Margin, top)));
            exit = top + line.Out;
            if (index == 0)
            {
                entry = line.In;
                marks.Add(Wire((0, entry), (Margin, entry)));
            }

            y += line.Height + LineGap;
            if (index == lines.Count - 1)
            {
                marks.Add(Wire((edge, exit), (width, exit)));
                continue;
            }

            double between = y - (LineGap / 2);
            double next = y + lines[index + 1].In;
            double turn = edge + (Margin / 2);
            marks.Add(Wire(
                (edge, exit), (turn, exit), (turn, between), (Margin / 2, between), (Margin / 2, next), (Margin, next)));
        }

        return new Sketch(width, y - LineGap, entry, exit, [.. marks]);
    }

    private static WireMark Wire(params ReadOnlySpan<(double X, double Y)> corners)
    {
        ImmutableArray<Corner>.Builder wire = ImmutableArray.CreateBuilder<Corner>(corners.Length);
        foreach ((double x, double y) in corners)
        {
            wire.Add(new Corner(x, y));
        }

        return new WireMark(wire.MoveToImmutable());
    }
}
