using System.Collections.Frozen;
using Nines.Clusters;

namespace Nines.Audits.Findings;

/// <summary>Labels that controllers put on pods, so that no template has them.</summary>
internal static class AddedLabels
{
    public const string TemplateHash = "pod-template-hash";
    public const string RevisionHash = "controller-revision-hash";

    private static readonly FrozenSet<string> s_keys = FrozenSet.Create(
        StringComparer.Ordinal,
        TemplateHash, RevisionHash, "rollouts-pod-template-hash", "statefulset.kubernetes.io/pod-name", "apps.kubernetes.io/pod-index",
        "batch.kubernetes.io/job-name", "batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-completion-index", "job-name", "controller-uid");

    /// <summary>The part of a selector that a template can be judged by.</summary>
    public static LabelSelector Without(LabelSelector selector) =>
        selector.Requirements.Any(requirement => s_keys.Contains(requirement.Key))
            ? new LabelSelector(selector.Requirements.RemoveAll(requirement => s_keys.Contains(requirement.Key)))
            : selector;

    /// <summary>Returns true while pods of two versions run side by side: an uneven spread may be even a minute later.</summary>
    public static bool IsInRollout(Workload workload)
    {
        string? first = null;
        foreach (Pod pod in workload.Pods.IsDefault ? [] : workload.Pods)
        {
            IReadOnlyDictionary<string, string> labels = pod.Template.Labels;
            if (pod.IsTerminating || !(labels.TryGetValue(TemplateHash, out string? hash) || labels.TryGetValue(RevisionHash, out hash)))
            {
                continue;
            }

            if (first is not null && first != hash)
            {
                return true;
            }

            first = hash;
        }

        return false;
    }
}
