using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Nines.Clusters;
using Nines.Kubernetes.Records;
using NodeAffinity = Nines.Kubernetes.Records.NodeAffinity;
using Pod = Nines.Kubernetes.Records.Pod;

namespace Nines.Kubernetes.Snapshots.Trimming;

/// <summary>Makes pods small: those that are equal but for name and place share one shape.</summary>
internal sealed class PodTrimmer(WireJson json)
{
    private const string MirrorMark = "kubernetes.io/config.mirror";

    private readonly Dictionary<byte[], PodShape> _shapes = new(new BytesComparer());
    private readonly Dictionary<AnnotationSet, AnnotationSet> _annotations = [];
    private readonly ArrayBufferWriter<byte> _key = new();
    private Utf8JsonWriter? _writer;

    /// <summary>Null for a pod that has ended.</summary>
    public TrimmedPod? Trimmer(Pod pod)
    {
        if (pod.Status.Phase is "Succeeded" or "Failed")
        {
            return null;
        }

        return new TrimmedPod(TrimmedText.From(pod.Metadata.Name), pod.Spec.NodeName, Shape(pod))
        {
            Phase = pod.Status.Phase switch
            {
                "Running" => PodPhase.Running,
                "Pending" or "" => PodPhase.Pending,
                _ => PodPhase.Unknown,
            },
            IsReady = Array.Exists(pod.Status.Conditions, condition => condition is { Type: "Ready", Status: "True" }),
            DeletionTimestamp = pod.Metadata.DeletionTimestamp,
            Annotations = Shared(TrimmedMeta.From(pod.Metadata.Annotations)),
        };
    }

    private PodShape Shape(Pod pod)
    {
        OwnerReference? owner = TrimmedMeta.Controller(pod.Metadata);
        if (owner is { Kind: PodShape.NodeKind })
        {
            owner = owner with { Name = "" };
        }
        else if (owner is null && pod.Metadata.Annotations.Kept.ContainsKey(MirrorMark))
        {
            // The kubelet's own, from before it said so.
            owner = new OwnerReference { ApiVersion = "v1", Kind = PodShape.NodeKind, Controller = true };
        }

        var shape = new PodShape(pod.Metadata.Namespace, TrimmedText.From(pod.Metadata.Labels), owner, WithoutItsNode(TrimmedSpec.From(pod.Spec), pod.Spec.NodeName, owner));
        var known = _shapes.GetAlternateLookup<ReadOnlySpan<byte>>();
        ReadOnlySpan<byte> key = Key(shape);
        if (known.TryGetValue(key, out PodShape? same))
        {
            return same;
        }

        _shapes.Add(key.ToArray(), shape);
        return shape;
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

        NodeAffinity? rest = nodes.PreferredDuringSchedulingIgnoredDuringExecution.Length == 0 ? null : nodes with { RequiredDuringSchedulingIgnoredDuringExecution = null };
        Affinity affinity = spec.Affinity with { NodeAffinity = rest };
        return spec with { Affinity = affinity is { NodeAffinity: null, PodAffinity: null, PodAntiAffinity: null } ? null : affinity };
    }

    private ReadOnlySpan<byte> Key(PodShape shape)
    {
        _key.ResetWrittenCount();
        _writer ??= new Utf8JsonWriter(_key);
        _writer.Reset(_key);
        json.Write(_writer, shape.Spec);
        _writer.Flush();
        Add(shape.Namespace);
        Add(shape.Owner?.ApiVersion ?? "");
        Add(shape.Owner?.Kind ?? "");
        Add(shape.Owner?.Name ?? "");
        foreach ((string name, string value) in shape.Labels)
        {
            Add(name);
            Add(value);
        }

        return _key.WrittenSpan;
    }

    private void Add(string text)
    {
        Span<byte> ns = _key.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length) + sizeof(int));
        int length = Encoding.UTF8.GetBytes(text, ns[sizeof(int)..]);
        MemoryMarshal.Write(ns, length);
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
