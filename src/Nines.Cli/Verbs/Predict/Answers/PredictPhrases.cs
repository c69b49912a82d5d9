using Nines.Cli.Shared;
using Nines.Environments.Model;
using Nines.Environments.Predictions;
using Nines.Environments.Specs;
using Nines.Reliability;
using Nines.Reliability.Months;
using Nines.Reliability.Solving;

namespace Nines.Cli.Verbs.Predict.Answers;

/// <summary>Results as phrases, the same in the terminal and on the page. Never escaped: that is for the writer to do.</summary>
internal static class PredictPhrases
{
    private const string AgreementNote =
        "A published SLA is the level below which the vendor pays credit. It is a contract term, not a measurement: real services do "
        + "better or worse. Replace it with your own measurements where you have them.";

    /// <summary>Explanation of published numbers; null when no input has one.</summary>
    public static string? SourcesNote(params IEnumerable<SystemModel> systems) =>
        systems.Any(system => system.Components.Any(component => component.UnavailabilitySource.Kind == ProvenanceKind.Catalogue)) ? AgreementNote : null;

    /// <summary>The objective and how it fares: <c>99.9 %: met, uses 21 %</c>, <c>99.9 %: missed, 3.2x the error budget</c>.</summary>
    public static string Objective(ObjectiveResult objective) =>
        $"{Figures.Availability(objective.MaxUnavailability)}: {Verdict(objective)}";

    /// <summary>The same for a narrow column: <c>99.9 % met</c> over <c>uses 21 %</c>, of the error budget.</summary>
    public static string ObjectiveInTwoLines(ObjectiveResult objective)
    {
        string judged = $"{Figures.Availability(objective.MaxUnavailability)} {(objective.Met ? "met" : "missed")}";
        return objective switch
        {
            { Met: true } => $"{judged}\nuses {Figures.Share(objective.ErrorBudgetUsed)}",
            { ErrorBudgetUsed: > 1 and < double.PositiveInfinity } => $"{judged}\nuses {Figures.Factor(objective.ErrorBudgetUsed)}",
            _ => judged,
        };
    }

    /// <summary><c>met, uses 21 %</c> of the error budget, or <c>missed, 3.2x the error budget</c>.</summary>
    public static string Verdict(ObjectiveResult objective) => objective switch
    {
        { Met: true } => $"met, uses {Figures.Share(objective.ErrorBudgetUsed)}",
        { ErrorBudgetUsed: > 1 and < double.PositiveInfinity } => $"missed, {Figures.Factor(objective.ErrorBudgetUsed)} the error budget",
        // Missed by the upper bound although the estimate is within it, or no budget to compare with.
        _ => "missed",
    };

    /// <summary>Bounds that hold without the assumption of independence.</summary>
    public static string WithoutIndependence(JourneyPrediction journey) =>
        "Without assuming independence, availability lies between "
        + $"{Figures.Availability(journey.WithoutIndependence.Upper)} and {Figures.Availability(journey.WithoutIndependence.Lower)}.";

    /// <summary>Difference from the figure that multiplying availabilities gives; null when it is negligible.</summary>
    public static string? SharedOnce(JourneyPrediction journey)
    {
        const int named = 4;
        if (journey.Sharing is not { } sharing)
        {
            return null;
        }

        string names = string.Join(", ", sharing.Components.Take(named)) + (sharing.Components.Length > named ? " and others" : string.Empty);
        return $"Shared by alternatives, and counted once: {names}. If each alternative had its own, "
            + $"the figures would give {Figures.Availability(sharing.Unavailability)}, {Figures.DowntimePerYear(journey.Unavailability.Value - sharing.Unavailability)} a year too optimistic.";
    }

    /// <summary>The limit that kept the answer from being exact or complete, and how to raise it; null for none.</summary>
    public static string? LimitReached(JourneyPrediction journey)
    {
        string what = journey.Unavailability.IsExact ? "Not complete" : "Not exact";
        return journey.EndedBy switch
        {
            SolverLimit.Work => $"{what}: the limit on work was reached; raise it with --work.",
            SolverLimit.Memory => $"{what}: the limit on memory was reached; raise it with --memory.",
            SolverLimit.Time => $"{what}: the time of --timeout ran out, so the answer depends on the machine.",
            _ => null,
        };
    }

    /// <summary>Heading of the causes: the top event of a fault tree has a probability and no downtime.</summary>
    public static string CausesTitle(JourneyPrediction journey) =>
        journey.Diagram is null ? "Probability by basic event" : "Downtime by cause, minutes a year";

    /// <summary>The part of a cause: minutes a year, or a probability.</summary>
    public static string CauseAmount(JourneyPrediction journey, double unavailability) =>
        journey.Diagram is null ? Figures.Probability(unavailability) : Figures.MinutesPerYear(unavailability);

    /// <summary>Mean time between failures and mean down time; null when unknown.</summary>
    public static string? Frequency(FailureFrequency? frequency) => frequency switch
    {
        null => null,
        { PerHour: <= 0 } => "It never fails.",
        _ => $"Fails once in {Figures.Duration(frequency.MeanUpTimeHours * 3600)} on average, "
            + $"for {Figures.Duration(frequency.MeanDownTimeHours * 3600)}.",
    };

    /// <summary>Share of months that miss the objective, and the expected credit.</summary>
    public static string MonthsMissed(JourneyPrediction journey, MonthOutlook month)
    {
        string target = journey.Objective is { } objective
            ? $"the objective of {Figures.Availability(objective.MaxUnavailability)}"
            : Figures.Availability(Predictor.DefaultTarget);
        string misses = $"{Figures.Share(month.MissesTarget.Value)} of months miss {target} "
            + $"({Figures.Share(month.MissesTarget.Lower)} to {Figures.Share(month.MissesTarget.Upper)} with 95 % confidence)";
        string credit = month.ExpectedCredit is { } expected ? $"; expected credit {Figures.Share(expected.Value)} of the bill" : string.Empty;
        return $"{misses}{credit}.";
    }

    /// <summary>The quantiles in one sentence.</summary>
    public static string MonthQuantiles(MonthOutlook month)
    {
        // Several shares of months without any downtime say no more than the largest of them.
        int first = Math.Max(0, month.Quantiles.Count(quantile => quantile.Unavailability.Value <= 0) - 1);
        IEnumerable<string> each = month.Quantiles.Skip(first).Select((quantile, index) =>
            $"{Figures.DowntimePerMonth(quantile.Unavailability.Value)} in {Figures.Share(quantile.Probability)}{(index == 0 ? " of months" : string.Empty)}");
        return $"Down for at most {string.Join(", ", each)} ({MonthsSimulated(month)}).";
    }

    public static string MonthsSimulated(MonthOutlook month) => $"{month.Months:N0} months simulated, seed {month.Seed}";

    /// <summary>Number of availabilities by kind of source: <c>6 published SLAs, 3 assumptions</c>.</summary>
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
