using System.Collections.Immutable;
using Nines.Auditing.Exposures.Autoscaling;
using Nines.Auditing.Exposures.Budgets;
using Nines.Auditing.Exposures.Gaps;
using Nines.Auditing.Exposures.Losing;
using Nines.Auditing.Exposures.Platform;
using Nines.Auditing.Exposures.Pods;
using Nines.Auditing.Exposures.Room;
using Nines.Auditing.Exposures.Services;
using Nines.Auditing.Exposures.Spreading;
using Nines.Auditing.Exposures.Volumes;

namespace Nines.Auditing.Exposures;

/// <summary>All rules there are. Every code of the table is found by exactly one of them.</summary>
internal static class ExposureRules
{
    public static ImmutableArray<IExposureRule> All { get; } =
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
