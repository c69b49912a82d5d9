using System.Collections.Immutable;

namespace Nines.Clusters;

/// <summary>Effect of a rule about nodes on the domains that a spread constraint counts.</summary>
public enum InclusionPolicy
{
    /// <summary>Nodes that the pod may not use do not count.</summary>
    Honor,

    /// <summary>All nodes count.</summary>
    Ignore,
}

/// <summary>Rule that spreads pods evenly over the values of a node label.</summary>
public sealed record SpreadConstraint
{
    public required string TopologyKey { get; init; }

    /// <summary>1 or more: by how much the domains may differ.</summary>
    public int MaxSkew { get; init; } = 1;

    /// <summary>True for DoNotSchedule, false for ScheduleAnyway.</summary>
    public bool IsHard { get; init; }

    /// <summary>The pods of the same namespace that are counted; null for none.</summary>
    public LabelSelector? Selector { get; init; }

    /// <summary>With fewer domains than this the fullest is compared with 0. For hard constraints; 1 says nothing.</summary>
    public int MinDomains { get; init; } = 1;

    /// <summary>Honor excludes nodes that the pod's node selector and affinity rule out.</summary>
    public InclusionPolicy NodeAffinityPolicy { get; init; } = InclusionPolicy.Honor;

    /// <summary>Honor excludes nodes with taints that the pod does not tolerate.</summary>
    public InclusionPolicy NodeTaintsPolicy { get; init; } = InclusionPolicy.Ignore;

    /// <summary>Labels of the pod itself whose values the counted pods must share, such as <c>pod-template-hash</c>.</summary>
    public ImmutableArray<string> MatchLabelKeys { get; init; } = [];
}
