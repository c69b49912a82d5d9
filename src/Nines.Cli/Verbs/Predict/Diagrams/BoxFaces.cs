using Nines.Cli.Shared;
using Nines.Domains;
using Nines.Environments.Model;

namespace Nines.Cli.Verbs.Predict.Diagrams;

/// <summary>Creates the text of boxes.</summary>
internal static class BoxFaces
{
    public const double TextWidth = Sketch.BoxWidth - 18;

    /// <param name="component">The component in the box.</param>
    /// <param name="heat">Shares of downtime.</param>
    /// <param name="within">The frame around the box, whose name is omitted in the box.</param>
    public static BoxFace Create(Component component, Heat heat, FailureDomain? within) => new(
        BoxText.Wrap(Shortened(component.Label, within), TextWidth),
        Note(component, heat, heat.Share(component.Id)),
        Tip(component, heat),
        heat.IsKnown ? Heat.Level(heat.Share(component.Id)) : -1,
        false,
        false,
        component.Id);

    /// <summary>One box for what is missed only until others have taken over.</summary>
    public static BoxFace Create(BridgedLoss bridged, Heat heat, FailureDomain? within)
    {
        Component reaction = bridged.Reactions[^1];
        double bridge = bridged.Reactions.Sum(component => heat.Share(component.Id));
        if (BridgedLoss.Subject(bridged.Lost) is not { } lost)
        {
            BoxFace own = Create(reaction, heat, within);

            // In a row by itself it would read as if the journey needed it at all times.
            string hot = bridge is > 0 and double part ? $" · {Figures.Share(part)}" : string.Empty;
            return own with { Note = $"if that is down{hot}", Tip = $"{own.Tip}. It counts only while {bridged.Lost.Label} is down" };
        }

        double share = heat.Share(lost.Id) + bridge;
        return new BoxFace(
            [.. BoxText.Wrap(Shortened(lost.Label, within), TextWidth, maxLines: 1), bridged.ArePods ? "or its pods moved" : "or its load moved"],
            Note(lost, heat, share),
            $"{Tip(lost, heat)}. Its loss counts only until others have taken over. {Tip(reaction, heat)}",
            heat.IsKnown ? Heat.Level(share) : -1,
            false,
            false,
            lost.Id);
    }

    /// <summary>Without the names of the domains that are written on the frames around it.</summary>
    public static string Shortened(string label, FailureDomain? within)
    {
        string text = label;
        foreach (FailureDomain domain in within?.SelfAndAncestors() ?? [])
        {
            text = text.Replace($"{domain.Id}.", string.Empty, StringComparison.Ordinal);
            string place = $" in {domain.Id}";
            text = text.EndsWith(place, StringComparison.Ordinal) ? text[..^place.Length] : text.Replace($"{place} (", " (", StringComparison.Ordinal);
        }

        return text;
    }

    /// <summary>Text of a frame.</summary>
    public static string Frame(FailureDomain domain) =>
        domain.Kind == DomainKind.Node && !domain.Label.StartsWith("node", StringComparison.OrdinalIgnoreCase) ? $"node {domain.Label}" : domain.Label;

    private static string Note(Component component, Heat heat, double share)
    {
        string availability = Figures.Availability(component.Unavailability);
        return heat.IsKnown && share > 0 ? $"{availability} · {Figures.Share(share)}" : availability;
    }

    private static string Tip(Component component, Heat heat)
    {
        string part = heat.IsKnown ? $", {Figures.Share(heat.Share(component.Id))} of the downtime" : string.Empty;
        return $"{component.Label} ({component.Id}): {Figures.Availability(component.Unavailability)}{part}";
    }

    /// <summary>One box for much that has no room.</summary>
    public static BoxFace Summary(string label, double count, double hottest, Heat heat)
    {
        string parts = count < 1e6 ? $"{count:N0} parts" : "very many parts";
        return new BoxFace(
            BoxText.Wrap(label, TextWidth), parts, $"{label}: {parts}", heat.IsKnown ? Heat.Level(hottest) : -1, false, true);
    }

    /// <summary>A stack that has nothing in it but what is drawn beside it.</summary>
    public static BoxFace Repeating(string label, double hottest, Heat heat) => new(
        BoxText.Wrap(label, TextWidth), "of the boxes before", $"{label}. All of its parts are drawn before it",
        heat.IsKnown ? Heat.Level(hottest) : -1, false, true);

    /// <summary>The number of omitted siblings, in at most two boxes.</summary>
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
