using System.Collections.Immutable;
using Nines.Cli.Shared;
using Nines.Environments.Model;
using Nines.Environments.Predictions;
using Nines.Environments.Specs;
using Nines.Reliability.CutSets;
using Nines.Reliability.Months;
using Nines.Reliability.Solving;

namespace Nines.Cli.Verbs.Predict.Answers;

/// <summary>Results as phrases, the same in the terminal and on the page. Never escaped: that is for the writer to do.</summary>
internal static class Words
{
    private const int MostNames = 4;

    private const string AgreementNote =
        "A published SLA is the level below which the vendor pays credit. It is a contract term, not a measurement: real services do "
        + "better or worse. Replace it with your own measurements where you have them.";

    /// <summary>What to know about published numbers; null when there is none among the inputs.</summary>
    public static string? SourcesNote(params IEnumerable<SystemModel> systems) =>
        systems.Any(system => system.Components.Any(component => component.UnavailabilitySource.Kind == ProvenanceKind.Catalogue)) ? AgreementNote : null;

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
        if (cutSet.Order <= 1)
        {
            return cutSet.Order == 0 ? "nothing need fail" : components[cutSet.Events[0]].Label;
        }

        Component[] all = [.. cutSet.Events.Select(index => components[index])];
        string[] things = [.. all.Where(component => !IsUnfinished(component)).Select(component => component.Label)];
        string[] unfinished = [.. all.Where(IsUnfinished).Select(component => LowerFirst(component.Label))];
        bool areThings = all.All(component => component.Kind is not (ComponentKind.Failover or ComponentKind.CommonCause or ComponentKind.Event) || IsUnfinished(component));
        return Together(things, things.Length, areThings, unfinished);
    }

    /// <summary>Cut sets that differ only in which of several equal things they take: <c>2 nodes of pool3 in weu both down</c>.</summary>
    /// <param name="alike">Two or more with the same causes.</param>
    /// <param name="components">Event i is components[i].</param>
    public static string AlikeCutSets(IReadOnlyList<MinimalCutSet> alike, ImmutableArray<Component> components)
    {
        List<string> things = [];
        List<string> unfinished = [];
        bool areThings = true;
        foreach (IGrouping<string, Component> cause in alike[0].Events.Select(index => components[index]).GroupBy(component => component.Cause, StringComparer.Ordinal))
        {
            Component first = cause.First();
            string[] labels = [.. alike.SelectMany(set => set.Events).Select(index => components[index])
                .Where(component => component.Cause == cause.Key).Select(component => component.Label).Distinct(StringComparer.Ordinal)];
            bool isAlwaysTheSame = labels.Length == cause.Count();
            areThings &= IsUnfinished(first) || first.Kind is not (ComponentKind.Failover or ComponentKind.CommonCause or ComponentKind.Event);
            if (IsUnfinished(first))
            {
                unfinished.Add(LowerFirst(isAlwaysTheSame ? string.Join(" and ", labels) : cause.Key));
            }
            else
            {
                things.AddRange(isAlwaysTheSame ? labels : [Some(cause.Count(), cause.Key)]);
            }
        }

        int down = alike[0].Events.Count(index => !IsUnfinished(components[index]));
        string text = Together([.. things], down, areThings, [.. unfinished]);
        return char.ToUpperInvariant(text[0]) + text[1..];
    }

    private static string Together(string[] things, int count, bool areThings, string[] unfinished)
    {
        string list = List(things);
        string state = (areThings, count) switch
        {
            (_, 0) => string.Empty,
            (false, 1) => string.Empty,
            (false, _) => " together",
            (_, 1) => " down",
            (_, 2) => " both down",
            _ => " all down",
        };
        string open = unfinished.Length == 0 ? string.Empty : $"{(count == 0 ? string.Empty : ", ")}{List(unfinished)} not done";
        return list + state + open;
    }

    private static string List(string[] names) => names.Length switch
    {
        0 => string.Empty,
        1 => names[0],
        > MostNames => $"{string.Join(", ", names.Take(MostNames))} and {names.Length - MostNames} more",
        _ => $"{string.Join(", ", names[..^1])} and {names[^1]}",
    };

    /// <summary>A switchover that has not happened yet. What failed unnoticed, or as a common cause, is told like anything else.</summary>
    private static bool IsUnfinished(Component component) => component.Kind == ComponentKind.Failover
        && (component.Label.StartsWith("Failover ", StringComparison.Ordinal) || component.Label.StartsWith("Rescheduling ", StringComparison.Ordinal));

    /// <summary><c>2 nodes of pool3 in weu</c>, or <c>a node of pool3 in weu</c>, from the cause <c>Nodes of pool3 in weu</c>.</summary>
    private static string Some(int count, string cause)
    {
        string[] words = cause.Replace(" outages", "s", StringComparison.Ordinal).Split(' ');
        int noun = Array.FindIndex(words, word => word.Length > 2 && word.EndsWith('s'));
        if (noun is < 0 or > 1)
        {
            return count == 1 ? cause : $"{count} x {cause}";
        }

        words[noun] = count == 1 ? words[noun][..^1] : words[noun];
        words[0] = LowerFirst(words[0]);
        return $"{(count == 1 ? "a" : count.ToString())} {string.Join(' ', words)}";
    }

    /// <summary>As in the middle of a sentence, but for abbreviations.</summary>
    private static string LowerFirst(string text) =>
        text.Length > 1 && char.IsUpper(text[0]) && char.IsLower(text[1]) ? char.ToLowerInvariant(text[0]) + text[1..] : text;

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
        "Without assuming independence, availability lies between "
        + $"{Figures.Availability(journey.WithoutIndependence.Upper)} and {Figures.Availability(journey.WithoutIndependence.Lower)}.";

    /// <summary>Why the figure is not the one that multiplying columns gives; null when it is about the same.</summary>
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

    /// <summary>How often and how long; null when it is not known.</summary>
    public static string? Frequency(FailureFrequency? frequency) => frequency switch
    {
        null => null,
        { PerHour: <= 0 } => "It never fails.",
        _ => $"Fails once in {Figures.Duration(frequency.MeanUpTimeHours * 3600)} on average, "
            + $"for {Figures.Duration(frequency.MeanDownTimeHours * 3600)}.",
    };

    /// <summary>How many months miss the objective, and what that is worth.</summary>
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
