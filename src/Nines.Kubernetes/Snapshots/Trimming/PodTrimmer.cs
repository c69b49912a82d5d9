using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Nines.Kubernetes.Records;

namespace Nines.Kubernetes.Snapshots.Trimming;

/// <summary>Reduces pods to what an audit reads; pods that differ in name, node, annotations and status only share one template.</summary>
internal sealed class PodTrimmer(WireJson json)
{
    private const string MirrorAnnotation = "kubernetes.io/config.mirror";
    private static readonly Condition[] s_ready = [new() { Type = "Ready", Status = "True" }];

    private readonly Dictionary<byte[], PodTemplateRecord> _templates = new(new BytesComparer());
    private readonly Dictionary<AnnotationSet, AnnotationSet> _annotations = [];
    private readonly Dictionary<(string Phase, bool IsReady), PodStatus> _statuses = [];
    private readonly ArrayBufferWriter<byte> _key = new();
    private Utf8JsonWriter? _writer;

    /// <returns>Null for a pod that has ended.</returns>
    public PodRecord? Trim(PodRecord pod) => pod.Status.Phase is "Succeeded" or "Failed" ? null : new PodRecord
    {
        Name = TrimmedText.From(pod.Name),
        NodeName = pod.NodeName,
        DeletionTimestamp = pod.DeletionTimestamp,
        Annotations = Shared(TrimmedMeta.From(pod.Annotations)),
        Template = Template(pod),
        Status = Shared(pod.Status),
    };

    private PodTemplateRecord Template(PodRecord pod)
    {
        ObjectMeta meta = pod.Template.Metadata;
        OwnerReference? owner = TrimmedMeta.Controller(meta);
        if (owner is { Kind: PodRecord.NodeKind })
        {
            owner = owner with { Name = "" };
        }
        else if (owner is null && pod.Annotations.Kept.ContainsKey(MirrorAnnotation))
        {
            // A static pod of a kubelet that did not set the owner yet.
            owner = new OwnerReference { ApiVersion = "v1", Kind = PodRecord.NodeKind, Controller = true };
        }

        var template = new PodTemplateRecord
        {
            Metadata = new() { Namespace = meta.Namespace, Labels = TrimmedText.From(meta.Labels), OwnerReferences = owner is null ? [] : [owner] },
            Spec = WithoutItsNode(TrimmedSpec.From(pod.Template.Spec), pod.NodeName, owner),
        };
        var known = _templates.GetAlternateLookup<ReadOnlySpan<byte>>();
        ReadOnlySpan<byte> key = Key(template);
        if (known.TryGetValue(key, out PodTemplateRecord? same))
        {
            return same;
        }

        _templates.Add(key.ToArray(), template);
        return template;
    }

    // A pod of a DaemonSet is bound to its node by an affinity of its own: without it, the pods of all nodes are alike.
    private static PodSpec WithoutItsNode(PodSpec spec, string node, OwnerReference? owner)
    {
        if (owner is not { Kind: SnapshotKinds.DaemonSet } || node.Length == 0
            || spec.Affinity?.NodeAffinity is not { RequiredDuringSchedulingIgnoredDuringExecution.NodeSelectorTerms: [{ MatchExpressions: [], MatchFields: [{ Operator: "In", Values: [var name] }] }] } nodes
            || name != node)
        {
            return spec;
        }

        NodeAffinityRecord? rest = nodes.PreferredDuringSchedulingIgnoredDuringExecution.Length == 0 ? null : nodes with { RequiredDuringSchedulingIgnoredDuringExecution = null };
        Affinity affinity = spec.Affinity with { NodeAffinity = rest };
        return spec with { Affinity = affinity is { NodeAffinity: null, PodAffinity: null, PodAntiAffinity: null } ? null : affinity };
    }

    private ReadOnlySpan<byte> Key(PodTemplateRecord template)
    {
        _key.ResetWrittenCount();
        _writer ??= new Utf8JsonWriter(_key);
        _writer.Reset(_key);
        json.Write(_writer, template.Spec);
        _writer.Flush();
        Add(template.Metadata.Namespace);
        Add(template.Owner?.ApiVersion ?? "");
        Add(template.Owner?.Kind ?? "");
        Add(template.Owner?.Name ?? "");
        foreach ((string name, string value) in template.Metadata.Labels)
        {
            Add(name);
            Add(value);
        }

        return _key.WrittenSpan;
    }

    private void Add(string text)
    {
        Span<byte> target = _key.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length) + sizeof(int));
        int length = Encoding.UTF8.GetBytes(text, target[sizeof(int)..]);
        MemoryMarshal.Write(target, length);
        _key.Advance(length + sizeof(int));
    }

    private AnnotationSet Shared(AnnotationSet annotations)
    {
        if (annotations.Kept.Count == 0)
        {
            return AnnotationSet.Empty;
        }

        if (!_annotations.TryGetValue(annotations, out AnnotationSet? same))
        {
            _annotations.Add(annotations, same = annotations);
        }

        return same;
    }

    private PodStatus Shared(PodStatus status)
    {
        (string Phase, bool IsReady) key = (status.Phase switch { "Running" => "Running", "Pending" or "" => "Pending", _ => "Unknown" }, status.IsReady);
        if (!_statuses.TryGetValue(key, out PodStatus? same))
        {
            _statuses.Add(key, same = new PodStatus { Phase = key.Phase, Conditions = key.IsReady ? s_ready : [] });
        }

        return same;
    }

    private sealed class BytesComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = default(HashCode);
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }
    }
}

/// <summary>Cuts what is wanted of a pod to what decides where it may be and how it fails, in one spelling for equal meanings.</summary>
internal static class TrimmedSpec
{
    /// <summary>More containers than this are no pod.</summary>
    private const int MaxContainers = 1000;

    private const string DefaultScheduler = "default-scheduler";

    /// <exception cref="System.Text.Json.JsonException">It has more of something than any pod has.</exception>
    public static PodSpec From(PodSpec spec)
    {
        if (spec.Containers.Length + spec.InitContainers.Length > MaxContainers)
        {
            throw new System.Text.Json.JsonException($"expected at most {MaxContainers} containers in a pod");
        }

        return spec with
        {
            NodeName = "",
            NodeSelector = TrimmedText.From(spec.NodeSelector),
            Containers = Array.ConvertAll(spec.Containers, From),
            InitContainers = Array.ConvertAll(spec.InitContainers, From),
            Affinity = spec.Affinity is { NodeAffinity: null, PodAffinity: null, PodAntiAffinity: null } ? null : spec.Affinity,
            Volumes = Volumes(spec.Volumes),
            PreemptionPolicy = "",
            SchedulerName = spec.SchedulerName == DefaultScheduler ? "" : spec.SchedulerName,
            Overhead = Sorted(spec.Overhead),
            RestartPolicy = spec.RestartPolicy == "Always" ? "" : spec.RestartPolicy,
            Resources = spec.Resources is null ? null : From(spec.Resources),
        };
    }

    /// <summary>Amounts in the order of their names.</summary>
    public static Dictionary<string, Quantity> Sorted(Dictionary<string, Quantity> amounts)
    {
        string? last = null;
        foreach (string name in amounts.Keys)
        {
            if (last is not null && string.CompareOrdinal(last, name) >= 0)
            {
                return new Dictionary<string, Quantity>(amounts.OrderBy(pair => pair.Key, StringComparer.Ordinal), StringComparer.Ordinal);
            }

            last = name;
        }

        return amounts;
    }

    // The image, its registry and the limits say nothing about where it goes; a missing request is its limit, as kube-apiserver has it.
    private static Container From(Container container) => container with
    {
        Image = "",
        Resources = From(container.Resources),
        ReadinessProbe = From(container.ReadinessProbe),
        LivenessProbe = From(container.LivenessProbe),
        StartupProbe = From(container.StartupProbe),
    };

    private static ResourceRequirements From(ResourceRequirements resources)
    {
        if (resources.Limits.Count == 0)
        {
            return resources.Requests.Count == 0 ? resources : resources with { Requests = Sorted(resources.Requests) };
        }

        var requests = new Dictionary<string, Quantity>(resources.Requests, StringComparer.Ordinal);
        foreach ((string name, Quantity limit) in resources.Limits)
        {
            requests.TryAdd(name, limit);
        }

        return new ResourceRequirements { Requests = Sorted(requests) };
    }

    private static Probe? From(Probe? probe) => probe?.HttpGet is not { } get ? probe : probe with { HttpGet = get with { Path = TrimmedText.ProbePath(get.Path) } };

    // All others, and with them the tokens that every pod has, are everywhere.
    private static PodVolumeRecord[] Volumes(PodVolumeRecord[] volumes) => Array.Exists(volumes, IsKept)
        ? [.. volumes.Where(IsKept).Select(From)]
        : [];

    private static bool IsKept(PodVolumeRecord volume) => volume.PersistentVolumeClaim is not null || volume.Ephemeral is not null;

    // Only the claim of an ephemeral volume is called by the volume's name.
    private static PodVolumeRecord From(PodVolumeRecord volume) => volume.PersistentVolumeClaim is not null
        ? new PodVolumeRecord { PersistentVolumeClaim = volume.PersistentVolumeClaim }
        : new PodVolumeRecord { Name = volume.Name, Ephemeral = new EphemeralVolume() };
}
