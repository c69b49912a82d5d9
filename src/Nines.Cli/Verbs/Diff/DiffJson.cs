using System.Text.Json.Serialization;
using Nines.Cli.Shared;
using Nines.Environments.Costs;
using Nines.Environments.Predictions;

namespace Nines.Cli.Verbs.Diff;

/// <summary>The answer of <c>nines diff -o json</c>. The keys are a contract, described by <c>schemas/diff.schema.json</c>.</summary>
internal sealed record DiffDocument(
    string Schema,
    ToolStamp Tool,
    DateTimeOffset Time,
    InputSource Source,
    IReadOnlyList<DiffJourneyItem> Journeys,
    IReadOnlyList<DiffLossItem> Losses,
    DiffCostItem Cost);

/// <param name="Before">Null when the journey is new.</param>
/// <param name="After">Null when the journey is removed.</param>
/// <param name="DowntimeChangeSecondsPerYear">Null when the journey is in one environment only.</param>
internal sealed record DiffJourneyItem(
    string Name,
    string Title,
    DiffSideItem? Before,
    DiffSideItem? After,
    double? DowntimeChangeSecondsPerYear,
    IReadOnlyList<DiffCauseItem> Causes,
    IReadOnlyList<string> SinglePointsOfFailureGained,
    IReadOnlyList<string> SinglePointsOfFailureLost);

/// <param name="Met">Null without an objective.</param>
internal sealed record DiffSideItem(double Unavailability, double DowntimeSecondsPerYear, bool? Met);

internal sealed record DiffCauseItem(string Cause, double SecondsPerYearBefore, double SecondsPerYearAfter);

internal sealed record DiffLossItem(string Domain, string Journey, bool SurvivedBefore, bool SurvivesAfter);

/// <param name="PerMonth">Difference in US dollars a month; null when it is not known.</param>
internal sealed record DiffCostItem(
    string Currency, string CatalogueDate, decimal? PerMonth, DiffBillItem Before, DiffBillItem After, IReadOnlyList<DiffCostLineItem> Lines, IReadOnlyList<string> Unknown);

/// <param name="Total">Null when a price is not known; then <paramref name="Known"/> is the least.</param>
internal sealed record DiffBillItem(decimal Known, decimal? Total);

/// <param name="Before">Null when it is not known.</param>
/// <param name="After">Null when it is not known.</param>
internal sealed record DiffCostLineItem(string Id, string Item, decimal? Before, decimal? After);

[JsonSerializable(typeof(DiffDocument))]
internal sealed partial class DiffJsonContext : JsonSerializerContext;

/// <summary>Converts a comparison to its JSON document.</summary>
internal static class DiffJson
{
    private static readonly DiffJsonContext s_context = new(JsonOutput.CreateOptions(indent: 2));

    public static string Render(DiffAnswer answer, OutputStamp stamp) => JsonOutput.Write(
        new DiffDocument(
            DiffAnswer.Schema,
            stamp.Tool,
            stamp.Time,
            stamp.Source,
            [.. answer.Diff.Journeys.Select(Journey)],
            [.. answer.Diff.Losses.Select(loss => new DiffLossItem(loss.Domain, loss.Journey, loss.Survived, loss.Survives))],
            new DiffCostItem(
                PriceCatalogue.Currency,
                answer.BillAfter.CatalogueDate,
                answer.Cost.Monthly,
                new DiffBillItem(answer.BillBefore.Known, answer.BillBefore.Total),
                new DiffBillItem(answer.BillAfter.Known, answer.BillAfter.Total),
                [.. answer.Cost.Lines.Select(line => new DiffCostLineItem(line.Id, line.Item, line.Before, line.After))],
                answer.Cost.Unknown)),
        s_context.DiffDocument);

    private static DiffJourneyItem Journey(JourneyDiff journey) => new(
        journey.Any.Name,
        journey.Any.Title,
        Side(journey.Before),
        Side(journey.After),
        journey.Change is { } change ? Reliability.Downtime.PerYear(change) : null,
        [.. journey.Causes.Select(cause => new DiffCauseItem(cause.Cause, Reliability.Downtime.PerYear(cause.Before), Reliability.Downtime.PerYear(cause.After)))],
        journey.Gained,
        journey.Lost);

    private static DiffSideItem? Side(JourneyPrediction? journey) => journey is null
        ? null
        : new DiffSideItem(journey.Unavailability.Value, Reliability.Downtime.PerYear(journey.Unavailability.Value), journey.Objective?.Met);
}
