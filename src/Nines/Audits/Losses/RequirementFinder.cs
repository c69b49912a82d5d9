using System.Globalization;
using Nines.Clusters;
using Nines.Text;

namespace Nines.Audits.Losses;

/// <summary>
/// How many pods a workload needs: what is stated, else the greater of the minAvailable of its budget and, for a StatefulSet, the majority
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

        int pods = amount.Of(replicas);
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

/// <summary>Who says how many pods a workload needs.</summary>
public enum RequirementSource
{
    /// <summary>Nobody: one pod is assumed to be enough.</summary>
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

/// <summary>How many serving pods a workload needs.</summary>
/// <param name="Pods">0 or more.</param>
/// <param name="Source">Who says so.</param>
/// <param name="Reason">Human-readable: <c>PodDisruptionBudget web keeps 2 of 3</c>.</param>
public sealed record Requirement(int Pods, RequirementSource Source, string Reason);
