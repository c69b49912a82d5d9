using Nines.Clusters;

namespace Nines.Audits.Findings;

/// <summary>Whether a rule of a pod means the pods of its own workload.</summary>
internal static class OwnPods
{
    public static bool AreMeant(Workload workload, LabelSelector? selector, bool emptyMeansAll)
    {
        if (selector is null || (selector.Requirements.IsDefaultOrEmpty && !emptyMeansAll))
        {
            return false;
        }

        LabelSelector lasting = AddedLabels.Without(selector);
        foreach (IReadOnlyDictionary<string, string> labels in LabelSets.From(workload))
        {
            if (selector.Matches(labels) || (ReferenceEquals(labels, workload.Template?.Placement.Labels) && lasting.Matches(labels)))
            {
                return true;
            }
        }

        return false;
    }

    public static bool AreMeant(Workload workload, SpreadConstraint constraint, SchedulerProfile profile) =>
        AreMeant(workload, constraint.Selector, emptyMeansAll: !profile.EmptySelectorCountsNothing);

    /// <summary>A term that looks in other namespaces only does not mean them.</summary>
    public static bool AreMeant(Workload workload, PodAffinityTerm term, IReadOnlyDictionary<string, string>? spaceLabels) =>
        LooksIn(workload.Name.Namespace, term, spaceLabels) && AreMeant(workload, term.Selector, emptyMeansAll: true);

    private static bool LooksIn(string ns, PodAffinityTerm term, IReadOnlyDictionary<string, string>? spaceLabels) =>
        (term.Namespaces.IsDefaultOrEmpty && term.NamespaceSelector is null)
        || (!term.Namespaces.IsDefault && term.Namespaces.Contains(ns))
        || (term.NamespaceSelector is { } selector
            && selector.Matches(new Dictionary<string, string>(spaceLabels ?? new Dictionary<string, string>()) { ["kubernetes.io/metadata.name"] = ns }));
}
