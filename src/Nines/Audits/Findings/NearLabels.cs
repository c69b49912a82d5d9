using Nines.Clusters;
using Nines.Text;

namespace Nines.Audits.Findings;

/// <summary>Finds the most similar label among the pods of a namespace, for misspelled selectors.</summary>
internal sealed class NearLabels(ClusterSnapshot snapshot)
{
    /// <summary>So many selectors are looked after; a cluster with more mistakes than that has other worries.</summary>
    private const int MaxAsked = 200;

    private const int MaxValues = 2000;
    private readonly ILookup<string, Workload> _namespaces = snapshot.Workloads.ToLookup(workload => workload.Name.Namespace, StringComparer.Ordinal);
    private int _asked;

    /// <summary>Such as <c>app=web</c> for <c>app=wbe</c>; null when nothing is near.</summary>
    public string? Suggest(string ns, LabelSelector selector)
    {
        if (++_asked > MaxAsked)
        {
            return null;
        }

        foreach (LabelRequirement requirement in selector.Requirements.Where(requirement => requirement is { Operator: LabelOperator.In, Values.Length: 1 }))
        {
            string wanted = requirement.Values[0];
            List<string> values = [];
            List<string> keys = [];
            foreach (IReadOnlyDictionary<string, string> labels in _namespaces[ns].Take(MaxValues).Select(workload => workload.AnyTemplate?.Labels).OfType<IReadOnlyDictionary<string, string>>())
            {
                if (labels.TryGetValue(requirement.Key, out string? value))
                {
                    values.Add(value);
                }

                keys.AddRange(labels.Where(label => label.Value == wanted).Select(label => label.Key));
            }

            if (values.Contains(wanted))
            {
                continue;
            }

            if (Spelling.Nearest(wanted, values.Order(StringComparer.Ordinal)) is { } near)
            {
                return $"{requirement.Key}={near}";
            }

            // The right value under another key, as app and app.kubernetes.io/name are mixed up.
            return keys.Order(StringComparer.Ordinal).FirstOrDefault() is { } key ? $"{key}={wanted}" : null;
        }

        return null;
    }
}
