using Nines.Design.Model;

namespace Nines.Cli.Output.Diagrams;

/// <summary>What is written on the boxes.</summary>
internal static class Faces
{
    public const double TextWidth = Sketch.BoxWidth - 18;

    public static BoxFace Of(Component component, Heat heat, bool isShared)
    {
        string availability = Figures.Availability(component.Unavailability);
        double share = heat.Share(component.Id);
        string note = heat.IsKnown && share > 0 ? $"{availability} · {Figures.Share(share)}" : availability;
        string part = heat.IsKnown ? $", {Figures.Share(share)} of the downtime" : string.Empty;
        string drawn = isShared ? "; the same component is drawn more than once" : string.Empty;
        return new BoxFace(
            BoxText.Wrap(component.Label, TextWidth),
            note,
            $"{component.Label} ({component.Id}): {availability}{part}{drawn}",
            heat.IsKnown ? Heat.Level(share) : -1,
            isShared,
            false);
    }

    /// <summary>One box for much that has no room.</summary>
    public static BoxFace Summary(string label, double count, double hottest, Heat heat)
    {
        string parts = count < 1e6 ? $"{count:N0} parts" : "very many parts";
        return new BoxFace(
            BoxText.Wrap(label, TextWidth), parts, $"{label}: {parts}", heat.IsKnown ? Heat.Level(hottest) : -1, false, true);
    }

    /// <summary>The siblings that were left out, in at most two boxes.</summary>
    public static IEnumerable<BoxFace> More(int alike, int others)
    {
        if (alike > 0)
        {
            yield return More($"{alike:N0} more like this");
        }

        if (others > 0)
        {
            yield return More($"{others:N0} more, all cooler");
        }
    }

    private static BoxFace More(string text) => new([text], string.Empty, text, -1, false, true);
}
