using System.Collections.Immutable;
using Nines.Environments.Specs;
using Nines.Text;

namespace Nines.Environments.Advice;

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
        SecondDeviceRule.Propose,
        GeoReplicaRule.Propose,
        ReplicasRule.Propose,
        NodesRule.Propose,
        SpreadRule.Propose,
        SecondInstanceRule.Propose,
        FasterLinkFailoverRule.Propose,
        FasterRoutingRule.Propose,
        FasterEvictionRule.Propose,
    ];
}
