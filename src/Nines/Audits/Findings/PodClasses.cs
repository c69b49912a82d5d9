using Nines.Clusters;

namespace Nines.Audits.Findings;

/// <summary>Pods with the same labels: those that are on nodes and not being deleted, and those that a template will make.</summary>
/// <param name="Labels">Of each of them.</param>
/// <param name="Nodes">The number of the node of each that is there; empty where there is a template only.</param>
internal sealed record PodClass(IReadOnlyDictionary<string, string> Labels, List<int> Nodes);

/// <summary>
/// The pods that a selector means. A namespace is filed by a label only when a selector asks for that label, so that labels that differ
/// from pod to pod cost nothing.
/// </summary>
internal sealed class PodClasses
{
    private readonly Dictionary<string, List<PodClass>> _namespaces = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Namespace, string Key), Dictionary<string, List<PodClass>>> _filed = [];

    /// <param name="snapshot">The cluster.</param>
    /// <param name="numbers">The number of each node.</param>
    public PodClasses(ClusterSnapshot snapshot, IReadOnlyDictionary<string, int> numbers)
    {
        var classes = new Dictionary<IReadOnlyDictionary<string, string>, PodClass>(ReferenceEqualityComparer.Instance);
        foreach (IGrouping<string, Workload> ns in snapshot.Workloads.GroupBy(workload => workload.Name.Namespace, StringComparer.Ordinal))
        {
            // Equal labels may be one object even in two namespaces.
            classes.Clear();
            List<PodClass> own = [];
            foreach (Workload workload in ns)
            {
                if (workload.Template is { } template)
                {
                    Class(classes, own, template.Labels);
                }

                foreach (Pod pod in workload.Pods.IsDefault ? [] : workload.Pods)
                {
                    IReadOnlyDictionary<string, string> labels = pod.Template.Labels;
                    if (pod.Node is null || pod.IsTerminating || !numbers.TryGetValue(pod.Node, out int node))
                    {
                        continue;
                    }

                    Class(classes, own, labels).Nodes.Add(node);
                }
            }

            _namespaces.Add(ns.Key, own);
        }
    }

    /// <summary>In the order of the snapshot. Null selects nothing, an empty selector everything.</summary>
    public IEnumerable<PodClass> Find(string ns, LabelSelector? selector)
    {
        if (selector is null || !_namespaces.TryGetValue(ns, out List<PodClass>? all))
        {
            return [];
        }

        LabelRequirement? asked = selector.Requirements.FirstOrDefault(requirement => requirement.Operator == LabelOperator.In);
        if (asked is null)
        {
            return all.Where(pods => selector.Matches(pods.Labels));
        }

        Dictionary<string, List<PodClass>> filed = Enter(ns, asked.Key, all);
        return asked.Values.Distinct(StringComparer.Ordinal)
            .SelectMany(value => filed.TryGetValue(value, out List<PodClass>? found) ? found : [])
            .Where(pods => selector.Matches(pods.Labels));
    }

    private static PodClass Class(
        Dictionary<IReadOnlyDictionary<string, string>, PodClass> classes, List<PodClass> own, IReadOnlyDictionary<string, string> labels)
    {
        if (!classes.TryGetValue(labels, out PodClass? found))
        {
            found = new PodClass(labels, []);
            classes.Add(labels, found);
            own.Add(found);
        }

        return found;
    }

    private Dictionary<string, List<PodClass>> Enter(string ns, string key, List<PodClass> all)
    {
        if (_filed.TryGetValue((ns, key), out Dictionary<string, List<PodClass>>? filed))
        {
            return filed;
        }

        filed = new Dictionary<string, List<PodClass>>(StringComparer.Ordinal);
        foreach (PodClass pods in all)
        {
            if (pods.Labels.TryGetValue(key, out string? value))
            {
                (filed.TryGetValue(value, out List<PodClass>? found) ? found : filed[value] = []).Add(pods);
            }
        }

        _filed.Add((ns, key), filed);
        return filed;
    }
}
