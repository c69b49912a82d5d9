using Nines.Cli.Shared;
using Nines.Cli.Verbs.Predict.Answers;
using Nines.Environments.Costs;
using Nines.Environments.Predictions;

namespace Nines.Cli.Verbs.Diff;

/// <summary>Phrases of a comparison, the same in Markdown and text.</summary>
internal static class DiffPhrases
{
    /// <summary>The comparison in one sentence.</summary>
    public static string Summary(DiffAnswer answer)
    {
        int better = answer.Diff.Journeys.Count(journey => journey.Change is { } change && change < 0 && !journey.IsWorse && answer.Changed.Contains(journey));
        int worse = answer.Diff.Journeys.Count(journey => journey.IsWorse), missed = answer.Diff.Journeys.Count(journey => journey.IsNewlyMissed);
        string journeys = better + worse == 0 ? "No journey changes" : $"{Count(better, "journey")} better, {worse} worse";
        return $"{journeys}{(missed > 0 ? $", {Count(missed, "objective")} newly missed" : "")}; {Money(answer.Cost)}.";
    }

    /// <summary>Difference of the bills: <c>+103.41 USD a month</c>.</summary>
    public static string Money(BillChange cost) => cost.Monthly switch
    {
        null => "the difference in cost is not known in full",
        0 => "the cost stays the same",
        { } amount => $"{CostPhrases.Difference(amount)} USD a month",
    };

    public static string Availability(JourneyPrediction? journey) => journey is null ? "-" : Figures.Availability(journey.Unavailability.Value);

    public static string Downtime(JourneyPrediction? journey) => journey is null ? "-" : Figures.DowntimePerYear(journey.Unavailability.Value);

    public static string Change(JourneyDiff journey) => journey switch
    {
        { Before: null } => "new",
        { After: null } => "removed",
        _ => Figures.Difference(journey.Before.Unavailability.Value, journey.After.Unavailability.Value),
    };

    /// <summary>Change of the objective; empty when there is none.</summary>
    public static string Objective(JourneyDiff journey) => (journey.Before?.Objective, journey.After?.Objective) switch
    {
        (_, null) => "-",
        ({ Met: true }, { Met: false }) => "now missed",
        ({ Met: false }, { Met: true }) => "now met",
        (_, { Met: true }) => "met",
        _ => "missed",
    };

    public static string Loss(LossChange loss) => loss.Survives
        ? $"{loss.Title} now survives the loss of {loss.Domain}"
        : $"{loss.Title} no longer survives the loss of {loss.Domain}";

    private static string Count(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";
}
