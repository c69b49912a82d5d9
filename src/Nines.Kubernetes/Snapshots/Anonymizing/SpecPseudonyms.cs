using Nines.Kubernetes.Records;

namespace Nines.Kubernetes.Snapshots.Anonymizing;

/// <summary>Pseudonyms in the specs of pods.</summary>
internal sealed class SpecPseudonyms(Pseudonyms names, LabelPseudonyms labels)
{
    private const string AnyAddress = "0.0.0.0";

    public PodTemplateRecord Replace(PodTemplateRecord template) => new()
    {
        Metadata = new ObjectMeta { Labels = labels.Replace(template.Metadata.Labels), Annotations = LabelPseudonyms.Annotations(template.Metadata.Annotations) },
        Spec = Replace(template.Spec),
    };

    public PodSpec Replace(PodSpec spec) => new()
    {
        NodeName = names.Replace(spec.NodeName),
        NodeSelector = labels.Replace(spec.NodeSelector),
        Containers = Array.ConvertAll(spec.Containers, Replace),
        InitContainers = Array.ConvertAll(spec.InitContainers, Replace),
        Affinity = spec.Affinity is null ? null : Replace(spec.Affinity),
        Tolerations = Array.ConvertAll(spec.Tolerations, toleration => toleration with
        {
            Key = labels.Key(toleration.Key),
            Value = labels.Value(toleration.Key, toleration.Value),
        }),
        TopologySpreadConstraints = Array.ConvertAll(spec.TopologySpreadConstraints, constraint => constraint with
        {
            TopologyKey = labels.Key(constraint.TopologyKey),
            LabelSelector = labels.Replace(constraint.LabelSelector),
            MatchLabelKeys = Array.ConvertAll(constraint.MatchLabelKeys, labels.Key),
        }),
        Volumes = Array.ConvertAll(spec.Volumes, volume => volume.PersistentVolumeClaim is { } claim
            ? new PodVolumeRecord { PersistentVolumeClaim = new ClaimReference { ClaimName = names.Replace(claim.ClaimName) } }
            : new PodVolumeRecord { Name = names.Replace(volume.Name), Ephemeral = new EphemeralVolume() }),
        PriorityClassName = names.Replace(spec.PriorityClassName),
        Priority = spec.Priority,
        SchedulerName = names.Replace(spec.SchedulerName),
        Overhead = Resources(spec.Overhead),
        HostNetwork = spec.HostNetwork,
        RestartPolicy = spec.RestartPolicy,
        TerminationGracePeriodSeconds = spec.TerminationGracePeriodSeconds,
        SchedulingGates = Array.ConvertAll(spec.SchedulingGates, gate => new SchedulingGate { Name = names.Replace(gate.Name) }),
        Resources = spec.Resources is null ? null : Replace(spec.Resources),
    };

    /// <summary>Amounts by name; devices of one's own are replaced, in pods and on nodes alike.</summary>
    public Dictionary<string, Quantity> Resources(Dictionary<string, Quantity> amounts) =>
        new(amounts.Select(pair => KeyValuePair.Create(labels.Key(pair.Key), pair.Value)).OrderBy(pair => pair.Key, StringComparer.Ordinal), StringComparer.Ordinal);

    private ResourceRequirements Replace(ResourceRequirements resources) => new() { Requests = Resources(resources.Requests) };

    private Container Replace(Container container) => new()
    {
        Name = names.Replace(container.Name),
        Resources = Replace(container.Resources),
        Ports = Array.ConvertAll(container.Ports, port => port with { HostIP = port.HostIP is AnyAddress ? AnyAddress : names.Replace(port.HostIP) }),
        ReadinessProbe = Replace(container.ReadinessProbe),
        LivenessProbe = Replace(container.LivenessProbe),
        StartupProbe = Replace(container.StartupProbe),
        RestartPolicy = container.RestartPolicy,
    };

    private Probe? Replace(Probe? probe) => probe is null ? null : probe with
    {
        HttpGet = probe.HttpGet is { } get ? get with { Path = get.Path is "" or "/" ? get.Path : "/" + names.Replace(get.Path), Port = Replace(get.Port) } : null,
        TcpSocket = probe.TcpSocket is { } tcp ? new PortProbe { Port = Replace(tcp.Port) } : null,
        Grpc = probe.Grpc is { } grpc ? new PortProbe { Port = Replace(grpc.Port) } : null,
    };

    private IntOrText? Replace(IntOrText? port) => port is { Text: { } name } ? new IntOrText(0, names.Replace(name)) : port;

    private Affinity Replace(Affinity affinity) => new()
    {
        NodeAffinity = affinity.NodeAffinity is not { } nodes ? null : new NodeAffinityRecord
        {
            RequiredDuringSchedulingIgnoredDuringExecution = labels.Replace(nodes.RequiredDuringSchedulingIgnoredDuringExecution),
            PreferredDuringSchedulingIgnoredDuringExecution = Array.ConvertAll(
                nodes.PreferredDuringSchedulingIgnoredDuringExecution, wish => wish with { Preference = labels.Replace(wish.Preference) }),
        },
        PodAffinity = Replace(affinity.PodAffinity),
        PodAntiAffinity = Replace(affinity.PodAntiAffinity),
    };

    private PodAffinityRecord? Replace(PodAffinityRecord? affinity) => affinity is null ? null : new PodAffinityRecord
    {
        RequiredDuringSchedulingIgnoredDuringExecution = Array.ConvertAll(affinity.RequiredDuringSchedulingIgnoredDuringExecution, Replace),
        PreferredDuringSchedulingIgnoredDuringExecution = Array.ConvertAll(
            affinity.PreferredDuringSchedulingIgnoredDuringExecution, wish => wish with { Term = Replace(wish.Term) }),
    };

    private PodAffinityTermRecord Replace(PodAffinityTermRecord term) => new()
    {
        LabelSelector = labels.Replace(term.LabelSelector),
        TopologyKey = labels.Key(term.TopologyKey),
        Namespaces = Array.ConvertAll(term.Namespaces, names.Replace),
        NamespaceSelector = labels.Replace(term.NamespaceSelector),
        MatchLabelKeys = Array.ConvertAll(term.MatchLabelKeys, labels.Key),
        MismatchLabelKeys = Array.ConvertAll(term.MismatchLabelKeys, labels.Key),
    };
}
