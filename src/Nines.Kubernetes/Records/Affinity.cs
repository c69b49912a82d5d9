using System.Text.Json.Serialization;

namespace Nines.Kubernetes.Records;

/// <summary>Nodes and pods that a pod requires or prefers.</summary>
public sealed record Affinity
{
    public NodeAffinityRecord? NodeAffinity { get; init; }

    public PodAffinityRecord? PodAffinity { get; init; }

    public PodAffinityRecord? PodAntiAffinity { get; init; }
}

/// <summary>By the labels of nodes.</summary>
public sealed record NodeAffinityRecord
{
    public NodeSelector? RequiredDuringSchedulingIgnoredDuringExecution { get; init; }

    public PreferredNodeTermRecord[] PreferredDuringSchedulingIgnoredDuringExecution { get; init => field = Items.From(value); } = [];
}

/// <summary>Terms of which one must hold.</summary>
public sealed record NodeSelector
{
    public NodeSelectorTermRecord[] NodeSelectorTerms { get; init => field = Items.From(value); } = [];
}

/// <summary>Conditions that must all hold; none at all match nothing.</summary>
public sealed record NodeSelectorTermRecord
{
    public SelectorRequirement[] MatchExpressions { get; init => field = Items.From(value); } = [];

    public SelectorRequirement[] MatchFields { get; init => field = Items.From(value); } = [];
}

/// <summary>A wish with a weight from 1 to 100.</summary>
public sealed record PreferredNodeTermRecord
{
    public int Weight { get; init; }

    public NodeSelectorTermRecord Preference { get; init => field = value ?? new(); } = new();
}

/// <summary>By the pods that are in the same domain already; also for anti-affinity.</summary>
public sealed record PodAffinityRecord
{
    public PodAffinityTermRecord[] RequiredDuringSchedulingIgnoredDuringExecution { get; init => field = Items.From(value); } = [];

    public WeightedPodAffinityTermRecord[] PreferredDuringSchedulingIgnoredDuringExecution { get; init => field = Items.From(value); } = [];
}

/// <summary>A wish with a weight from 1 to 100.</summary>
public sealed record WeightedPodAffinityTermRecord
{
    public int Weight { get; init; }

    [JsonPropertyName("podAffinityTerm")]
    public PodAffinityTermRecord Term { get; init => field = value ?? new(); } = new();
}

/// <summary>Other pods, and the kind of domain that they are compared in.</summary>
public sealed record PodAffinityTermRecord
{
    /// <summary>Null matches no pod.</summary>
    public LabelSelectorRecord? LabelSelector { get; init; }

    public string TopologyKey { get; init => field = value ?? ""; } = "";

    public string[] Namespaces { get; init => field = Items.From(value); } = [];

    public LabelSelectorRecord? NamespaceSelector { get; init; }

    public string[] MatchLabelKeys { get; init => field = Items.From(value); } = [];

    public string[] MismatchLabelKeys { get; init => field = Items.From(value); } = [];
}

/// <summary>Rule that spreads pods over domains.</summary>
public sealed record TopologySpreadConstraint
{
    public int MaxSkew { get; init; }

    public string TopologyKey { get; init => field = value ?? ""; } = "";

    /// <summary>DoNotSchedule or ScheduleAnyway.</summary>
    public string WhenUnsatisfiable { get; init => field = value ?? ""; } = "";

    /// <summary>Null matches no pod.</summary>
    public LabelSelectorRecord? LabelSelector { get; init; }

    public int? MinDomains { get; init; }

    /// <summary>Honor when empty.</summary>
    public string NodeAffinityPolicy { get; init => field = value ?? ""; } = "";

    /// <summary>Ignore when empty.</summary>
    public string NodeTaintsPolicy { get; init => field = value ?? ""; } = "";

    public string[] MatchLabelKeys { get; init => field = Items.From(value); } = [];
}
