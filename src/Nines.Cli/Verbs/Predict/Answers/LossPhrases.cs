using System.Collections.Immutable;
using Nines.Cli.Shared;
using Nines.Environments.Losses;
using Nines.Environments.Predictions;
using Nines.Environments.Specs;

namespace Nines.Cli.Verbs.Predict.Answers;

/// <summary>Losses and recovery objectives as phrases, the same in the terminal and on the page.</summary>
internal static class LossPhrases
{
    private const int MaxNamed = 8;

    public const string Title = "Losses";

    public const string RecoveryTitle = "Recovery objectives";

    /// <summary>Meaning of the three times of a row.</summary>
    public const string TimesNote =
        "One thing is lost at a time and everything else works. Times are h:mm:ss: the mean, and the times below which 5 % and 95 % of the interruptions "
        + "end. Reactions and repairs are exponential with the means of the model.";

    /// <summary>Meaning of the verdicts.</summary>
    public const string RecoveryNote =
        "An RTO is met if 95 % of the interruptions by the worst loss of its class end within it, an RPO if the writes at risk are within it.";

    /// <summary>Name of a class of disruptions, as in the file.</summary>
    public static string Class(DisruptionClass @class) => @class.ToString().ToLowerInvariant();

    /// <summary><c>RTO zone</c>.</summary>
    public static string Objective(RecoveryResult result) => $"{(result.Measure == RecoveryMeasure.Rto ? "RTO" : "RPO")} {Class(result.Class)}";

    public static string Verdict(RecoveryVerdict verdict) => verdict switch
    {
        RecoveryVerdict.Met => "met",
        RecoveryVerdict.Missed => "missed",
        _ => "not known",
    };

    /// <summary>The worst of its class: a time, or why there is none.</summary>
    public static string Predicted(RecoveryResult result) => result switch
    {
        { Verdict: RecoveryVerdict.NotKnown } => "-",
        { Predicted: { } time } => Figures.Clock(time.TotalSeconds),
        _ => "no bound",
    };

    /// <summary>The loss that decides the verdict, or why it is not known: <c>Zone 1, 2 or 3 in weu</c>.</summary>
    public static string Why(RecoveryResult result) => result switch
    {
        { Reason: { } reason, Worst: { } worst } when !reason.Contains(worst, StringComparison.Ordinal) => $"{worst}: {reason}",
        { Reason: { } reason } => reason,
        { Worst: { } worst } => worst,
        { Measure: RecoveryMeasure.Rto } => $"no {Class(result.Class)} stops it",
        _ => $"no {Class(result.Class)} holds data that it needs",
    };

    /// <summary>Answers of all journeys with their titles: missed ones first, then those that are not known.</summary>
    public static ImmutableArray<(string Journey, RecoveryResult Result)> Recovery(Prediction prediction) =>
    [
        .. prediction.Journeys.SelectMany(journey => journey.Recovery.Select(result => (journey.Title, result))).OrderBy(entry => entry.result.Verdict),
    ];

    /// <summary>The journey that stops: <c>Serve a request, 50 % of requests</c>, <c>Deploy, until the repair</c>.</summary>
    public static string Stopped(string title, JourneyLoss loss) =>
        title + (loss.Share < 1 ? $", {Figures.Share(loss.Share)} of requests" : string.Empty) + (loss.LastsUntilRepair ? ", until the repair" : string.Empty);

    /// <summary>The three times of an interruption.</summary>
    public static ImmutableArray<string> Times(JourneyLoss loss) => loss.Duration is { } duration
        ? [Figures.Clock(duration.Mean), Figures.Clock(duration.Short), Figures.Clock(duration.Long)]
        : ["not known", "-", "-"];

    /// <summary>Resources in a zone that is not stated, on which an interruption depends; null for none.</summary>
    public static string? Unstated(LossRow row)
    {
        string[] resources = [.. row.Journeys.SelectMany(journey => journey.UnstatedZones).Distinct(StringComparer.Ordinal)];
        return resources.Length == 0 ? null
            : $"Assumed to be in the lost zone, since their zone is not stated: {Join(resources)}.";
    }

    /// <summary><c>web in weu: 4 of 6 pods left, 4 needed; 4 of 6 nodes left, 2 needed</c>.</summary>
    public static string Capacity(CapacityLeft left) =>
        $"{left.Workload} in {left.Region}: {left.PodsLeft} of {left.Pods} pods left, {left.PodsNeeded} needed; {left.NodesLeft} of {left.Nodes} nodes left, {left.NodesNeeded} needed"
        + (left.Spare > 0 ? $", the autoscaler may add {left.Spare}" : string.Empty);

    /// <summary><c>Orders in weu: 15 min of writes, asynchronous copies in other regions</c>.</summary>
    private static string Data(DataAtRisk data) => $"{data.Component}: " + data.Risk switch
    {
        DataRisk.Period when data.Period == TimeSpan.Zero => $"none, {data.Reason}",
        DataRisk.Period => $"{Figures.Duration(data.Period!.Value.TotalSeconds)} of writes, {data.Reason}",
        _ => $"all data, {data.Reason}",
    };

    /// <summary>Data of a row whose risk is known, as phrases.</summary>
    public static string[] KnownData(LossRow row) => [.. row.Data.Where(data => data.Risk != DataRisk.NotStated).Select(Data)];

    /// <summary>True when a row has something to show.</summary>
    public static bool HasEffect(LossRow row) => !row.Journeys.IsEmpty || !row.Capacity.IsEmpty || KnownData(row).Length > 0;

    /// <summary>What is left to say below the table.</summary>
    /// <param name="table">All losses.</param>
    /// <param name="hidden">Rows that were not shown for lack of space.</param>
    public static string[] Notes(LossTable table, int hidden) => [.. new[] { Harmless(table), UnknownData(table), Omitted(table, hidden) }.OfType<string>()];

    /// <summary>Components whose data risk is not known in some loss, as a sentence; null for none.</summary>
    private static string? UnknownData(LossTable table)
    {
        string[] components = [.. table.Rows.SelectMany(row => row.Data).Where(data => data.Risk == DataRisk.NotStated).Select(data => data.Component).Distinct(StringComparer.Ordinal)];
        return components.Length == 0 ? null : $"Data at risk is not known where neither the file (data) nor the catalogue states the copies: {Join(components)}.";
    }

    /// <summary>Losses without any effect, as a sentence; null for none.</summary>
    private static string? Harmless(LossTable table)
    {
        string[] labels = [.. table.Rows.Where(row => !HasEffect(row)).Select(row => row.Label)];
        return labels.Length == 0 ? null : $"No journey stops when one of these is lost: {Join(labels)}.";
    }

    /// <summary>Losses that are not shown, as a sentence; null for none.</summary>
    private static string? Omitted(LossTable table, int hidden) => (table.Omitted, hidden) switch
    {
        (0, 0) => null,
        (0, _) => $"And {hidden:N0} more losses; -o json lists them.",
        (_, 0) => $"{table.Omitted:N0} losses were not computed: there are too many.",
        _ => $"And {hidden:N0} more losses; -o json lists them. {table.Omitted:N0} were not computed: there are too many.",
    };

    private static string Join(string[] names) =>
        string.Join(", ", names.Take(MaxNamed)) + (names.Length > MaxNamed ? $" and {names.Length - MaxNamed:N0} more" : string.Empty);
}
