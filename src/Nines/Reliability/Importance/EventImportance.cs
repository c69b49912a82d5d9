namespace Nines.Reliability.Importance;

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
/// <param name="FussellVesely">P(union of the minimal cut sets that hold the event) / P(top); null when cut sets are not known.</param>
public sealed record EventImportance(
    int Event,
    double Unavailability,
    double Birnbaum,
    double Criticality,
    double Diagnostic,
    double RiskAchievementWorth,
    double RiskReductionWorth,
    double? FussellVesely);
