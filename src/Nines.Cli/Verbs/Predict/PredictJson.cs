using System.Globalization;
using Nines.Cli.Shared;
using Nines.Cli.Verbs.Predict.Answers;
using Nines.Environments.Advice;
using Nines.Environments.Losses;
using Nines.Environments.Predictions;
using Nines.Reliability.Importance;
using Nines.Reliability.Months;
using Nines.Reliability.Solving;
using Nines.Reliability;

namespace Nines.Cli.Verbs.Predict;

/// <summary>Turns an answer into the document for scripts.</summary>
internal static class PredictJson
{
    private static readonly PredictJsonContext s_context = new(JsonOutput.CreateOptions(indent: 2));

    public static string Render(PredictAnswer answer, OutputStamp stamp) => JsonOutput.Write(
        new PredictDocument(
            PredictAnswer.Schema,
            stamp.Tool,
            stamp.Time,
            stamp.Source,
            [.. answer.Predictions.Select((prediction, index) => new FileItem(
                prediction.File, [.. prediction.Journeys.Select(Journey)], prediction.Losses is { } table ? Losses(table) : null, prediction.System.Assumptions,
                answer.Costs?.Bills[index] is { } bill ? CostJson.Bill(bill) : null))],
            answer.Scenarios.IsEmpty ? null : [.. answer.Scenarios.Select(scenario => new ScenarioItem(scenario.Scenario.Title, Changes(scenario.Journeys)))],
            answer.Advice is { } advice ? new AdviceItem([.. advice.Alone.Select(Improvement)], [.. advice.Combined.Select(Improvement)], advice.Untried, answer.Costs?.Advice is { } priced ? CostJson.Advice(priced) : null) : null),
        s_context.PredictDocument);

    private static JourneyItem Journey(JourneyPrediction journey)
    {
        BoundedProbability unavailability = journey.Unavailability;

        // The top event of a fault tree has a probability; how long it lasts is not part of the model.
        bool hasTime = journey.Diagram is not null;
        return new JourneyItem(
            journey.Name,
            journey.Title,
            unavailability.IsExact,
            journey.EndedBy?.ToString().ToLowerInvariant(),
            unavailability.Value,
            1 - unavailability.Value,
            JsonOutput.Finite(Downtime.Nines(unavailability.Value)),
            unavailability.Lower,
            unavailability.Upper,
            hasTime ? Downtime.PerYear(unavailability.Value) : null,
            hasTime ? Downtime.PerMonth(unavailability.Value) : null,

            // Something that never fails has no mean up time.
            JsonOutput.Finite(journey.Frequency?.MeanUpTimeHours * 3600),
            JsonOutput.Finite(journey.Frequency?.MeanDownTimeHours * 3600),
            journey.Objective is { } objective ? new ObjectiveItem(1 - objective.MaxUnavailability, objective.Met, JsonOutput.Finite(objective.ErrorBudgetUsed)) : null,
            journey.Recovery.IsEmpty ? null : [.. journey.Recovery.Select(Recovery)],
            CutSets(journey),
            [.. journey.Importance.Select(importance => Importance(importance, journey))],
            new BoundsItem(false, journey.WithoutIndependence.Lower, journey.WithoutIndependence.Upper),
            [.. journey.DowntimeByCause.Select(cause => new CauseDowntimeItem(cause.Cause, cause.Unavailability, hasTime ? Downtime.PerYear(cause.Unavailability) : null))],
            journey.Sharing is { } sharing ? new SharingItem(sharing.Unavailability, sharing.Components) : null,
            journey.Month is { } month ? Month(month) : null);
    }

    private static LossesItem Losses(LossTable table) => new([.. table.Rows.Select(Loss)], table.Omitted);

    private static LossRowItem Loss(LossRow row) => new(
        row.Label,
        LossPhrases.Class(row.Class),
        row.Ids,
        row.MeanDownTime?.TotalSeconds,
        [.. row.Journeys.Select(loss => new InterruptionItem(
            loss.Journey, loss.Share, loss.LastsUntilRepair, loss.Duration?.Mean, loss.Duration?.Short, loss.Duration?.Long, loss.UnstatedZones))],
        [.. row.Capacity.Select(left => new CapacityLeftItem(
            left.Workload, left.Region, left.Pool, left.PodsLeft, left.Pods, left.PodsNeeded, left.NodesLeft, left.Nodes, left.NodesNeeded, left.Spare))],
        [.. row.Data.Select(data => new DataItem(
            data.Id, data.Risk == DataRisk.NotStated ? "not-stated" : data.Risk.ToString().ToLowerInvariant(), data.Period?.TotalSeconds, data.Reason))]);

    private static RecoveryItem Recovery(RecoveryResult result) => new(
        result.Measure.ToString().ToLowerInvariant(),
        LossPhrases.Class(result.Class),
        result.Max.TotalSeconds,
        LossPhrases.Verdict(result.Verdict).Replace(' ', '-'),
        result.Predicted?.TotalSeconds,
        result.Worst,
        result.Reason);

    private static CutSetsItem? CutSets(JourneyPrediction journey) => journey.CutSets is not { } summary ? null : new CutSetsItem(
        summary.Count?.ToString(),
        summary.Count is null ? summary.CountLower.ToString() : null,
        summary.Count is null ? summary.CountUpper?.ToString() : null,
        summary.IsComplete,
        [
            .. summary.CountByOrder.Select((count, order) => (Count: count, Order: order)).Where(pair => pair.Count > UInt128.Zero)
                .Select(pair => new OrderItem(pair.Order, pair.Count.ToString())),
        ],
        [.. journey.TopCutSets.Select(cutSet => new CutSetItem(cutSet.Order, cutSet.Probability, [.. cutSet.Events.Select(index => journey.Components[index].Id)]))]);

    private static ImportanceItem Importance(EventImportance importance, JourneyPrediction journey) => new(
        journey.Components[importance.Event].Id,
        importance.Unavailability,
        JsonOutput.Finite(importance.Birnbaum),
        JsonOutput.Finite(importance.Criticality),
        JsonOutput.Finite(importance.Diagnostic),
        JsonOutput.Finite(importance.RiskAchievementWorth),
        JsonOutput.Finite(importance.RiskReductionWorth),
        JsonOutput.Finite(importance.FussellVesely),
        importance.FussellVesely is null && importance.FussellVeselyBounds is var (lower, upper) ? new RangeItem(lower, upper) : null);

    private static MonthItem Month(MonthOutlook month) => new(
        month.Months,
        month.Seed.ToString(CultureInfo.InvariantCulture),
        Interval(month.MissesTarget),
        month.ExpectedCredit is { } credit ? Interval(credit) : null,
        Interval(month.MeanUnavailability),
        [.. month.Quantiles.Select(quantile => new QuantileItem(quantile.Probability, Interval(quantile.Unavailability)))]);

    private static EstimateItem Interval(Estimate estimate) =>
        new(JsonOutput.Finite(estimate.Value), JsonOutput.Finite(estimate.Lower), JsonOutput.Finite(estimate.Upper));

    private static ImprovementItem Improvement(ImprovementWorth worth) => new(
        worth.Improvement.Id,
        worth.Improvement.Title,
        Downtime.PerYear(worth.Saved),
        Downtime.PerYear(worth.Lost),
        Changes(worth.Journeys),
        [.. worth.Edits.Select(edit => new EditItem(edit.Path, edit.From, edit.To))]);

    private static ChangeItem[] Changes(IEnumerable<JourneyChange> journeys) =>
        [.. journeys.Select(journey => new ChangeItem(journey.Journey, journey.Before, journey.After))];
}
