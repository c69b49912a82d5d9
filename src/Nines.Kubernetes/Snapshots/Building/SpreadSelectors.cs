using System.Collections.Immutable;
using Nines.Clusters;
using Nines.Kubernetes.Snapshots.Trimming;

namespace Nines.Kubernetes.Snapshots.Building;

/// <summary>
/// Which pods count as a pod's like when it is spread by default: those that all services of it select, and its ReplicaSet or
/// StatefulSet. As kube-scheduler's DefaultSelector has it.
/// </summary>
internal sealed class SpreadSelectors
{
    private readonly Dictionary<(string Namespace, string Key, string Value), List<Records.LabelSet>> _services = [];
    private readonly Func<PodShape, LabelSelector?> _ofOwner;

    /// <param name="services">All of the cluster.</param>
    /// <param name="ofOwner">The selector of the pod's ReplicaSet or StatefulSet; null for pods of others.</param>
    public SpreadSelectors(IReadOnlyList<Records.Service> services, Func<PodShape, LabelSelector?> ofOwner)
    {
        _ofOwner = ofOwner;
        Dictionary<(string, string, string), int> common = [];
        foreach (Records.Service service in services)
        {
            foreach ((string key, string value) in service.Spec.Selector)
            {
                (string, string, string) pair = (service.Metadata.Namespace, key, value);
                common[pair] = common.GetValueOrDefault(pair) + 1;
            }
        }

        // Kept under the rarest pair, so that a pod looks at few.
        foreach (Records.Service service in services.Where(service => service.Spec.Selector.Count > 0).OrderBy(service => service.Metadata.Name, StringComparer.Ordinal))
        {
            string ns = service.Metadata.Namespace;
            (string rarest, string value) = service.Spec.Selector.MinBy(pair => common[(ns, pair.Key, pair.Value)]);
            if (!_services.TryGetValue((ns, rarest, value), out List<Records.LabelSet>? list))
            {
                _services.Add((ns, rarest, value), list = []);
            }

            list.Add(service.Spec.Selector);
        }
    }

    public LabelSelector? Of(PodShape shape) => Of(shape.Namespace, shape.Labels, _ofOwner(shape));

    /// <returns>Null when nothing selects such a pod.</returns>
    public LabelSelector? Of(string ns, Records.LabelSet labels, LabelSelector? owner)
    {
        SortedDictionary<string, string>? merged = null;
        foreach ((string key, string value) in labels)
        {
            foreach (Records.LabelSet selector in _services.GetValueOrDefault((ns, key, value)) ?? [])
            {
                if (Selects(selector, labels))
                {
                    merged ??= new SortedDictionary<string, string>(StringComparer.Ordinal);
                    foreach ((string name, string text) in selector)
                    {
                        merged[name] = text;
                    }
                }
            }
        }

        ImmutableArray<LabelRequirement> requirements =
        [
            .. (merged ?? []).Select(pair => new LabelRequirement(pair.Key, LabelOperator.In, pair.Value)),
            .. owner?.Requirements ?? [],
        ];
        return requirements.IsEmpty ? null : new LabelSelector(requirements);
    }

    private static bool Selects(Records.LabelSet selector, Records.LabelSet labels)
    {
        foreach ((string key, string value) in selector)
        {
            if (!labels.TryGetValue(key, out string? found) || found != value)
            {
                return false;
            }
        }

        return true;
    }
}
