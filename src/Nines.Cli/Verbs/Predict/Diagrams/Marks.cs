using System.Collections.Immutable;

namespace Nines.Cli.Verbs.Predict.Diagrams;

/// <summary>Text and color of a box.</summary>
/// <param name="Lines">The name, wrapped.</param>
/// <param name="Note">The small line below: availability and share of downtime; empty for none.</param>
/// <param name="Tip">The tooltip, which screen readers read: full name, availability and share of downtime.</param>
/// <param name="Level">Heat, 0 to 5; negative when not known.</param>
/// <param name="IsShared">True when the same component is drawn elsewhere too.</param>
/// <param name="IsSummary">True when it stands for more than itself.</param>
/// <param name="ComponentId">The component that it stands for; null when it is not one.</param>
internal sealed record BoxFace(
    ImmutableArray<string> Lines, string Note, string Tip, int Level, bool IsShared, bool IsSummary, string? ComponentId = null);

/// <summary>A corner of a wire.</summary>
internal readonly record struct Corner(double X, double Y);

/// <summary>Something drawn, in pixels from the top left.</summary>
internal abstract record Mark
{
    public abstract Mark Moved(double x, double y);
}

internal sealed record BoxMark(double X, double Y, double Width, double Height, BoxFace Face) : Mark
{
    public override Mark Moved(double x, double y) => this with { X = X + x, Y = Y + y };
}

/// <summary>A failure domain around what is in it.</summary>
internal sealed record FrameMark(double X, double Y, double Width, double Height, string Label) : Mark
{
    public override Mark Moved(double x, double y) => this with { X = X + x, Y = Y + y };
}

internal sealed record WireMark(ImmutableArray<Corner> Corners) : Mark
{
    public override Mark Moved(double x, double y) =>
        new WireMark([.. Corners.Select(corner => new Corner(corner.X + x, corner.Y + y))]);
}

/// <summary>Text on the drawing's own ground: how many of a stack are needed. <paramref name="Y"/> is the base line.</summary>
internal sealed record LabelMark(double X, double Y, string Text) : Mark
{
    public override Mark Moved(double x, double y) => this with { X = X + x, Y = Y + y };
}
