using System.Collections.Immutable;
using Nines.Auditing.FailureDomains;
using Nines.Domains;
using Nines.Placement;

namespace Nines.Auditing.Fixing;

/// <summary>One way to spread a workload, to be tried.</summary>
/// <param name="Added">Constraints that are new or changed, in the order of the axes.</param>
/// <param name="All">Those that the pods would have.</param>
/// <param name="Replaces">Whether something is changed that somebody wrote.</param>
/// <param name="Affinity">The mended rules about other pods; null to leave them.</param>
internal sealed record SpreadPlan(ImmutableArray<SpreadConstraint> Added, ImmutableArray<SpreadConstraint> All, bool Replaces, PodAffinity? Affinity = null)
{
    private const string RevisionLabel = "pod-template-hash";

    /// <summary>Whether pods would be made otherwise than they are.</summary>
    public bool ChangesPods => !Added.IsEmpty || Affinity is not null;

    /// <summary>
    /// The ways worth trying, the strictest first: everything hard, only what is exposed hard, nothing hard. Nodes are always asked for softly:
    /// a hard constraint over them gains little where pods are kept apart by a wider domain, and blocks drains of small clusters.
    /// </summary>
    /// <param name="axes">Axes to spread over, with whether a loss in them exposes the workload now; each has a label.</param>
    /// <param name="template">The pods as they are.</param>
    /// <param name="selector">Of the workload.</param>
    /// <param name="isDeployment">Whether pods carry the hash of their revision.</param>
    /// <param name="rules">Which fields the server knows.</param>
    public static ImmutableArray<SpreadPlan> Candidates(
        IReadOnlyList<(DomainAxis Axis, bool IsExposed)> axes, PodTemplate template, LabelSelector selector, bool isDeployment, ServerRules rules)
    {
        Func<DomainAxis, bool, bool>[] strictness =
        [
            static (axis, _) => axis.Kind != DomainKind.Node,
            static (axis, isExposed) => isExposed && axis.Kind != DomainKind.Node,
            static (_, isExposed) => false,
        ];
        var plans = ImmutableArray.CreateBuilder<SpreadPlan>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (Func<DomainAxis, bool, bool> isHard in strictness)
        {
            bool[] hard = [.. axes.Select(axis => isHard(axis.Axis, axis.IsExposed))];
            if (seen.Add(string.Concat(hard.Select(each => each ? '1' : '0'))))
            {
                plans.Add(Make(axes, hard, template, selector, isDeployment, rules));
            }
        }

        return plans.ToImmutable();
    }

    private static SpreadPlan Make(
        IReadOnlyList<(DomainAxis Axis, bool IsExposed)> axes, bool[] hard, PodTemplate template, LabelSelector selector, bool isDeployment, ServerRules rules)
    {
        var added = ImmutableArray.CreateBuilder<SpreadConstraint>();
        var all = template.Spread.ToList();
        bool replaces = false;
        for (int i = 0; i < hard.Length; i++)
        {
            string key = axes[i].Axis.SpreadLabel!;
            var constraint = new SpreadConstraint
            {
                TopologyKey = key,
                IsHard = hard[i],
                Selector = selector,
                NodeTaintsPolicy = rules.HasInclusionPolicies ? InclusionPolicy.Honor : InclusionPolicy.Ignore,
                MatchLabelKeys = hard[i] && isDeployment && rules.HasMatchLabelKeys ? [RevisionLabel] : [],
            };
            if (all.Find(each => each.TopologyKey == key && each.IsHard == hard[i]) is { } present)
            {
                // What somebody chose stays, but for what makes it useless or harmful.
                constraint = constraint with { MinDomains = present.MinDomains };
                if (Same(constraint, present))
                {
                    continue;
                }

                replaces |= constraint.MaxSkew != present.MaxSkew || !SameSelector(constraint.Selector, present.Selector);
                all.Remove(present);
            }
            else if (!hard[i] && all.Exists(each => each.TopologyKey == key))
            {
                // A hard rule says more than a wish.
                continue;
            }

            added.Add(constraint);
            all.Add(constraint);
        }

        return new SpreadPlan(added.ToImmutable(), [.. all], replaces);
    }

    // Record equality would compare the lists by reference.
    private static bool Same(SpreadConstraint left, SpreadConstraint right) =>
        left.MaxSkew == right.MaxSkew && left.IsHard == right.IsHard && left.MinDomains == right.MinDomains
        && left.NodeAffinityPolicy == right.NodeAffinityPolicy && left.NodeTaintsPolicy == right.NodeTaintsPolicy
        && left.MatchLabelKeys.SequenceEqual(right.MatchLabelKeys)
        && SameSelector(left.Selector, right.Selector);

    private static bool SameSelector(LabelSelector? left, LabelSelector? right) =>
        left is null || right is null ? left is null && right is null : SelectorJson.Of(left).ToJsonString() == SelectorJson.Of(right).ToJsonString();
}
