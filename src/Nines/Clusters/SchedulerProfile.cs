namespace Nines.Clusters;

/// <summary>
/// Differences between versions of kube-scheduler with its default configuration. 1.20 and the newest are exact; in between the minor
/// version of the release that changed a rule decides.
/// </summary>
public sealed record SchedulerProfile
{
    private SchedulerProfile(int minor) => Minor = minor;

    /// <summary>The newest rules known.</summary>
    public static SchedulerProfile Current { get; } = ForMinor(36);

    /// <summary>Of a cluster's version 1.<paramref name="minor"/>; below 20 the rules of 1.20 are used.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public static SchedulerProfile ForMinor(int minor)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(minor);
        return new SchedulerProfile(minor);
    }

    /// <summary>The minor version that was asked for.</summary>
    public int Minor { get; }

    // Weights were raised together with the configuration version v1beta3 (1.23).
    internal int TaintWeight => Minor >= 23 ? 3 : 1;

    internal int NodeAffinityWeight => Minor >= 23 ? 2 : 1;

    internal int PodAffinityWeight => Minor >= 23 ? 2 : 1;

    internal static int SpreadWeight => 2;

    /// <summary>Spreading by the system's defaults also scores nodes that lack one of the labels.</summary>
    internal bool ScoresNodesWithoutDefaultLabels => Minor >= 22;

    /// <summary>Raw spread scores are rounded; before, cut off.</summary>
    internal bool RoundsSpreadScores => Minor >= 22;

    /// <summary>A constraint with an empty selector counts no pods; before, all.</summary>
    internal bool EmptySelectorCountsNothing => Minor >= 22;

    /// <summary>Pods on nodes that the constraint leaves aside are not counted; before, they were when a counted node shared the domain.</summary>
    internal bool CountsEligibleNodesOnly => Minor >= 25;

    internal bool KnowsMinDomains => Minor >= 25;

    internal bool KnowsInclusionPolicies => Minor >= 26;

    internal bool KnowsSpreadMatchLabelKeys => Minor >= 27;

    internal bool KnowsNamespaceSelectors => Minor >= 22;

    internal bool KnowsAffinityMatchLabelKeys => Minor >= 31;

    /// <summary>Inter-pod scores are normalised between their own extremes; before, the range always held 0.</summary>
    internal bool NormalisesAffinityTightly => Minor >= 22;

    /// <summary>A resource of which a pod asks nothing is not looked at; before, an overfull node turned such pods away.</summary>
    internal bool IgnoresResourcesNotAskedFor => Minor >= 23;

    /// <summary>Balance by standard deviation of what is really requested; before, by difference, with the scores' assumed requests.</summary>
    internal bool BalancesByDeviation => Minor >= 22;

    /// <summary>Pods without requests get no score for balance.</summary>
    internal bool BalanceSkipsBestEffort => Minor >= 33;

    /// <summary>Balance counts by how much the pod changes it.</summary>
    internal bool BalancesByChange => Minor >= 36;

    /// <summary>A resource that a node has none of is omitted of the average; before, it counted 0.</summary>
    internal bool LeastAllocatedSkipsAbsent => Minor >= 24;

    internal bool NamesTaints => Minor < 34;
}
