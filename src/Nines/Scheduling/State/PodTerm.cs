using System.Collections.Immutable;
using System.Text;
using Nines.Clusters;

namespace Nines.Scheduling.State;

/// <summary>Selects pods by a selector and the namespaces that it searches. Two terms with one key select the same.</summary>
internal sealed class PodTerm
{
    private readonly ImmutableArray<string> _names;
    private readonly LabelSelector? _namespaces;
    private readonly LabelSelector? _pods;
    private readonly Func<string, IReadOnlyDictionary<string, string>> _labelsOfNamespace;

    public PodTerm(
        ImmutableArray<string> names, LabelSelector? namespaces, LabelSelector? pods, Func<string, IReadOnlyDictionary<string, string>> labelsOfNamespace)
    {
        (_names, _namespaces, _pods, _labelsOfNamespace) = (names, namespaces, pods, labelsOfNamespace);
        var key = new StringBuilder().AppendJoin('\u0001', names.Order(StringComparer.Ordinal)).Append('\u0002');
        Describe(key, namespaces);
        Describe(key.Append('\u0002'), pods);
        Key = key.ToString();
    }

    public string Key { get; }

    /// <summary>The namespaces when they are known by name, otherwise null.</summary>
    public ImmutableArray<string>? Namespaces => _namespaces is null ? _names : null;

    public bool Means(LabelClass pods) =>
        _pods is not null
        && (_names.Contains(pods.Namespace) || (_namespaces is not null && _namespaces.Matches(_labelsOfNamespace(pods.Namespace))))
        && _pods.Matches(pods.Labels);

    /// <summary>Writes a selector so that different ones differ; names and values hold no control characters.</summary>
    public static void Describe(StringBuilder text, LabelSelector? selector)
    {
        if (selector is null)
        {
            text.Append('\u0003');
            return;
        }

        foreach (LabelRequirement requirement in selector.Requirements)
        {
            text.Append(requirement.Key).Append('\u0004').Append((int)requirement.Operator);
            foreach (string value in requirement.Values.IsDefault ? [] : requirement.Values)
            {
                text.Append('\u0005').Append(value);
            }

            text.Append('\u0006');
        }
    }
}

/// <summary>
/// A term of inter-pod affinity that placed pods carry and that others feel: required anti-affinity keeps the pods it means out of
/// the carriers' domains, the others weigh on the score.
/// </summary>
/// <param name="term">The selected pods.</param>
/// <param name="topology">The topology whose domains are compared.</param>
/// <param name="weight">0 for required anti-affinity, otherwise what each carrier adds to the score.</param>
internal sealed class CarriedTerm(PodTerm term, Topology topology, int weight)
{
    private readonly int[] _carriers = new int[topology.Values];

    public Topology Topology => topology;

    public int Weight => weight;

    public bool Forbids => weight == 0;

    /// <summary>Carriers in domains that have a name.</summary>
    public int Total { get; private set; }

    /// <summary>Carriers in each domain.</summary>
    public ReadOnlySpan<int> Carriers => _carriers;

    public bool Means(LabelClass pods) => term.Means(pods);

    public void Change(int node, int change)
    {
        int value = topology.Value(node);
        if (value >= 0)
        {
            _carriers[value] += change;
            Total += change;
        }
    }

    public static string KeyOf(PodTerm term, Topology topology, int weight) => $"{weight}\u0007{topology.Key}\u0007{term.Key}";
}
