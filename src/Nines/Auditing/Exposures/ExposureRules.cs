using System.Collections.Immutable;
using Nines.Auditing.Exposures.Gaps;
using Nines.Auditing.Exposures.Losing;

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
        new OneDomainRule(),
        new PhantomDomainRule(),
        new DomainUnknownRule(),
    ];
}
