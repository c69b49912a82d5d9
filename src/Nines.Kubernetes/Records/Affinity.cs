using System.Text.Json.Serialization;

namespace Nines.Kubernetes.Records;

/// <summary>Where a pod must or would like to be.</summary>
public sealed record Affinity
{
    public NodeAffinity? NodeAffinity { get; init; }

    public PodAffinity? PodAffinity { get; init; }

    public PodAffinity? PodAntiAffinity { get; init; }
}

/// <summary>By the labels of nodes.</summary>
public sealed record NodeAffinity
{
    public NodeSelector? RequiredDuringSchedulingIgnoredDuringExecution { get; init; }

    public PreferredNodeTerm[] PreferredDuringSchedulingIgnoredDuringExecution { get; init => field = Items.Of(value); } = [];
}

/// <summary>Terms of which one must hold.</summary>
public sealed record NodeSelector
{
    public NodeSelectorTerm[] NodeSelectorTerms { get; init => field = Items.Of(value); } = [];
}

/// <summary>Conditions that must all hold; none at all match nothing.</summary>
public sealed record NodeSelectorTerm
{
    public SelectorRequirement[] MatchExpressions { get; init => field = Items.Of(value); } = [];

    public SelectorRequirement[] MatchFields { get; init => field = Items.Of(value); } = [];
}

/// <summary>A wish with a weight from 1 to 100.</summary>
public sealed record PreferredNodeTerm
{
    public int Weight { get; init; }

    public NodeSelectorTerm Preference { get; init => field = value ?? new(); } = new();
}

/// <summary>By the pods that are in the same domain already; also for anti-affinity.</summary>
public sealed record PodAffinity
{
    public PodAffinityTerm[] RequiredDuringSchedulingIgnoredDuringExecution { get; init => field = Items.Of(value); } = [];

    public WeightedPodAffinityTerm[] PreferredDuringSchedulingIgnoredDuringExecution { get; init => field = Items.Of(value); } = [];
}

/// <summary>A wish with a weight from 1 to 100.</summary>
public sealed record WeightedPodAffinityTerm
{
    public int Weight { get; init; }

    [JsonPropertyName("podAffinityTerm")]
    public PodAffinityTerm Term { get; init => field = value ?? new(); } = new();
}

/// <summary>Which pods, in which kind of domain.</summary>
public sealed record PodAffinityTerm
{
    /// <summary>Null matches no pod.</summary>
    public LabelSelector? LabelSelector { get; init; }

    public string TopologyKey { get; init => field = value ?? ""; } = "";

    public string[] Namespaces { get; init => field = Items.Of(value); } = [];

    public LabelSelector? NamespaceSelector { get; init; }

    public string[] MatchLabelKeys { get; init => field = Items.Of(value); } = [];

    public string[] MismatchLabelKeys { get; init => field = Items.Of(value); } = [];
}

/// <summary>How evenly pods are to lie over domains.</summary>
public sealed record TopologySpreadConstraint
{
    public int MaxSkew { get; init; }

    public string TopologyKey { get; init => field = value ?? ""; } = "";

    /// <summary>DoNotSchedule or ScheduleAnyway.</summary>
    public string WhenUnsatisfiable { get; init => field = value ?? ""; } = "";

    /// <summary>Null matches no pod.</summary>
    public LabelSelector? LabelSelector { get; init; }

    public int? MinDomains { get; init; }

    /// <summary>Honor when empty.</summary>
    public string NodeAffinityPolicy { get; init => field = value ?? ""; } = "";

    /// <summary>Ignore when empty.</summary>
    public string NodeTaintsPolicy { get; init => field = value ?? ""; } = "";

    public string[] MatchLabelKeys { get; init => field = Items.Of(value); } = [];
}
