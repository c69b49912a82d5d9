using System.Collections.Frozen;
using System.Collections.Immutable;
using Nines.Clusters;

namespace Nines.Scheduling.State;

/// <summary>Makes templates ready for a state.</summary>
internal sealed class ShapeMaker(Cluster cluster, SchedulerProfile profile, ClusterState state)
{
    private const string NamespaceNameLabel = "kubernetes.io/metadata.name";

    private static readonly ImmutableArray<SpreadConstraint> s_defaults =
    [
        new SpreadConstraint { TopologyKey = Node.HostnameLabel, MaxSkew = 3 },
        new SpreadConstraint { TopologyKey = Node.ZoneLabel, MaxSkew = 5 },
    ];

    private readonly Dictionary<string, IReadOnlyDictionary<string, string>> _namespaces = new(StringComparer.Ordinal);

    public PodShape Shape(PodTemplate template)
    {
        PodAffinity affinity = template.PodAffinity;
        ImmutableArray<CarriedTerm>.Builder carried = ImmutableArray.CreateBuilder<CarriedTerm>();
        carried.AddRange(affinity.RequiredAnti.Select(term => Carried(template, term, 0)));

        // The scheduler's hardPodAffinityWeight is 1.
        carried.AddRange(affinity.Required.Select(term => Carried(template, term, 1)));
        carried.AddRange(affinity.Preferred.Where(term => term.Weight != 0).Select(term => Carried(template, term.Term, term.Weight)));
        carried.AddRange(affinity.PreferredAnti.Where(term => term.Weight != 0).Select(term => Carried(template, term.Term, -term.Weight)));
        return new PodShape
        {
            Template = template,
            Live = state.Pods.Class(template.Namespace, template.Labels, isTerminating: false),
            Terminating = state.Pods.Class(template.Namespace, template.Labels, isTerminating: true),
            Extended = [.. template.Requests.Actual.Extended.Where(pair => pair.Value != 0).Select(pair => (state.Amounts.ExtendedNumber(pair.Key), pair.Value))],
            Carried = carried.ToImmutable(),
        };
    }

    public PlacingRules Rules(PodShape shape)
    {
        PodTemplate template = shape.Template;
        PodAffinity affinity = template.PodAffinity;
        ImmutableArray<PodTerm> near = [.. affinity.Required.Select(term => Term(template, term))];
        bool hasOwn = !template.Spread.IsDefaultOrEmpty;
        bool hasDefaults = !hasOwn && template.DefaultSpreadSelector is { Requirements.IsEmpty: false };
        return new PlacingRules
        {
            Hard = hasOwn ? [.. template.Spread.Where(constraint => constraint.IsHard).Select(constraint => Spread(shape, constraint))] : [],
            Soft = hasOwn ? [.. template.Spread.Where(constraint => !constraint.IsHard).Select(constraint => Spread(shape, constraint))]
                : hasDefaults ? [.. s_defaults.Select(constraint => Spread(shape, constraint with { Selector = template.DefaultSpreadSelector }))]
                : [],
            SoftNeedsAllLabels = hasOwn || !profile.ScoresNodesWithoutDefaultLabels,
            Near = [.. affinity.Required.Select(term => state.Topology(term.TopologyKey))],
            NearPods = near.IsEmpty ? null : state.Pods.Counter(near, countsTerminating: true),
            NearMeansItself = near.All(term => term.Means(shape.Live)),
            Far = [.. affinity.RequiredAnti.Select(term => Near(template, term, 0))],
            Preferred =
            [
                .. affinity.Preferred.Where(term => term.Weight != 0).Select(term => Near(template, term.Term, term.Weight)),
                .. affinity.PreferredAnti.Where(term => term.Weight != 0).Select(term => Near(template, term.Term, -term.Weight)),
            ],
        };
    }

    private SpreadRule Spread(PodShape shape, SpreadConstraint constraint)
    {
        constraint = constraint with
        {
            MinDomains = profile.KnowsMinDomains ? constraint.MinDomains : 1,
            NodeAffinityPolicy = profile.KnowsInclusionPolicies ? constraint.NodeAffinityPolicy : InclusionPolicy.Honor,
            NodeTaintsPolicy = profile.KnowsInclusionPolicies ? constraint.NodeTaintsPolicy : InclusionPolicy.Ignore,
        };
        LabelSelector? selector = profile.KnowsSpreadMatchLabelKeys
            ? With(constraint.Selector, shape.Template, constraint.MatchLabelKeys, LabelOperator.In)
            : constraint.Selector;
        var term = new PodTerm([shape.Template.Namespace], null, selector, LabelsOf);
        bool countsNone = selector is null || (selector.Requirements.IsEmpty && profile.EmptySelectorCountsNothing);
        return new SpreadRule(
            constraint, state.Topology(constraint.TopologyKey), countsNone ? null : state.Pods.Counter([term], countsTerminating: false), term.Means(shape.Live));
    }

    private NearRule Near(PodTemplate template, PodAffinityTerm term, int weight) =>
        new(state.Topology(term.TopologyKey), state.Pods.Counter([Term(template, term)], countsTerminating: true), weight);

    private CarriedTerm Carried(PodTemplate template, PodAffinityTerm term, int weight) =>
        state.Carried(Term(template, term), state.Topology(term.TopologyKey), weight);

    private PodTerm Term(PodTemplate template, PodAffinityTerm term)
    {
        LabelSelector? namespaces = profile.KnowsNamespaceSelectors ? term.NamespaceSelector : null;
        LabelSelector? pods = term.Selector;
        if (profile.KnowsAffinityMatchLabelKeys)
        {
            pods = With(pods, template, term.MatchLabelKeys, LabelOperator.In);
            pods = With(pods, template, term.MismatchLabelKeys, LabelOperator.NotIn);
        }

        return new PodTerm(term.Namespaces.IsDefaultOrEmpty && namespaces is null ? [template.Namespace] : term.Namespaces, namespaces, pods, LabelsOf);
    }

    private static LabelSelector? With(LabelSelector? selector, PodTemplate template, ImmutableArray<string> keys, LabelOperator comparison)
    {
        LabelRequirement[] more =
        [
            .. keys.Where(template.Labels.ContainsKey).Select(key => new LabelRequirement(key, comparison, template.Labels[key])),
        ];
        return selector is null || more.Length == 0 ? selector : new LabelSelector(selector.Requirements.AddRange(more));
    }

    /// <summary>A namespace's labels with the one that Kubernetes gives to each.</summary>
    private IReadOnlyDictionary<string, string> LabelsOf(string ns)
    {
        if (!_namespaces.TryGetValue(ns, out IReadOnlyDictionary<string, string>? labels))
        {
            var all = new Dictionary<string, string>(cluster.Namespaces.GetValueOrDefault(ns) ?? FrozenDictionary<string, string>.Empty);
            all.TryAdd(NamespaceNameLabel, ns);
            labels = all;
            _namespaces.Add(ns, labels);
        }

        return labels;
    }
}
