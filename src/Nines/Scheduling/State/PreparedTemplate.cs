using System.Collections.Frozen;
using System.Collections.Immutable;
using Nines.Clusters;

namespace Nines.Scheduling.State;

/// <summary>A template, made ready for one state of a cluster.</summary>
internal sealed class PreparedTemplate
{
    public required PodTemplate Template { get; init; }

    public required LabelClass Live { get; init; }

    public required LabelClass Terminating { get; init; }

    /// <summary>Requests of extended resources, by the state's numbers.</summary>
    public required ImmutableArray<(int Resource, long Amount)> Extended { get; init; }

    /// <summary>Terms that others feel once it is placed.</summary>
    public required ImmutableArray<CarriedTerm> Carried { get; init; }

    /// <summary>Rules for placing one; created when the first is placed.</summary>
    public PlacementRules? Rules { get; set; }

    /// <summary>Equal for shapes with the same <see cref="NodeFacts"/>; made when the first is placed.</summary>
    public string FactsKey => field ??= NodeFacts.KeyOf(Template);

    /// <summary>True if it may be placed on a node that does not answer.</summary>
    public bool ToleratesUnreachable => _toleratesUnreachable ??= Taint.Unreachable.All(taint => Template.Tolerations.Any(toleration => toleration.Tolerates(taint)));

    private bool? _toleratesUnreachable;

    public LabelClass Class(bool isTerminating) => isTerminating ? Terminating : Live;
}

/// <summary>A spread constraint, made ready.</summary>
internal sealed record PreparedSpread(SpreadConstraint Constraint, Topology Topology, PodCounter? Pods, bool MeansItself)
{
    public bool IsHostname => Topology.Key == Node.HostnameLabel;
}

/// <summary>A term of inter-pod affinity, made ready.</summary>
internal sealed record PreparedAffinityTerm(Topology Topology, PodCounter Pods, int Weight);

/// <summary>All that a template asks when it is to be placed.</summary>
internal sealed class PlacementRules
{
    public required ImmutableArray<PreparedSpread> Hard { get; init; }

    public required ImmutableArray<PreparedSpread> Soft { get; init; }

    /// <summary>True if nodes that lack a label of the soft constraints are excluded from their score.</summary>
    public required bool SoftNeedsAllLabels { get; init; }

    public required ImmutableArray<Topology> Near { get; init; }

    /// <summary>The pods that all required affinity terms mean; null without such terms.</summary>
    public required PodCounter? NearPods { get; init; }

    /// <summary>True if the pod's own terms select itself, which lets the first of its kind in.</summary>
    public required bool NearMeansItself { get; init; }

    public required ImmutableArray<PreparedAffinityTerm> Far { get; init; }

    public required ImmutableArray<PreparedAffinityTerm> Preferred { get; init; }
}

/// <summary>Makes templates ready for a state.</summary>
internal sealed class TemplatePreparer(Cluster cluster, SchedulerProfile profile, ClusterState state)
{
    private const string NamespaceNameLabel = "kubernetes.io/metadata.name";

    private static readonly ImmutableArray<SpreadConstraint> s_defaults =
    [
        new SpreadConstraint { TopologyKey = Node.HostnameLabel, MaxSkew = 3 },
        new SpreadConstraint { TopologyKey = Node.ZoneLabel, MaxSkew = 5 },
    ];

    private readonly Dictionary<string, IReadOnlyDictionary<string, string>> _namespaces = new(StringComparer.Ordinal);

    public PreparedTemplate Prepare(PodTemplate template)
    {
        PodAffinity affinity = template.PodAffinity;
        ImmutableArray<CarriedTerm>.Builder carried = ImmutableArray.CreateBuilder<CarriedTerm>();
        carried.AddRange(affinity.RequiredAnti.Select(term => Carried(template, term, 0)));

        // The scheduler's hardPodAffinityWeight is 1.
        carried.AddRange(affinity.Required.Select(term => Carried(template, term, 1)));
        carried.AddRange(affinity.Preferred.Where(term => term.Weight != 0).Select(term => Carried(template, term.Term, term.Weight)));
        carried.AddRange(affinity.PreferredAnti.Where(term => term.Weight != 0).Select(term => Carried(template, term.Term, -term.Weight)));
        return new PreparedTemplate
        {
            Template = template,
            Live = state.Pods.Class(template.Namespace, template.Labels, isTerminating: false),
            Terminating = state.Pods.Class(template.Namespace, template.Labels, isTerminating: true),
            Extended = [.. template.Requests.Actual.Extended.Where(pair => pair.Value != 0).Select(pair => (state.Amounts.ExtendedNumber(pair.Key), pair.Value))],
            Carried = carried.ToImmutable(),
        };
    }

    public PlacementRules Rules(PreparedTemplate prepared)
    {
        PodTemplate template = prepared.Template;
        PodAffinity affinity = template.PodAffinity;
        ImmutableArray<PodTerm> near = [.. affinity.Required.Select(term => Term(template, term))];
        bool hasOwn = !template.Spread.IsDefaultOrEmpty;
        bool hasDefaults = !hasOwn && template.DefaultSpreadSelector is { Requirements.IsEmpty: false };
        return new PlacementRules
        {
            Hard = hasOwn ? [.. template.Spread.Where(constraint => constraint.IsHard).Select(constraint => Spread(prepared, constraint))] : [],
            Soft = hasOwn ? [.. template.Spread.Where(constraint => !constraint.IsHard).Select(constraint => Spread(prepared, constraint))]
                : hasDefaults ? [.. s_defaults.Select(constraint => Spread(prepared, constraint with { Selector = template.DefaultSpreadSelector }))]
                : [],
            SoftNeedsAllLabels = hasOwn || !profile.ScoresNodesWithoutDefaultLabels,
            Near = [.. affinity.Required.Select(term => state.Topology(term.TopologyKey))],
            NearPods = near.IsEmpty ? null : state.Pods.Counter(near, countsTerminating: true),
            NearMeansItself = near.All(term => term.Means(prepared.Live)),
            Far = [.. affinity.RequiredAnti.Select(term => Near(template, term, 0))],
            Preferred =
            [
                .. affinity.Preferred.Where(term => term.Weight != 0).Select(term => Near(template, term.Term, term.Weight)),
                .. affinity.PreferredAnti.Where(term => term.Weight != 0).Select(term => Near(template, term.Term, -term.Weight)),
            ],
        };
    }

    private PreparedSpread Spread(PreparedTemplate prepared, SpreadConstraint constraint)
    {
        constraint = constraint with
        {
            MinDomains = profile.KnowsMinDomains ? constraint.MinDomains : 1,
            NodeAffinityPolicy = profile.KnowsInclusionPolicies ? constraint.NodeAffinityPolicy : InclusionPolicy.Honor,
            NodeTaintsPolicy = profile.KnowsInclusionPolicies ? constraint.NodeTaintsPolicy : InclusionPolicy.Ignore,
        };
        LabelSelector? selector = profile.KnowsSpreadMatchLabelKeys
            ? With(constraint.Selector, prepared.Template, constraint.MatchLabelKeys, LabelOperator.In)
            : constraint.Selector;
        var term = new PodTerm([prepared.Template.Namespace], null, selector, LabelsOf);
        bool countsNone = selector is null || (selector.Requirements.IsEmpty && profile.EmptySelectorCountsNothing);
        return new PreparedSpread(
            constraint, state.Topology(constraint.TopologyKey), countsNone ? null : state.Pods.Counter([term], countsTerminating: false), term.Means(prepared.Live));
    }

    private PreparedAffinityTerm Near(PodTemplate template, PodAffinityTerm term, int weight) =>
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
