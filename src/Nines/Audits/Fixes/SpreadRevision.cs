using System.Collections.Immutable;
using System.Globalization;
using Nines.Clusters;

namespace Nines.Audits.Fixes;

/// <summary>
/// What matchLabelKeys does from 1.27 on, for older servers: a label that is new with the patch, so that hard constraints spread the new
/// pods among themselves. Counted together with the old ones, two new pods can end up in one domain when the old ones are gone.
/// </summary>
internal static class SpreadRevision
{
    /// <summary>The label of the pods to come.</summary>
    /// <param name="template">The pods as they are.</param>
    /// <param name="isNew">Whether pods must move: with the label that they have, the next ones would be counted together with them.</param>
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

    /// <summary>Whether a selector is of another revision.</summary>
    public static bool IsOlder(LabelSelector? selector, LabelRequirement revision) =>
        selector is not null && selector.Requirements.Any(requirement => requirement.Key == revision.Key && !requirement.Values.SequenceEqual(revision.Values));

    /// <summary>The labels of pods of a revision.</summary>
    public static IReadOnlyDictionary<string, string> With(IReadOnlyDictionary<string, string> labels, LabelRequirement revision) =>
        labels.ToImmutableDictionary(StringComparer.Ordinal).SetItem(revision.Key, revision.Values[0]);
}
