using Nines.Clusters;
using Nines.Kubernetes.Records;
using Pod = Nines.Kubernetes.Records.Pod;

namespace Nines.Kubernetes.Snapshots.Trimming;

/// <summary>What is kept of a pod: what it shares with its like, and what is its own. A large cluster has 150,000 of these.</summary>
internal sealed class TrimmedPod(string name, string node, PodShape shape)
{
    public string Name { get; } = name;

    /// <summary>Empty while it has none.</summary>
    public string Node { get; } = node;

    public PodShape Shape { get; } = shape;

    public PodPhase Phase { get; init; }

    public bool IsReady { get; init; }

    /// <summary>Null unless it is being deleted.</summary>
    public DateTimeOffset? DeletionTimestamp { get; init; }

    public AnnotationSet Annotations { get; init; } = AnnotationSet.Empty;

    /// <summary>As Kubernetes writes it.</summary>
    public Pod ToRecord() => new()
    {
        Metadata = new ObjectMeta
        {
            Name = Name,
            Namespace = Shape.Namespace,
            Labels = Shape.Labels,
            Annotations = Annotations,
            DeletionTimestamp = DeletionTimestamp,
            OwnerReferences = Shape.Owner is not { } owner ? []
                : [owner.Kind == PodShape.NodeKind && owner.Name.Length == 0 ? owner with { Name = Node } : owner],
        },
        Spec = Shape.Spec with { NodeName = Node },
        Status = new PodStatus
        {
            Phase = Phase.ToString(),
            Conditions = IsReady ? [new Condition { Type = "Ready", Status = "True" }] : [],
        },
    };
}

/// <summary>What pods have in common that nobody can tell apart but by name and place. Equal ones are one object.</summary>
internal sealed record PodShape(string Namespace, LabelSet Labels, OwnerReference? Owner, PodSpec Spec)
{
    /// <summary>The owner of a pod that belongs to its node; its name is the pod's node and not kept here.</summary>
    public const string NodeKind = "Node";

    public bool IsOwnedByNode => Owner is { Kind: NodeKind } owner && SnapshotKinds.GroupOf(owner.ApiVersion).Length == 0;
}
