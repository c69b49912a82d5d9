using System.Collections.Immutable;

namespace Nines.Audits.Rules;

/// <summary>All rules there are. Every code of the table is found by exactly one of them.</summary>
internal static class FindingRules
{
    public static ImmutableArray<IFindingRule> All { get; } =
    [
        new DomainLossRule(),
        new SingleReplicaRule(),
        new PairLossRule(),
        new AutoscalerMinimumRule(),
        new ObjectiveRule(),
        new MissingBudgetRule(),
        new BlockingBudgetRule(),
        new BudgetSelectorsRule(),
        new BudgetAfterLossRule(),
        new WeakBudgetRule(),
        new NotSpreadRule(),
        new MissedPodsRule(),
        new UnknownKeysRule(),
        new SpreadViolationRule(),
        new BlockedRecoveryRule(),
        new BlockedByAntiAffinityRule(),
        new OldPodsCountedRule(),
        new PinnedByVolumesRule(),
        new EarlyVolumesRule(),
        new AutoscalerLimitsRule(),
        new AutoscalerTargetsRule(),
        new ProbesRule(),
        new MissingRequestsRule(),
        new BarePodsRule(),
        new StopsFirstRule(),
        new NotServingRule(),
        new ServiceEndpointsRule(),
        new OneNodeOnlyRule(),
        new NoRoomRule(),
        new OneDomainRule(),
        new SystemPartsRule(),
        new ControlPlaneRule(),
        new NodesOutOfUseRule(),
        new PhantomDomainRule(),
        new DomainUnknownRule(),
    ];
}
