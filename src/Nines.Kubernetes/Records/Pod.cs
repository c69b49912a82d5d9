using System.Text.Json.Serialization;

namespace Nines.Kubernetes.Records;

/// <summary>
/// A pod as kube-apiserver reports it. The parts that replicas share are in <see cref="Template"/>, so that they can be one object: a large
/// cluster has 150,000 pods and a few thousand templates. <see cref="Metadata"/> and <see cref="Spec"/> are composed for each call.
/// </summary>
public sealed record PodRecord : IKubernetesObject
{
    /// <summary>Kind of the owner of a pod that belongs to its node; its name is the node's.</summary>
    internal const string NodeKind = "Node";

    [JsonIgnore]
    public string Name { get; init; } = "";

    [JsonIgnore]
    public string Uid { get; init; } = "";

    [JsonIgnore]
    public string? ResourceVersion { get; init; }

    /// <summary>Null unless it is being deleted.</summary>
    [JsonIgnore]
    public DateTimeOffset? DeletionTimestamp { get; init; }

    [JsonIgnore]
    public AnnotationSet Annotations { get; init; } = AnnotationSet.Empty;

    /// <summary>Empty until it is placed.</summary>
    [JsonIgnore]
    public string NodeName { get; init; } = "";

    /// <summary>Namespace, labels, owner, and the spec without the node.</summary>
    [JsonIgnore]
    public PodTemplateRecord Template { get; init; } = new();

    public ObjectMeta Metadata
    {
        get => Template.Metadata with
        {
            Name = Name,
            Uid = Uid,
            ResourceVersion = ResourceVersion,
            DeletionTimestamp = DeletionTimestamp,
            Annotations = Annotations,
            OwnerReferences = Template.Owner is { Kind: NodeKind, Name: "" } owner ? [owner with { Name = NodeName }] : Template.Metadata.OwnerReferences,
        };

        init
        {
            ObjectMeta meta = value ?? new();
            (Name, Uid, ResourceVersion, DeletionTimestamp, Annotations) = (meta.Name, meta.Uid, meta.ResourceVersion, meta.DeletionTimestamp, meta.Annotations);
            Template = Template with { Metadata = new() { Namespace = meta.Namespace, Labels = meta.Labels, OwnerReferences = meta.OwnerReferences } };
        }
    }

    public PodSpec Spec
    {
        get => NodeName.Length == 0 ? Template.Spec : Template.Spec with { NodeName = NodeName };

        init
        {
            PodSpec spec = value ?? new();
            NodeName = spec.NodeName;
            Template = Template with { Spec = spec.NodeName.Length == 0 ? spec : spec with { NodeName = "" } };
        }
    }

    public PodStatus Status { get; init => field = value ?? new(); } = new();
}

/// <summary>State of a pod.</summary>
public sealed record PodStatus
{
    /// <summary>Pending, Running, Succeeded, Failed or Unknown.</summary>
    public string Phase { get; init => field = value ?? ""; } = "";

    public string Reason { get; init => field = value ?? ""; } = "";

    public Condition[] Conditions { get; init => field = Items.From(value); } = [];

    public string NominatedNodeName { get; init => field = value ?? ""; } = "";

    [JsonIgnore]
    internal bool IsReady => Array.Exists(Conditions, condition => condition is { Type: "Ready", Status: "True" });
}

/// <summary>Template of the pods of a workload, or the shared part of pods. A workload's template may name a node in its spec.</summary>
public sealed record PodTemplateRecord : IKubernetesObject
{
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    public PodSpec Spec { get; init => field = value ?? new(); } = new();

    /// <summary>The one owner; null for none or several.</summary>
    [JsonIgnore]
    internal OwnerReference? Owner => Metadata.OwnerReferences is [var owner] ? owner : null;
}

/// <summary>Desired state of a pod. Values of environment variables are never read.</summary>
public sealed record PodSpec
{
    /// <summary>Empty until it is placed.</summary>
    public string NodeName { get; init => field = value ?? ""; } = "";

    public LabelSet NodeSelector { get; init => field = value ?? LabelSet.Empty; } = LabelSet.Empty;

    public Container[] Containers { get; init => field = Items.From(value); } = [];

    public Container[] InitContainers { get; init => field = Items.From(value); } = [];

    public Affinity? Affinity { get; init; }

    public TolerationRecord[] Tolerations { get; init => field = Items.From(value); } = [];

    public TopologySpreadConstraint[] TopologySpreadConstraints { get; init => field = Items.From(value); } = [];

    public PodVolumeRecord[] Volumes { get; init => field = Items.From(value); } = [];

    public string PriorityClassName { get; init => field = value ?? ""; } = "";

    public int? Priority { get; init; }

    public string PreemptionPolicy { get; init => field = value ?? ""; } = "";

    public string SchedulerName { get; init => field = value ?? ""; } = "";

    /// <summary>Of its runtime class.</summary>
    public Dictionary<string, Quantity> Overhead { get; init => field = value ?? []; } = [];

    public bool HostNetwork { get; init; }

    public string RestartPolicy { get; init => field = value ?? ""; } = "";

    public long? TerminationGracePeriodSeconds { get; init; }

    public SchedulingGate[] SchedulingGates { get; init => field = Items.From(value); } = [];

    /// <summary>Of the pod as a whole (1.32 on).</summary>
    public ResourceRequirements? Resources { get; init; }
}

/// <summary>Holds a pod back from being placed.</summary>
public sealed record SchedulingGate
{
    public string Name { get; init => field = value ?? ""; } = "";
}

/// <summary>Lets a pod onto nodes with a taint.</summary>
public sealed record TolerationRecord
{
    /// <summary>Empty with Exists: every taint.</summary>
    public string Key { get; init => field = value ?? ""; } = "";

    /// <summary>Equal (also when empty) or Exists.</summary>
    public string Operator { get; init => field = value ?? ""; } = "";

    public string Value { get; init => field = value ?? ""; } = "";

    /// <summary>Empty: every effect.</summary>
    public string Effect { get; init => field = value ?? ""; } = "";

    public long? TolerationSeconds { get; init; }
}

/// <summary>A volume, as far as it binds a pod to a place.</summary>
public sealed record PodVolumeRecord
{
    public string Name { get; init => field = value ?? ""; } = "";

    public ClaimReference? PersistentVolumeClaim { get; init; }

    /// <summary>Its claim is called pod-volume.</summary>
    public EphemeralVolume? Ephemeral { get; init; }
}

/// <summary>Names a claim in the pod's namespace.</summary>
public sealed record ClaimReference
{
    public string ClaimName { get; init => field = value ?? ""; } = "";
}

/// <summary>A claim that lives as long as its pod.</summary>
public sealed record EphemeralVolume
{
    public ClaimTemplate? VolumeClaimTemplate { get; init; }
}

/// <summary>A container, without its environment, command and arguments.</summary>
public sealed record Container
{
    public string Name { get; init => field = value ?? ""; } = "";

    public string Image { get; init => field = value ?? ""; } = "";

    public ResourceRequirements Resources { get; init => field = value ?? new(); } = new();

    public ContainerPort[] Ports { get; init => field = Items.From(value); } = [];

    public Probe? ReadinessProbe { get; init; }

    public Probe? LivenessProbe { get; init; }

    public Probe? StartupProbe { get; init; }

    /// <summary>Always makes an init container a sidecar.</summary>
    public string RestartPolicy { get; init => field = value ?? ""; } = "";
}

/// <summary>Requests and limits.</summary>
public sealed record ResourceRequirements
{
    public Dictionary<string, Quantity> Requests { get; init => field = value ?? []; } = [];

    public Dictionary<string, Quantity> Limits { get; init => field = value ?? []; } = [];
}

/// <summary>A port.</summary>
public sealed record ContainerPort
{
    [JsonPropertyName("containerPort")]
    public int Port { get; init; }

    /// <summary>0 for none.</summary>
    public int HostPort { get; init; }

    public string HostIP { get; init => field = value ?? ""; } = "";

    /// <summary>TCP when empty.</summary>
    public string Protocol { get; init => field = value ?? ""; } = "";
}

/// <summary>A probe by which the kubelet checks a container, without the text of its command.</summary>
public sealed record Probe
{
    public HttpProbe? HttpGet { get; init; }

    public PortProbe? TcpSocket { get; init; }

    public PortProbe? Grpc { get; init; }

    public CommandProbe? Exec { get; init; }

    public int? InitialDelaySeconds { get; init; }

    public int? PeriodSeconds { get; init; }

    public int? TimeoutSeconds { get; init; }

    public int? FailureThreshold { get; init; }
}

/// <summary>A request.</summary>
public sealed record HttpProbe
{
    public string Path { get; init => field = value ?? ""; } = "";

    public IntOrText? Port { get; init; }

    public string Scheme { get; init => field = value ?? ""; } = "";
}

/// <summary>A connection.</summary>
public sealed record PortProbe
{
    public IntOrText? Port { get; init; }
}

/// <summary>A command, of which only is known that it is one.</summary>
public sealed record CommandProbe
{
}
