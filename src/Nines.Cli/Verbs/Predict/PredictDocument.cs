using System.Text.Json.Serialization;
using Nines.Cli.Shared;

namespace Nines.Cli.Verbs.Predict;

/// <summary>
/// The answer of <c>nines predict -o json</c>. The keys are a contract, described by <c>schemas/predict.schema.json</c>: new keys may be
/// added under the same version, and none changes its meaning.
/// </summary>
/// <param name="WhatIf">Null without scenarios; the key is then omitted, as all keys of null below.</param>
/// <param name="Advice">Null when not asked for.</param>
internal sealed record PredictDocument(
    string Schema,
    ToolStamp Tool,
    DateTimeOffset Time,
    InputSource Source,
    IReadOnlyList<FileItem> Files,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ScenarioItem>? WhatIf,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] AdviceItem? Advice);

/// <param name="Cost">Null when the file was not priced.</param>
/// <param name="Losses">Null for fault trees, and with --probability-only.</param>
internal sealed record FileItem(
    string File,
    IReadOnlyList<JourneyItem> Journeys,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] LossesItem? Losses,
    IReadOnlyList<string> Assumptions,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] CostItem? Cost);

/// <param name="Omitted">Losses that were not computed since there are too many.</param>
internal sealed record LossesItem(IReadOnlyList<LossRowItem> Rows, int Omitted);

/// <param name="Lost">Ids of the components that are each lost with this effect.</param>
/// <param name="MeanDownTimeSeconds">Null when not known.</param>
/// <param name="Journeys">The journeys that stop; all others continue.</param>
internal sealed record LossRowItem(
    string Label,
    string Class,
    IReadOnlyList<string> Lost,
    double? MeanDownTimeSeconds,
    IReadOnlyList<InterruptionItem> Journeys,
    IReadOnlyList<CapacityLeftItem> Capacity,
    IReadOnlyList<DataItem> Data);

/// <param name="MeanSeconds">Null, as the others, when it depends on a repair of unknown length.</param>
internal sealed record InterruptionItem(
    string Journey, double Share, bool UntilRepair, double? MeanSeconds, double? P5Seconds, double? P95Seconds, IReadOnlyList<string> UnstatedZones);

internal sealed record CapacityLeftItem(
    string Workload, string Region, string Pool, int PodsLeft, int Pods, int PodsNeeded, int NodesLeft, int Nodes, int NodesNeeded, int NodesThatCanBeAdded);

/// <param name="Risk">period, everything or not-stated.</param>
/// <param name="Seconds">Null unless the risk is a period.</param>
internal sealed record DataItem(string Component, string Risk, double? Seconds, string Reason);

/// <param name="Objective">rto or rpo.</param>
/// <param name="Verdict">met, missed or not-known.</param>
/// <param name="PredictedSeconds">Null when not known or without a bound.</param>
internal sealed record RecoveryItem(
    string Objective, string Class, double MaxSeconds, string Verdict, double? PredictedSeconds,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Worst,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason);

/// <param name="Limit">Null when no limit was reached.</param>
/// <param name="Nines">Null for infinitely many; the key stays.</param>
/// <param name="DowntimeSecondsPerYear">Null for the top event of a fault tree, which has a probability and no time.</param>
internal sealed record JourneyItem(
    string Name,
    string Title,
    bool Exact,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Limit,
    double Unavailability,
    double Availability,
    double? Nines,
    double Lower,
    double Upper,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? DowntimeSecondsPerYear,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? DowntimeSecondsPerMonth,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? MeanUpTimeSeconds,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? MeanDownTimeSeconds,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ObjectiveItem? Objective,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<RecoveryItem>? Recovery,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] CutSetsItem? MinimalCutSets,
    IReadOnlyList<ImportanceItem> Importance,
    BoundsItem Bounds,
    IReadOnlyList<CauseDowntimeItem> DowntimeByCause,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] SharingItem? Sharing,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] MonthItem? Month);

/// <param name="ErrorBudgetUsed">Null for infinitely much.</param>
internal sealed record ObjectiveItem(double Availability, bool Met, double? ErrorBudgetUsed);

/// <param name="Count">As text: counts pass 2^53, beyond which many JSON readers lose digits. Null when not counted.</param>
/// <param name="CountLower">Null when the count is known.</param>
/// <param name="CountUpper">Null when the count is known, or no upper bound is.</param>
internal sealed record CutSetsItem(
    string? Count,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? CountLower,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? CountUpper,
    bool Complete,
    IReadOnlyList<OrderItem> ByOrder,
    IReadOnlyList<CutSetItem> Top);

internal sealed record OrderItem(int Order, string Count);

internal sealed record CutSetItem(int Order, double Probability, IReadOnlyList<string> Events);

/// <summary>Importance of an event; null for infinity.</summary>
/// <param name="FussellVesely">Null where it took too many steps; then there are bounds.</param>
internal sealed record ImportanceItem(
    string Event, double Unavailability, double? Birnbaum, double? Criticality, double? Diagnostic, double? Raw, double? Rrw, double? FussellVesely,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RangeItem? FussellVeselyBounds);

internal sealed record RangeItem(double Lower, double Upper);

internal sealed record BoundsItem(bool Independent, double Lower, double Upper);

/// <param name="SecondsPerYear">Null for a fault tree.</param>
internal sealed record CauseDowntimeItem(
    string Cause, double Unavailability, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? SecondsPerYear);

internal sealed record SharingItem(double UnavailabilityIfCopied, IReadOnlyList<string> Components);

/// <param name="Seed">As text: a seed has 64 bits, and many JSON readers keep 53.</param>
internal sealed record MonthItem(
    int Months,
    string Seed,
    EstimateItem MissesTarget,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] EstimateItem? ExpectedCredit,
    EstimateItem MeanUnavailability,
    IReadOnlyList<QuantileItem> Quantiles);

internal sealed record QuantileItem(double Probability, EstimateItem Unavailability);

internal sealed record EstimateItem(double? Value, double? Lower, double? Upper);

internal sealed record ScenarioItem(string Scenario, IReadOnlyList<ChangeItem> Journeys);

internal sealed record ChangeItem(string Name, double UnavailabilityBefore, double UnavailabilityAfter);

internal sealed record AdviceItem(
    IReadOnlyList<ImprovementItem> Alone,
    IReadOnlyList<ImprovementItem> Combined,
    int Untried,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] AdviceCostItem? Cost);

internal sealed record ImprovementItem(
    string Id, string Title, double SavedSecondsPerYear, double LostSecondsPerYear, IReadOnlyList<ChangeItem> Journeys, IReadOnlyList<EditItem> Changes);

/// <param name="From">Null when nothing was there.</param>
/// <param name="To">Null when it is removed.</param>
internal sealed record EditItem(string Path, string? From, string? To);

[JsonSerializable(typeof(PredictDocument))]
internal sealed partial class PredictJsonContext : JsonSerializerContext;
