using System.Collections.Immutable;
using System.Globalization;
using Nines.Audits.Findings;
using Nines.Audits.Rules;
using Nines.Clusters;
using Nines.Domains;
using Nines.Text;

namespace Nines.Audits.Fixes;

/// <summary>One way to spread a workload, to be tried.</summary>
/// <param name="Added">Constraints that are new or changed, in the order of the levels.</param>
/// <param name="All">Those that the pods would have.</param>
/// <param name="Replaces">True if it changes a rule that the manifest has.</param>
/// <param name="Revision">The label that the pods get, so that constraints count none of those before; null for none.</param>
/// <param name="Affinity">Fixed rules about other pods; null to keep the current ones.</param>
internal sealed record SpreadPlan(
    ImmutableArray<SpreadConstraint> Added, ImmutableArray<SpreadConstraint> All, bool Replaces, LabelRequirement? Revision = null, PodAffinity? Affinity = null)
{
    private const string RevisionLabel = "pod-template-hash";

    // More levels than this that could be hard are rare, and each doubles the ways.
    private const int MaxFreeLevels = 3;

    /// <summary>True if the template of the pods changes.</summary>
    public bool ChangesPods => !Added.IsEmpty || Affinity is not null;

    /// <summary>
    /// The ways worth trying, those that are hard where pods are exposed now first, then the strictest, the last one without anything hard.
    /// Nodes are always asked for softly: a hard constraint over them gains little where pods are kept apart by a wider domain, and blocks
    /// drains of small clusters.
    /// </summary>
    /// <param name="levels">Axes to spread over, with whether a loss in them exposes the workload now; each has a label.</param>
    /// <param name="template">The pods as they are.</param>
    /// <param name="selector">Of the workload.</param>
    /// <param name="isDeployment">True if pods have the hash of their revision as a label.</param>
    /// <param name="rules">Fields that the server knows.</param>
    public static ImmutableArray<SpreadPlan> Candidates(
        IReadOnlyList<(DomainLevel Level, bool IsExposed)> levels, PodTemplate template, LabelSelector selector, bool isDeployment, ServerRules rules) =>
        [.. Strictnesses(levels).Select(hard => Make(levels, hard, template, selector, isDeployment, rules))];

    /// <summary>Combinations of hard and soft levels, in the order in which they are tried.</summary>
    private static IEnumerable<bool[]> Strictnesses(IReadOnlyList<(DomainLevel Level, bool IsExposed)> levels)
    {
        int[] free = [.. Enumerable.Range(0, levels.Count).Where(level => levels[level].Level.Kind != DomainKind.Node)];
        int exposed = free.Select((level, bit) => levels[level].IsExposed ? 1 << bit : 0).Sum();
        int all = (1 << free.Length) - 1;
        IEnumerable<int> ways = free.Length > MaxFreeLevels ? [all, exposed, 0] : Enumerable.Range(0, all + 1);

        // Of equal ways the one with the wider level, which comes first, goes before.
        return ways.Distinct()
            .OrderByDescending(way => int.PopCount(way & exposed)).ThenByDescending(int.PopCount).ThenBy(way => way)
            .Select(way => Enumerable.Range(0, levels.Count).Select(level => Array.IndexOf(free, level) is >= 0 and var bit && (way >> bit & 1) == 1).ToArray());
    }

    private static SpreadPlan Make(
        IReadOnlyList<(DomainLevel Level, bool IsExposed)> levels, bool[] hard, PodTemplate template, LabelSelector selector, bool isDeployment, ServerRules rules)
    {
        var added = ImmutableArray.CreateBuilder<SpreadConstraint>();
        var all = template.Spread.ToList();
        bool replaces = false;
        LabelRequirement? revision = isDeployment && !rules.HasMatchLabelKeys ? SpreadRevision.For(template, isNew: levels.Any(level => level.IsExposed)) : null;
        for (int i = 0; i < hard.Length; i++)
        {
            string key = levels[i].Level.SpreadLabel!;
            var constraint = new SpreadConstraint
            {
                TopologyKey = key,
                IsHard = hard[i],
                Selector = revision is not null ? SpreadRevision.In(selector, revision) : selector,
                NodeTaintsPolicy = rules.HasInclusionPolicies ? InclusionPolicy.Honor : InclusionPolicy.Ignore,

                // Soft ones, too: a rollout that counts old pods leaves the new ones together.
                MatchLabelKeys = isDeployment && rules.HasMatchLabelKeys ? [RevisionLabel] : [],
            };
            if (all.Find(each => each.TopologyKey == key && each.IsHard == hard[i]) is { } present)
            {
                // The user's choices are kept, except for the parts that make a rule useless or harmful.
                constraint = constraint with { MinDomains = present.MinDomains };
                bool mayCountOldPods = !levels[i].IsExposed && !(hard[i] && rules.HasMatchLabelKeys);
                if (Same(constraint, present) || (mayCountOldPods && Same(constraint with { Selector = selector, MatchLabelKeys = present.MatchLabelKeys }, present)))
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

        if (revision is null || added.Count == 0)
        {
            return new SpreadPlan(added.ToImmutable(), [.. all], replaces);
        }

        // Constraints that name an earlier revision would count nothing any more.
        foreach (SpreadConstraint present in all.Where(each => SpreadRevision.IsOlder(each.Selector, revision)).ToArray())
        {
            SpreadConstraint renewed = present with { Selector = SpreadRevision.In(present.Selector!, revision) };
            all[all.IndexOf(present)] = renewed;
            added.Add(renewed);
            replaces = true;
        }

        return new SpreadPlan(added.ToImmutable(), [.. all], replaces, revision);
    }

    // Record equality would compare the lists by reference.
    private static bool Same(SpreadConstraint left, SpreadConstraint right) =>
        left.MaxSkew == right.MaxSkew && left.IsHard == right.IsHard && left.MinDomains == right.MinDomains
        && left.NodeAffinityPolicy == right.NodeAffinityPolicy && left.NodeTaintsPolicy == right.NodeTaintsPolicy
        && left.MatchLabelKeys.SequenceEqual(right.MatchLabelKeys)
        && SameSelector(left.Selector, right.Selector);

    private static bool SameSelector(LabelSelector? left, LabelSelector? right) =>
        left is null || right is null ? left is null && right is null : YamlWriter.WriteJson(PatchParts.Selector(left)) == YamlWriter.WriteJson(PatchParts.Selector(right));
}

/// <summary>
/// Substitute for matchLabelKeys (1.27 on) on older servers: a label that is new with the patch, so that hard constraints spread the new
/// pods among themselves. Counted together with the old ones, two new pods can end up in one domain when the old ones are gone.
/// </summary>
internal static class SpreadRevision
{
    /// <summary>The label of the pods to come.</summary>
    /// <param name="template">The pods as they are.</param>
    /// <param name="isNew">True if pods must move: with their current label the next ones would be counted together with them.</param>
    public static LabelRequirement For(PodTemplate template, bool isNew)
    {
        int present = template.Labels.TryGetValue(NinesKeys.SpreadRevisionLabel, out string? text)
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number < int.MaxValue ? number : 0;
        int next = isNew || present == 0 ? present + 1 : present;
        return new LabelRequirement(NinesKeys.SpreadRevisionLabel, LabelOperator.In, next.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>A selector of this revision alone.</summary>
    public static LabelSelector In(LabelSelector selector, LabelRequirement revision) =>
        new([.. selector.Requirements.Where(requirement => requirement.Key != revision.Key), revision]);

    /// <summary>Returns true for a selector of another revision.</summary>
    public static bool IsOlder(LabelSelector? selector, LabelRequirement revision) =>
        selector is not null && selector.Requirements.Any(requirement => requirement.Key == revision.Key && !requirement.Values.SequenceEqual(revision.Values));

    /// <summary>The labels of pods of a revision.</summary>
    public static IReadOnlyDictionary<string, string> With(IReadOnlyDictionary<string, string> labels, LabelRequirement revision) =>
        labels.ToImmutableDictionary(StringComparer.Ordinal).SetItem(revision.Key, revision.Values[0]);
}

/// <summary>Gives anti-affinity rules that mean no pod the selector of their own workload.</summary>
internal static class AntiAffinityFix
{
    /// <param name="affinity">As it is.</param>
    /// <param name="findings">Findings of the workload; each identifies its rule by label and selector.</param>
    /// <param name="own">The selector of the workload.</param>
    /// <returns>Null if nothing needs a fix.</returns>
    public static PodAffinity? Fix(PodAffinity affinity, IEnumerable<Finding> findings, LabelSelector own)
    {
        HashSet<string> broken = [.. findings.Where(finding => finding.Kind == MissedPodsRule.AntiAffinityMissesOwnPods).Select(finding => finding.Detail)];
        return broken.Count == 0 ? null : affinity with
        {
            RequiredAnti = [.. affinity.RequiredAnti.Select(FixTerm)],
            PreferredAnti = [.. affinity.PreferredAnti.Select(term => term with { Term = FixTerm(term.Term) })],
        };

        PodAffinityTerm FixTerm(PodAffinityTerm term) =>
            broken.Contains($"{term.TopologyKey}:{SelectorFormatter.Format(term.Selector)}") ? term with { Selector = own, Namespaces = [], NamespaceSelector = null } : term;
    }
}
