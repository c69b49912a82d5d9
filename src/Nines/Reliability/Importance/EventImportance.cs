using System.Collections.Immutable;

namespace Nines.Reliability.Importance;

/// <summary>Turns conditionals into the named measures.</summary>
internal static class Measures
{
    /// <param name="top">P(top).</param>
    /// <param name="p">Probability of each event.</param>
    /// <param name="conditionals">Per event; null when the top does not depend on it.</param>
    /// <param name="fussellVesely">Per event, or null when not known.</param>
    /// <param name="isCoherent">True to bound the Fussell-Vesely measure.</param>
    public static ImmutableArray<EventImportance> Compute(
        double top, double[] p, Conditional?[] conditionals, double?[]? fussellVesely, bool isCoherent)
    {
        EventImportance[] all = new EventImportance[p.Length];
        for (int i = 0; i < p.Length; i++)
        {
            all[i] = conditionals[i] is { Birnbaum: not 0 } c
                ? Relevant(i, p[i], top, c, fussellVesely?[i])
                : new EventImportance(i, p[i], 0, 0, p[i], 1, 1, fussellVesely?[i]);
            all[i] = isCoherent ? all[i] with { FussellVeselyBounds = Bounds(all[i], top > 0 && conditionals[i] is not null) } : all[i];
        }

        Array.Sort(all, (a, b) => a.Criticality != b.Criticality ? b.Criticality.CompareTo(a.Criticality) : a.Event.CompareTo(b.Event));
        return ImmutableArray.Create(all);
    }

    private static (double Lower, double Upper) Bounds(EventImportance e, bool isPossible) =>
        e.FussellVesely is { } known ? (known, known)
        : !isPossible ? (0, 0)
        : (Math.Min(e.Criticality, e.Diagnostic), Math.Min(1, e.Diagnostic));

    private static EventImportance Relevant(int index, double p, double top, Conditional c, double? fussellVesely)
    {
        if (top == 0)
        {
            // P(top) = 0: the event may still make the top event possible.
            double achievement = c.GivenHappened > 0 ? double.PositiveInfinity : 1;
            return new EventImportance(index, p, c.Birnbaum, 0, p, achievement, 1, fussellVesely);
        }

        double reduction = c.GivenNot > 0 ? top / c.GivenNot : double.PositiveInfinity;
        return new EventImportance(
            index, p, c.Birnbaum, p * c.Birnbaum / top, p * c.GivenHappened / top, c.GivenHappened / top, reduction, fussellVesely);
    }
}

/// <summary>
/// The importance of one event, each measure under its own name (facts: Kuo and Zhu; IEC 61025).
/// </summary>
/// <param name="Event">Index into the structure function's events.</param>
/// <param name="Unavailability">The event's own probability p.</param>
/// <param name="Birnbaum">P(top | event) - P(top | not event).</param>
/// <param name="Criticality">p x Birnbaum / P(top).</param>
/// <param name="Diagnostic">P(event | top) = p x P(top | event) / P(top).</param>
/// <param name="RiskAchievementWorth">P(top | event) / P(top), RAW.</param>
/// <param name="RiskReductionWorth">P(top) / P(top | not event), RRW; positive infinity when the top cannot happen without the event.</param>
/// <param name="FussellVesely">P(union of the minimal cut sets that hold the event) / P(top); null when it took too many steps or was not asked for.</param>
public sealed record EventImportance(
    int Event,
    double Unavailability,
    double Birnbaum,
    double Criticality,
    double Diagnostic,
    double RiskAchievementWorth,
    double RiskReductionWorth,
    double? FussellVesely)
{
    /// <summary>
    /// Bounds on <see cref="FussellVesely"/> of a coherent function, certified without any cut set. Where the event makes the difference, one
    /// of its cut sets has happened, so it is at least the criticality; and where one has happened, so have the event and the top event, so
    /// it is at most the diagnostic importance. Null for a function that is not coherent, whose cut sets do not say everything.
    /// </summary>
    public (double Lower, double Upper)? FussellVeselyBounds { get; init; }
}
