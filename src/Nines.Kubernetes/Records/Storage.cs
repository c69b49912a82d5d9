using System.Text.Json.Serialization;

namespace Nines.Kubernetes.Records;

/// <summary>A wish for a volume.</summary>
public sealed record PersistentVolumeClaimRecord : IKubernetesObject
{
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    public ClaimSpec Spec { get; init => field = value ?? new(); } = new();

    public ClaimStatus Status { get; init => field = value ?? new(); } = new();
}

/// <summary>Template of claims.</summary>
public sealed record ClaimTemplate : IKubernetesObject
{
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    public ClaimSpec Spec { get; init => field = value ?? new(); } = new();
}

/// <summary>Desired properties of a volume.</summary>
public sealed record ClaimSpec
{
    /// <summary>Null: the default class; empty: none.</summary>
    public string? StorageClassName { get; init; }

    public string VolumeName { get; init => field = value ?? ""; } = "";

    public string[] AccessModes { get; init => field = Items.From(value); } = [];

    public LabelSelectorRecord? Selector { get; init; }

    public ResourceRequirements Resources { get; init => field = value ?? new(); } = new();

    public string VolumeMode { get; init => field = value ?? ""; } = "";
}

/// <summary>State of a claim.</summary>
public sealed record ClaimStatus
{
    /// <summary>Pending, Bound or Lost.</summary>
    public string Phase { get; init => field = value ?? ""; } = "";
}

/// <summary>A volume.</summary>
public sealed record PersistentVolumeRecord : IKubernetesObject
{
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    public PersistentVolumeSpec Spec { get; init => field = value ?? new(); } = new();

    public ClaimStatus Status { get; init => field = value ?? new(); } = new();
}

/// <summary>Properties of a volume that limit its use.</summary>
public sealed record PersistentVolumeSpec
{
    public string StorageClassName { get; init => field = value ?? ""; } = "";

    public string[] AccessModes { get; init => field = Items.From(value); } = [];

    public Dictionary<string, Quantity> Capacity { get; init => field = value ?? []; } = [];

    /// <summary>Its zones.</summary>
    public VolumeNodeAffinity? NodeAffinity { get; init; }

    public ClaimKey? ClaimRef { get; init; }

    public VolumeDriver? Csi { get; init; }
}

/// <summary>Nodes that can use a volume.</summary>
public sealed record VolumeNodeAffinity
{
    public NodeSelector? Required { get; init; }
}

/// <summary>The claim of a volume.</summary>
public sealed record ClaimKey
{
    public string Namespace { get; init => field = value ?? ""; } = "";

    public string Name { get; init => field = value ?? ""; } = "";

    public string Uid { get; init => field = value ?? ""; } = "";
}

/// <summary>Driver of a volume; its attributes are not read.</summary>
public sealed record VolumeDriver
{
    public string Driver { get; init => field = value ?? ""; } = "";
}

/// <summary>A class of volumes.</summary>
public sealed record StorageClassRecord : IKubernetesObject
{
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    public string Provisioner { get; init => field = value ?? ""; } = "";

    /// <summary>Immediate when empty, or WaitForFirstConsumer.</summary>
    public string VolumeBindingMode { get; init => field = value ?? ""; } = "";

    public string ReclaimPolicy { get; init => field = value ?? ""; } = "";

    public TopologyTerm[] AllowedTopologies { get; init => field = Items.From(value); } = [];

    public StorageParameters? Parameters { get; init; }
}

/// <summary>The one parameter that says how many zones a disk survives.</summary>
public sealed record StorageParameters
{
    public string SkuName { get; init => field = value ?? ""; } = "";

    [JsonPropertyName("skuname")]
    public string LowerSkuName { get; init => field = value ?? ""; } = "";

    public string StorageAccountType { get; init => field = value ?? ""; } = "";
}

/// <summary>Places in which volumes may be created.</summary>
public sealed record TopologyTerm
{
    public TopologyExpression[] MatchLabelExpressions { get; init => field = Items.From(value); } = [];
}

/// <summary>One label and its values.</summary>
public sealed record TopologyExpression
{
    public string Key { get; init => field = value ?? ""; } = "";

    public string[] Values { get; init => field = Items.From(value); } = [];
}
