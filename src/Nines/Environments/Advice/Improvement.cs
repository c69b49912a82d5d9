using System.Collections.Immutable;
using Nines.Environments.Predictions;
using Nines.Environments.Specs;
using Nines.Text;

namespace Nines.Environments.Advice;

/// <summary>Something that could be done to an environment.</summary>
/// <param name="Id">Stable and unique within an environment: <c>paid-tier:weu</c>.</param>
/// <param name="Title">Display title: <c>Standard tier for the cluster in weu</c>.</param>
/// <param name="Changes">Edits of the file.</param>
public sealed record Improvement(string Id, string Title, ImmutableArray<DocumentChange> Changes);

/// <summary>Effect of an improvement.</summary>
/// <param name="Improvement">The improvement.</param>
/// <param name="Edits">Edits of the file, to display.</param>
/// <param name="Journeys">The effect on each journey that both designs have.</param>
/// <param name="Ranked">The journeys that count: those with an objective, or all of them when the file states no objective.</param>
public sealed record ImprovementWorth(
    Improvement Improvement, ImmutableArray<FileEdit> Edits, ImmutableArray<JourneyChange> Journeys, ImmutableHashSet<string> Ranked)
{
    /// <summary>Unavailability saved, added up over the journeys that count and get better. Improvements are ranked by it.</summary>
    public double Saved => Counted.Sum(journey => Math.Max(0, journey.Before - journey.After));

    /// <summary>Unavailability added, over the journeys that count and get worse: a second region must be deployed to as well.</summary>
    public double Lost => Counted.Sum(journey => Math.Max(0, journey.After - journey.Before));

    private IEnumerable<JourneyChange> Counted => Journeys.Where(journey => Ranked.Contains(journey.Journey));
}

/// <param name="Path">Path in the file.</param>
/// <param name="From">Current value in flow style; null for none.</param>
/// <param name="To">New value in flow style; null when the entry is removed.</param>
public sealed record FileEdit(string Path, string? From, string? To);

/// <summary>Improvements, ranked by their effect.</summary>
/// <param name="Alone">Each improvement by itself, most downtime saved first.</param>
/// <param name="Combined">A sequence in which each next improvement is the one that saves most on top of those before it.</param>
/// <param name="Untried">Improvements that apply but were not tried, because time ran out.</param>
public sealed record AdviceResult(
    ImmutableArray<ImprovementWorth> Alone, ImmutableArray<ImprovementWorth> Combined, int Untried);

/// <summary>Proposes the improvements of one kind that apply to an environment.</summary>
/// <param name="spec">The environment.</param>
/// <param name="root">Its document, for what the environment does not carry word by word.</param>
internal delegate IEnumerable<Improvement> Rule(EnvironmentSpec spec, DocumentNode root);

/// <summary>Every rule, in the order in which equal improvements are listed.</summary>
internal static class AllRules
{
    public static ImmutableArray<Rule> List { get; } =
    [
        ZonesRule.Propose,
        SecondRegionRule.Propose,
        PaidTierRule.Propose,
        VpnBehindExpressRouteRule.Propose,
        SecondCircuitRule.Propose,
        ZoneRedundantGatewayRule.Propose,
        SecondDeviceRule.Propose,
        GeoReplicaRule.Propose,
        ReplicasRule.Propose,
        NodesRule.Propose,
        TopologySpreadRule.Propose,
        SecondInstanceRule.Propose,
        FasterLinkFailoverRule.Propose,
        FasterRoutingRule.Propose,
        FasterEvictionRule.Propose,
    ];
}
