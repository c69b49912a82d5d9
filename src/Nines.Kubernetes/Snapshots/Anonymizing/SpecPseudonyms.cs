using Nines.Kubernetes.Records;

namespace Nines.Kubernetes.Snapshots.Anonymizing;

/// <summary>Pseudonyms in the specs of pods.</summary>
internal sealed class SpecPseudonyms(Pseudonyms names, LabelPseudonyms labels)
{
    private const string AnyAddress = "0.0.0.0";

    public PodTemplateRecord Of(PodTemplateRecord template) => new()
    {
        Metadata = new ObjectMeta { Labels = labels.Of(template.Metadata.Labels), Annotations = LabelPseudonyms.Annotations(template.Metadata.Annotations) },
        Spec = Of(template.Spec),
    };

    public PodSpec Of(PodSpec spec) => new()
    {
        NodeName = names.Of(spec.NodeName),
        NodeSelector = labels.Of(spec.NodeSelector),
        Containers = Array.ConvertAll(spec.Containers, Of),
        InitContainers = Array.ConvertAll(spec.InitContainers, Of),
        Affinity = spec.Affinity is null ? null : Of(spec.Affinity),
        Tolerations = Array.ConvertAll(spec.Tolerations, toleration => toleration with
        {
            Key = labels.Key(toleration.Key),
            Value = labels.Value(toleration.Key, toleration.Value),
        }),
        TopologySpreadConstraints = Array.ConvertAll(spec.TopologySpreadConstraints, constraint => constraint with
        {
            TopologyKey = labels.Key(constraint.TopologyKey),
            LabelSelector = labels.Of(constraint.LabelSelector),
            MatchLabelKeys = Array.ConvertAll(constraint.MatchLabelKeys, labels.Key),
        }),
        Volumes = Array.ConvertAll(spec.Volumes, volume => volume.PersistentVolumeClaim is { } claim
            ? new PodVolumeRecord { PersistentVolumeClaim = new ClaimReference { ClaimName = names.Of(claim.ClaimName) } }
            : new PodVolumeRecord { Name = names.Of(volume.Name), Ephemeral = new EphemeralVolume() }),
        PriorityClassName = names.Of(spec.PriorityClassName),
        Priority = spec.Priority,
        SchedulerName = names.Of(spec.SchedulerName),
        Overhead = Resources(spec.Overhead),
        HostNetwork = spec.HostNetwork,
        RestartPolicy = spec.RestartPolicy,
        TerminationGracePeriodSeconds = spec.TerminationGracePeriodSeconds,
        SchedulingGates = Array.ConvertAll(spec.SchedulingGates, gate => new SchedulingGate { Name = names.Of(gate.Name) }),
        Resources = spec.Resources is null ? null : Of(spec.Resources),
    };

    /// <summary>Amounts by name; devices of one's own are replaced, in pods and on nodes alike.</summary>
    public Dictionary<string, Quantity> Resources(Dictionary<string, Quantity> amounts) =>
        new(amounts.Select(pair => KeyValuePair.Create(labels.Key(pair.Key), pair.Value)).OrderBy(pair => pair.Key, StringComparer.Ordinal), StringComparer.Ordinal);

    private ResourceRequirements Of(ResourceRequirements resources) => new() { Requests = Resources(resources.Requests) };

    private Container Of(Container container) => new()
    {
        Name = names.Of(container.Name),
        Resources = Of(container.Resources),
        Ports = Array.ConvertAll(container.Ports, port => port with { HostIP = port.HostIP is AnyAddress ? AnyAddress : names.Of(port.HostIP) }),
        ReadinessProbe = Of(container.ReadinessProbe),
        LivenessProbe = Of(container.LivenessProbe),
        StartupProbe = Of(container.StartupProbe),
        RestartPolicy = container.RestartPolicy,
    };

    private Probe? Of(Probe? probe) => probe is null ? null : probe with
    {
        HttpGet = probe.HttpGet is { } get ? get with { Path = get.Path is "" or "/" ? get.Path : "/" + names.Of(get.Path), Port = Of(get.Port) } : null,
        TcpSocket = probe.TcpSocket is { } tcp ? new PortProbe { Port = Of(tcp.Port) } : null,
        Grpc = probe.Grpc is { } grpc ? new PortProbe { Port = Of(grpc.Port) } : null,
    };

    private IntOrText? Of(IntOrText? port) => port is { Text: { } name } ? new IntOrText(0, names.Of(name)) : port;

    private Affinity Of(Affinity affinity) => new()
    {
        NodeAffinity = affinity.NodeAffinity is not { } nodes ? null : new NodeAffinityRecord
        {
            RequiredDuringSchedulingIgnoredDuringExecution = labels.Of(nodes.RequiredDuringSchedulingIgnoredDuringExecution),
            PreferredDuringSchedulingIgnoredDuringExecution = Array.ConvertAll(
                nodes.PreferredDuringSchedulingIgnoredDuringExecution, wish => wish with { Preference = labels.Of(wish.Preference) }),
        },
        PodAffinity = Of(affinity.PodAffinity),
        PodAntiAffinity = Of(affinity.PodAntiAffinity),
    };

    private PodAffinityRecord? Of(PodAffinityRecord? affinity) => affinity is null ? null : new PodAffinityRecord
    {
        RequiredDuringSchedulingIgnoredDuringExecution = Array.ConvertAll(affinity.RequiredDuringSchedulingIgnoredDuringExecution, Of),
        PreferredDuringSchedulingIgnoredDuringExecution = Array.ConvertAll(
            affinity.PreferredDuringSchedulingIgnoredDuringExecution, wish => wish with { Term = Of(wish.Term) }),
    };

    private PodAffinityTermRecord Of(PodAffinityTermRecord term) => new()
    {
        LabelSelector = labels.Of(term.LabelSelector),
        TopologyKey = labels.Key(term.TopologyKey),
        Namespaces = Array.ConvertAll(term.Namespaces, names.Of),
        NamespaceSelector = labels.Of(term.NamespaceSelector),
        MatchLabelKeys = Array.ConvertAll(term.MatchLabelKeys, labels.Key),
        MismatchLabelKeys = Array.ConvertAll(term.MismatchLabelKeys, labels.Key),
    };
}
