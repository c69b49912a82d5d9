namespace Nines.Audits.Losses;

/// <summary>Who says how many pods a workload needs.</summary>
public enum RequirementSource
{
    /// <summary>Nobody: one pod is taken to be enough.</summary>
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
/// <param name="Reason">For people: <c>PodDisruptionBudget web keeps 2 of 3</c>.</param>
public sealed record Requirement(int Pods, RequirementSource Source, string Reason);
