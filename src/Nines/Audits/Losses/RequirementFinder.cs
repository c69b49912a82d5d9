using System.Collections.Immutable;
using System.Globalization;
using Nines.Clusters;
using Nines.Reliability.Solving;
using Nines.Text;

namespace Nines.Audits.Losses;

/// <summary>
/// Finds the number of pods that a workload needs: what is stated, else the greater of the minAvailable of its budget and, for a StatefulSet, the majority
/// of its members, else one. A maxUnavailable is no need: it says how fast pods can be evicted, and 1 is the usual advice whatever the
/// number. Nor is the minimum of an autoscaler: it says what is enough for the least load, in good times.
/// </summary>
internal sealed class RequirementFinder(WorkloadIndex index)
{
    /// <summary>The fewest members that have a majority without all of them.</summary>
    private const int MinWithQuorum = 3;

    private readonly List<string> _notes = [];

    /// <summary>Human-readable: annotations that could not be understood.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Null for what is not judged by number: what belongs to nodes, runs to an end, or is scaled to nothing.</summary>
    public Requirement? Find(Workload workload)
    {
        int replicas = workload.Kind == WorkloadKind.BarePod ? 1 : workload.Replicas;
        if (!(workload.IsReplicated || workload.Kind == WorkloadKind.BarePod) || replicas < 1)
        {
            return null;
        }

        if (Stated(workload, replicas) is { } stated)
        {
            return stated;
        }

        var need = new Requirement(1, RequirementSource.Assumed, "minimum not declared; assuming 1");
        foreach (DisruptionBudget budget in index.BudgetsOf(workload).Where(budget => budget.MinAvailable is not null))
        {
            int kept = budget.Needs(replicas);
            if (kept > need.Pods || (kept == need.Pods && need.Source == RequirementSource.Assumed))
            {
                need = new Requirement(kept, RequirementSource.Budget, string.Create(CultureInfo.InvariantCulture,
                    $"PodDisruptionBudget {budget.Name.Name} keeps {kept} of {replicas}"));
            }
        }

        int majority = (replicas / 2) + 1;
        return workload.Kind == WorkloadKind.StatefulSet && replicas >= MinWithQuorum && majority > need.Pods
            ? new Requirement(majority, RequirementSource.Quorum, string.Create(CultureInfo.InvariantCulture, $"the majority of its {replicas} members is {majority}"))
            : need;
    }

    private Requirement? Stated(Workload workload, int replicas)
    {
        if (!workload.Annotations.TryGetValue(NinesKeys.NeedsAnnotation, out string? text))
        {
            return null;
        }

        if (Amount(text) is not { } amount)
        {
            _notes.Add($"{workload}: annotation {NinesKeys.NeedsAnnotation} is '{Sanitizer.Clean(text, 80)}'; expected a number of pods such as 2 "
                + "or a share such as 50%. It is not used.");
            return null;
        }

        int pods = amount.Resolve(replicas);
        if (pods > replicas)
        {
            _notes.Add(string.Create(CultureInfo.InvariantCulture,
                $"{workload}: annotation {NinesKeys.NeedsAnnotation} requires {pods} pods, but there are only {replicas} replicas."));
        }

        return new Requirement(pods, RequirementSource.Stated, string.Create(CultureInfo.InvariantCulture, $"its annotation requires {amount} of {replicas}"));
    }

    private static Amount? Amount(string text)
    {
        ReadOnlySpan<char> trimmed = text.AsSpan().Trim();
        bool isShare = trimmed.EndsWith("%", StringComparison.Ordinal);
        trimmed = isShare ? trimmed[..^1] : trimmed;
        return int.TryParse(trimmed, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && (!isShare || number <= 100)
            ? new Amount(number, isShare)
            : null;
    }
}

/// <summary>Source of a requirement.</summary>
public enum RequirementSource
{
    /// <summary>Not declared; one pod is assumed to be enough.</summary>
    Assumed,

    /// <summary>An annotation or an option.</summary>
    Stated,

    /// <summary>A PodDisruptionBudget.</summary>
    Budget,

    /// <summary>The majority of a StatefulSet's members.</summary>
    Quorum,

    /// <summary>The minimum of its HorizontalPodAutoscaler.</summary>
    Autoscaler,
}

/// <summary>Number of serving pods that a workload needs.</summary>
/// <param name="Pods">0 or more.</param>
/// <param name="Source">Its source.</param>
/// <param name="Reason">Human-readable: <c>PodDisruptionBudget web keeps 2 of 3</c>.</param>
public sealed record Requirement(int Pods, RequirementSource Source, string Reason);

/// <summary>Availability objective of a workload.</summary>
internal static class Objective
{
    /// <summary>The unavailability that the stated objective allows; null when none is stated or it cannot be understood.</summary>
    public static double? Read(Workload workload)
    {
        if (!workload.Annotations.TryGetValue(NinesKeys.ObjectiveAnnotation, out string? text))
        {
            return null;
        }

        // In decimals, so that 99.95 allows 0.0005 and not a little less.
        ReadOnlySpan<char> number = text.AsSpan().Trim().TrimEnd('%');
        return decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal percent) && percent is > 0 and < 100
            ? (double)((100 - percent) / 100)
            : null;
    }

    /// <summary>Returns the error in the annotation, human-readable; null when it is missing or valid.</summary>
    public static string? Fault(Workload workload) =>
        workload.Annotations.TryGetValue(NinesKeys.ObjectiveAnnotation, out string? text) && Read(workload) is null
            ? $"{workload}: annotation {NinesKeys.ObjectiveAnnotation} is '{Sanitizer.Clean(text, 80)}'; expected an availability in percent above 0 and below 100, such as 99.95. It is not used."
            : null;
}

/// <summary>The part of a workload's downtime that one kind of domain brings.</summary>
/// <param name="Key">As in <c>DomainLevel.Key</c>, or <c>pod</c>.</param>
/// <param name="SecondsPerYear">Reduction if domains of this kind never failed.</param>
public sealed record DowntimeCause(string Key, double SecondsPerYear);

/// <summary>Expected time in which a workload has fewer pods than required, with the pods where they are now.</summary>
/// <param name="Unavailability">0 to 1.</param>
/// <param name="SecondsPerYear">The same in a year.</param>
/// <param name="Causes">The greatest first; they do not add up where failures need each other.</param>
/// <param name="MeetsObjective">Against the stated objective; null when none is stated.</param>
public sealed record ExpectedDowntime(
    BoundedProbability Unavailability, double SecondsPerYear, ImmutableArray<DowntimeCause> Causes, bool? MeetsObjective);
