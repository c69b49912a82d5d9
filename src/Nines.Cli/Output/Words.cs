using System.Collections.Immutable;
using Nines.Design.Model;
using Nines.Design.Predicting;
using Nines.Reliability.Simulation;
using Nines.Reliability.Solving;

namespace Nines.Cli.Output;

/// <summary>Results as phrases, the same in the terminal and on the page. Never escaped: that is for the writer to do.</summary>
internal static class Words
{
    private const int MostNames = 4;

    /// <summary>What to know about every number, whatever the input.</summary>
    public const string SourcesNote =
        "A published SLA is the level below which the vendor pays credit. It is a contract term, not a measurement: real services do "
        + "better or worse. Replace it with your own measurements where you have them.";

    /// <summary>The objective and how it fares: <c>99.9 %: met, uses 21 %</c>, <c>99.9 %: missed, 3.2x the budget</c>.</summary>
    public static string Objective(ObjectiveResult objective) =>
        $"{Figures.Availability(objective.MaxUnavailability)}: {Verdict(objective)}";

    /// <summary>The same for a narrow column: <c>99.9 % met</c> over <c>21 % of budget</c>.</summary>
    public static string ObjectiveInTwoLines(ObjectiveResult objective)
    {
        string judged = $"{Figures.Availability(objective.MaxUnavailability)} {(objective.Met ? "met" : "missed")}";
        return objective switch
        {
            { Met: true } => $"{judged}\n{Figures.Share(objective.ErrorBudgetUsed)} of budget",
            { ErrorBudgetUsed: > 1 and < double.PositiveInfinity } => $"{judged}\n{Figures.Factor(objective.ErrorBudgetUsed)} the budget",
            _ => judged,
        };
    }

    /// <summary><c>met, uses 21 %</c> of the error budget, or <c>missed, 3.2x the budget</c>.</summary>
    public static string Verdict(ObjectiveResult objective) => objective switch
    {
        { Met: true } => $"met, uses {Figures.Share(objective.ErrorBudgetUsed)}",
        { ErrorBudgetUsed: > 1 and < double.PositiveInfinity } => $"missed, {Figures.Factor(objective.ErrorBudgetUsed)} the budget",
        // Missed by the upper bound although the estimate is within it, or no budget to compare with.
        _ => "missed",
    };

    /// <summary>A minimal cut set in words: <c>Circuit Amsterdam and VPN gateway both down</c>.</summary>
    public static string CutSet(MinimalCutSet cutSet, ImmutableArray<Component> components)
    {
        string[] names = [.. cutSet.Events.Take(MostNames).Select(index => components[index].Label)];
        int more = cutSet.Order - names.Length;
        if (cutSet.Order <= 1)
        {
            return cutSet.Order == 0 ? "nothing need fail" : names[0];
        }

        string list = more > 0
            ? $"{string.Join(", ", names)} and {more} more"
            : $"{string.Join(", ", names[..^1])} and {names[^1]}";
        bool areThings = cutSet.Events.All(index => components[index].Kind
            is not (ComponentKind.Failover or ComponentKind.CommonCause or ComponentKind.Event));
        return (areThings, cutSet.Order) switch
        {
            (false, _) => list + " together",
            (_, 2) => list + " both down",
            _ => list + " all down",
        };
    }

    /// <summary><c>6 minimal cut sets: 2 of order 1, 4 of order 2</c>.</summary>
    public static string CutSetCount(CutSetSummary summary)
    {
        const int MostOrders = 6;
        int[] orders = [.. Enumerable.Range(0, summary.CountByOrder.Length).Where(order => summary.CountByOrder[order] > UInt128.Zero)];
        string byOrder = string.Join(", ", orders.Take(MostOrders).Select(order => $"{Figures.Count(summary.CountByOrder[order])} of order {order}"));
        string tail = orders.Length > MostOrders ? $", up to order {orders[^1]}" : string.Empty;
        string count = summary.Count is { } number
            ? $"{Figures.Count(number)} minimal cut {(number == UInt128.One ? "set" : "sets")}"
            : "more minimal cut sets than could be counted";
        string incomplete = summary.IsComplete ? string.Empty : " (the budget ran out: not all of them are known)";
        return byOrder.Length == 0 ? count + incomplete : $"{count}: {byOrder}{tail}{incomplete}";
    }

    /// <summary>What holds without the assumption of independence.</summary>
    public static string WithoutIndependence(JourneyPrediction journey) =>
        "If failures are not independent, availability lies anywhere between "
        + $"{Figures.Availability(journey.WithoutIndependence.Upper)} and {Figures.Availability(journey.WithoutIndependence.Lower)}.";

    /// <summary>How often and how long; null when it is not known.</summary>
    public static string? Frequency(FailureFrequency? frequency) => frequency switch
    {
        null => null,
        { PerHour: <= 0 } => "It never fails.",
        _ => $"Fails once in {Figures.Duration(frequency.MeanUpTimeHours * 3600)} on average, "
            + $"for {Figures.Duration(frequency.MeanDownTimeHours * 3600)}.",
    };

    /// <summary>What single months look like.</summary>
    public static string Month(MonthOutlook month)
    {
        string misses = $"{Figures.Share(month.MissesTarget.Value)} of months miss the target "
            + $"({Figures.Share(month.MissesTarget.Lower)} to {Figures.Share(month.MissesTarget.Upper)} with 95 % confidence)";
        string credit = month.ExpectedCredit is { } expected ? $"; expected credit {Figures.Share(expected.Value)} of the bill" : string.Empty;
        string quantiles = string.Concat(month.Quantiles.Select(quantile =>
            $"; {Figures.Share(quantile.Probability)} of months are down for at most {Figures.DowntimePerMonth(quantile.Unavailability.Value)}"));
        return $"{misses}{credit}{quantiles}. Simulated {month.Months:N0} months, seed {month.Seed}.";
    }

    /// <summary>Where the numbers came from, counted: <c>6 published SLAs, 3 assumptions</c>.</summary>
    public static string SourceCounts(SystemModel system)
    {
        IEnumerable<string> counts = system.Components
            .GroupBy(component => component.UnavailabilitySource.Kind)
            .OrderBy(group => group.Key)
            .Select(group => $"{group.Count():N0} {Plural(Source(group.Key), group.Count())}");
        return $"Availabilities by source: {string.Join(", ", counts)}.";
    }

    /// <summary>The kind of a source, in the singular.</summary>
    public static string Source(ProvenanceKind kind) => kind switch
    {
        ProvenanceKind.Catalogue => "published SLA",
        ProvenanceKind.File => "value from the file",
        ProvenanceKind.Measurement => "measurement",
        ProvenanceKind.Assumption => "assumption",
        _ => "derived value",
    };

    private static string Plural(string noun, int count) =>
        count == 1 ? noun : noun.StartsWith("value", StringComparison.Ordinal) ? noun.Replace("value", "values", StringComparison.Ordinal) : noun + "s";
}
