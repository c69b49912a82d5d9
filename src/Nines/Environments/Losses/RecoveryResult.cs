using System.Collections.Immutable;
using Nines.Environments.Model;
using Nines.Environments.Specs;

namespace Nines.Environments.Losses;

/// <summary>Quantity that a recovery objective limits.</summary>
public enum RecoveryMeasure
{
    /// <summary>Length of the interruption.</summary>
    Rto,

    /// <summary>Period of writes that are lost.</summary>
    Rpo,
}

public enum RecoveryVerdict
{
    Missed,

    /// <summary>Something that decides it is not stated.</summary>
    NotKnown,
    Met,
}

/// <summary>Answer to one recovery objective of a journey.</summary>
/// <param name="Measure">Quantity that it limits.</param>
/// <param name="Class">Class of disruptions that it is for.</param>
/// <param name="Max">The objective.</param>
/// <param name="Verdict">Whether every loss of the class keeps within it.</param>
/// <param name="Predicted">The worst of the class: 95th percentile of the interruption, or the period of writes; null when it is not known or has no bound.</param>
/// <param name="Worst">Display name of the worst loss; null when no loss of the class has an effect.</param>
/// <param name="Reason">Why it is not known, or why nothing bounds it; null otherwise.</param>
public sealed record RecoveryResult(
    RecoveryMeasure Measure, DisruptionClass Class, TimeSpan Max, RecoveryVerdict Verdict, TimeSpan? Predicted, string? Worst, string? Reason);

/// <summary>Judges recovery objectives by a table of losses.</summary>
internal static class RecoveryJudge
{
    /// <summary>The answers to all recovery objectives of a journey, in the order of the classes.</summary>
    public static ImmutableArray<RecoveryResult> Judge(RecoverySpec objectives, Journey journey, LossTable table, DataCopies data)
    {
        HashSet<string> components = [.. SharedComponents.Below(journey.Block).Select(component => component.Id)];
        HashSet<string> holders = [.. data.Holders.Where(holder => holder.Components.Overlaps(components)).Select(holder => holder.Id)];
        return
        [
            .. objectives.Rto.Select(objective => Worst(
                RecoveryMeasure.Rto, objective, table, row => row.Journeys.Where(loss => loss.Journey == journey.Name).Select(loss => Time(row, loss)))),
            .. objectives.Rpo.Select(objective => Worst(
                RecoveryMeasure.Rpo, objective, table, row => row.Data.Where(at => holders.Contains(at.Id)).Select(at => Data(row, at)))),
        ];
    }

    /// <summary>One loss and its figure; null when it is not known, infinite when nothing bounds it.</summary>
    private readonly record struct Figure(double? Seconds, string Loss, string? Reason);

    private static Figure Time(LossRow row, JourneyLoss loss) =>
        loss.Duration is { } duration ? new(duration.Long, row.Label, null) : new(null, row.Label, $"mean down time of {row.Label} is not stated");

    private static Figure Data(LossRow row, DataAtRisk data) => data.Risk switch
    {
        DataRisk.Period => new(data.Period!.Value.TotalSeconds, row.Label, null),
        DataRisk.Everything => new(double.PositiveInfinity, row.Label, $"{data.Component}: {data.Reason}"),
        _ => new(null, row.Label, $"{data.Component}: {data.Reason}"),
    };

    private static RecoveryResult Worst(
        RecoveryMeasure measure, KeyValuePair<DisruptionClass, TimeSpan> objective, LossTable table, Func<LossRow, IEnumerable<Figure>> figures)
    {
        LossRow[] rows = [.. table.Rows.Where(row => row.Class == objective.Key)];
        Figure[] all = [.. rows.SelectMany(figures)];
        RecoveryResult Result(RecoveryVerdict verdict, Figure? worst, string? reason) => new(
            measure, objective.Key, objective.Value, verdict,
            worst is { Seconds: { } seconds } && double.IsFinite(seconds) ? TimeSpan.FromSeconds(seconds) : null, worst?.Loss, reason);

        Figure? worst = all.Any(figure => figure.Seconds is not null) ? all.MaxBy(figure => figure.Seconds ?? -1) : null;
        if (worst is { Seconds: { } most } && most > objective.Value.TotalSeconds)
        {
            return Result(RecoveryVerdict.Missed, worst, worst.Value.Reason);
        }

        if (all.Where(figure => figure.Seconds is null).Select(figure => (Figure?)figure).FirstOrDefault() is { } unknown)
        {
            return Result(RecoveryVerdict.NotKnown, unknown, unknown.Reason);
        }

        return rows.Length == 0 ? Result(RecoveryVerdict.NotKnown, null, $"the model has no {objective.Key.ToString().ToLowerInvariant()} to lose")
            : table.Omitted > 0 ? Result(RecoveryVerdict.NotKnown, worst, "not every loss was computed")
            : worst is null ? Result(RecoveryVerdict.Met, null, null) with { Predicted = TimeSpan.Zero }
            : Result(RecoveryVerdict.Met, worst, null);
    }
}
