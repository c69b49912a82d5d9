using System.Collections.Immutable;
using Nines.Clusters;
using Nines.Kubernetes.Records;

namespace Nines.Kubernetes.Snapshots.Building;

/// <summary>Maps the templates of pods and workloads. Pods of one template get one object, which keeps the simulator fast.</summary>
internal sealed class PodMapping(SelectorMapping selectors, StorageIndex storage, SpreadSelectors spreads, Priorities priorities, BuildNotes notes)
{
    private readonly Dictionary<PodTemplateRecord, PodTemplate> _templates = new(ReferenceEqualityComparer.Instance);

    public PodTemplate Map(PodRecord pod, Recreation recreation)
    {
        PodTemplateRecord template = pod.Template;
        if (_templates.TryGetValue(template, out PodTemplate? known))
        {
            return known;
        }

        PodTemplate mapped = Map(template.Metadata.Namespace, template, pod.Name, recreation, spreads.Find(template), $"{template.Metadata.Namespace}/{pod.Name}");

        // The claims of ephemeral volumes have the name of the pod.
        if (!Array.Exists(template.Spec.Volumes, volume => volume.Ephemeral is not null))
        {
            _templates.Add(template, mapped);
        }

        return mapped;
    }

    /// <param name="ns">Namespace of the workload.</param>
    /// <param name="template">Template in the workload.</param>
    /// <param name="recreation">Behavior of its controller.</param>
    /// <param name="owner">Selector of the workload, which default spreading adds to those of services; null for none.</param>
    /// <param name="who">Name of the workload, for notes.</param>
    public PodTemplate Map(string ns, PodTemplateRecord template, Recreation recreation, LabelSelector? owner, string who)
    {
        PodTemplate mapped = Map(ns, template, null, recreation, spreads.Find(ns, template.Metadata.Labels, owner), who);
        return template.Spec.NodeName.Length == 0 ? mapped : mapped with { NodeName = template.Spec.NodeName };
    }

    private PodTemplate Map(string ns, PodTemplateRecord template, string? pod, Recreation recreation, LabelSelector? spread, string who)
    {
        PodSpec spec = template.Spec;
        ImmutableArray<string> claims = Claims(spec, pod);
        return new PodTemplate
        {
            Namespace = ns,
            Labels = template.Metadata.Labels,
            Requests = ResourceMapping.Map(spec),
            HostPorts = ContainerMapping.HostPorts(spec),
            NodeAffinity = Nodes(spec, who),
            PodAffinity = Pods(spec.Affinity, who),
            Tolerations = Tolerations(spec.Tolerations, who),
            Spread = [.. spec.TopologySpreadConstraints.Select(constraint => Spread(constraint, who))],
            DefaultSpreadSelector = spread,
            Volumes = storage.Volumes(ns, claims),
            Priority = priorities.Find(spec),
            Recreation = recreation,
            Containers = ContainerMapping.Facts(spec),
            Claims = claims,
            UsesHostNetwork = spec.HostNetwork,
            PriorityClass = spec.PriorityClassName,
            SchedulerName = spec.SchedulerName,
            IsGated = spec.SchedulingGates.Length > 0,
            GraceSeconds = spec.TerminationGracePeriodSeconds,
        };
    }

    private static ImmutableArray<string> Claims(PodSpec spec, string? pod) =>
    [
        .. spec.Volumes.Select(volume => volume.PersistentVolumeClaim is { } claim ? claim.ClaimName : pod is null ? "" : $"{pod}-{volume.Name}")
            .Where(name => name.Length > 0),
    ];

    private NodeAffinity Nodes(PodSpec spec, string who)
    {
        NodeAffinityRecord? affinity = spec.Affinity?.NodeAffinity;
        if (affinity is null && spec.NodeSelector.Count == 0)
        {
            return NodeAffinity.None;
        }

        return new NodeAffinity
        {
            Selector = [.. spec.NodeSelector.Select(pair => (pair.Key, pair.Value))],
            Required = selectors.Map(affinity?.RequiredDuringSchedulingIgnoredDuringExecution, who),
            Preferred =
            [
                .. (affinity?.PreferredDuringSchedulingIgnoredDuringExecution ?? [])
                    .Select(wish => (wish.Weight, Term: selectors.Map(wish.Preference, who)))
                    .Where(wish => wish.Term is not null)
                    .Select(wish => new PreferredNodeTerm(Weight(wish.Weight), wish.Term!)),
            ],
        };
    }

    private PodAffinity Pods(Affinity? affinity, string who) => affinity is { PodAffinity: null, PodAntiAffinity: null } or null
        ? PodAffinity.None
        : new PodAffinity
        {
            Required = [.. (affinity.PodAffinity?.RequiredDuringSchedulingIgnoredDuringExecution ?? []).Select(term => Term(term, who))],
            RequiredAnti = [.. (affinity.PodAntiAffinity?.RequiredDuringSchedulingIgnoredDuringExecution ?? []).Select(term => Term(term, who))],
            Preferred = [.. (affinity.PodAffinity?.PreferredDuringSchedulingIgnoredDuringExecution ?? []).Select(wish => Wish(wish, who))],
            PreferredAnti = [.. (affinity.PodAntiAffinity?.PreferredDuringSchedulingIgnoredDuringExecution ?? []).Select(wish => Wish(wish, who))],
        };

    private WeightedPodAffinityTerm Wish(WeightedPodAffinityTermRecord wish, string who) => new(Weight(wish.Weight), Term(wish.Term, who));

    private PodAffinityTerm Term(PodAffinityTermRecord term, string who) => new()
    {
        TopologyKey = term.TopologyKey,
        Selector = selectors.Map(term.LabelSelector, who),
        Namespaces = [.. term.Namespaces],
        NamespaceSelector = selectors.Map(term.NamespaceSelector, who),
        MatchLabelKeys = [.. term.MatchLabelKeys],
        MismatchLabelKeys = [.. term.MismatchLabelKeys],
    };

    private SpreadConstraint Spread(TopologySpreadConstraint constraint, string who)
    {
        if (constraint.MaxSkew < 1)
        {
            notes.Add("pods or templates have a spread constraint without a maxSkew of 1 or more; assuming 1", who);
        }

        return new SpreadConstraint
        {
            TopologyKey = constraint.TopologyKey,
            MaxSkew = Math.Max(1, constraint.MaxSkew),
            IsHard = constraint.WhenUnsatisfiable != "ScheduleAnyway",
            Selector = selectors.Map(constraint.LabelSelector, who),
            MinDomains = Math.Max(1, constraint.MinDomains ?? 1),
            NodeAffinityPolicy = constraint.NodeAffinityPolicy == "Ignore" ? InclusionPolicy.Ignore : InclusionPolicy.Honor,
            NodeTaintsPolicy = constraint.NodeTaintsPolicy == "Honor" ? InclusionPolicy.Honor : InclusionPolicy.Ignore,
            MatchLabelKeys = [.. constraint.MatchLabelKeys],
        };
    }

    private ImmutableArray<Toleration> Tolerations(TolerationRecord[] tolerations, string who)
    {
        ImmutableArray<Toleration>.Builder known = ImmutableArray.CreateBuilder<Toleration>(tolerations.Length);
        foreach (TolerationRecord toleration in tolerations)
        {
            TaintEffect? effect = EffectOf(toleration.Effect);
            if (toleration.Operator is not ("" or "Equal" or "Exists") || (effect is null && toleration.Effect.Length > 0))
            {
                notes.Add("pods or templates have a toleration with an unknown operator or effect, which is omitted", who);
                continue;
            }

            known.Add(new Toleration(toleration.Key, toleration.Operator == "Exists", toleration.Operator == "Exists" ? "" : toleration.Value, effect));
        }

        return known.ToImmutable();
    }

    /// <summary>Null for one that is not known.</summary>
    public static TaintEffect? EffectOf(string effect) => effect switch
    {
        "NoSchedule" => TaintEffect.NoSchedule,
        "PreferNoSchedule" => TaintEffect.PreferNoSchedule,
        "NoExecute" => TaintEffect.NoExecute,
        _ => null,
    };

    private static int Weight(int weight) => Math.Clamp(weight, 0, 100);
}
