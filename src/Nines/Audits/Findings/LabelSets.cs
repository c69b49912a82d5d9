using Nines.Clusters;

namespace Nines.Audits.Findings;

/// <summary>The different labels that pods of a workload have or will have.</summary>
internal static class LabelSets
{
    /// <summary>Of the template first, then of its pods; equal objects once.</summary>
    public static IEnumerable<IReadOnlyDictionary<string, string>> From(Workload workload)
    {
        IReadOnlyDictionary<string, string>? first = workload.Template?.Labels;
        if (first is not null)
        {
            yield return first;
        }

        IReadOnlyDictionary<string, string>? last = first;
        HashSet<IReadOnlyDictionary<string, string>>? seen = null;
        foreach (Pod pod in workload.Pods.IsDefault ? [] : workload.Pods)
        {
            IReadOnlyDictionary<string, string> labels = pod.Template.Labels;
            if (ReferenceEquals(labels, last) || ReferenceEquals(labels, first))
            {
                continue;
            }

            if ((seen ??= new(ReferenceEqualityComparer.Instance)).Add(labels))
            {
                yield return labels;
            }

            last = labels;
        }
    }
}
