using System.Collections.Frozen;
using System.Collections.Immutable;
using Nines.Audits.Findings;

namespace Nines.Audits.Rules;

/// <summary>The list of rules. A rule is one file here: its codes, severities, texts and search; docs/audit-codes.md is written from it.</summary>
public static class FindingRules
{
    internal static ImmutableArray<IFindingRule> All { get; } =
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

    /// <summary>Every kind of finding, in the order of the codes.</summary>
    public static ImmutableArray<FindingKind> Kinds { get; } = [.. All.SelectMany(rule => rule.Kinds).OrderBy(kind => kind.Code, StringComparer.Ordinal)];

    private static readonly FrozenDictionary<string, FindingKind> s_byCode = Kinds.ToFrozenDictionary(kind => kind.Code, StringComparer.Ordinal);

    /// <summary>The kind with a code; null when there is none.</summary>
    public static FindingKind? Find(string code) => s_byCode.GetValueOrDefault(code);
}

/// <summary>Finds findings of one kind, or of a few kinds that belong together. Rules hold no state.</summary>
internal interface IFindingRule
{
    /// <summary>The kinds that it can find.</summary>
    ImmutableArray<FindingKind> Kinds { get; }

    IEnumerable<Finding> Find(AuditContext context);
}
