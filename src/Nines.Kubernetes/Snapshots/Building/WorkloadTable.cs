using System.Collections.Immutable;
using Nines.Clusters;
using Nines.Kubernetes.Snapshots.Trimming;
using Nines.Kubernetes.Records;

namespace Nines.Kubernetes.Snapshots.Building;

/// <summary>Gathers workloads: objects of the input, and owners known only from their pods.</summary>
internal sealed class WorkloadTable(PodMapping pods, SelectorMapping selectors, BuildNotes notes)
{
    /// <summary>More than any cluster has pods; larger numbers are typing errors or jokes, and would cost time later.</summary>
    public const int MaxReplicas = 1_000_000;

    private readonly Dictionary<ObjectName, Draft> _drafts = [];

    public void Add(DeploymentRecord deployment)
    {
        ObjectName name = Name(SnapshotKinds.Deployment, deployment.Metadata);
        RollingUpdate? rolling = deployment.Spec.Strategy?.RollingUpdate;
        Add(Head(WorkloadKind.Deployment, name, deployment.Metadata, deployment.Spec.Selector, deployment.Spec.Template, Recreation.Elsewhere) with
        {
            Replicas = Replicas(deployment.Spec.Replicas, name),
            SaysReplicas = deployment.Spec.Replicas is not null,
            Strategy = deployment.Spec.Strategy?.Type ?? "",
            MaxUnavailable = PolicyMapping.Map(rolling?.MaxUnavailable, name, notes),
            MaxSurge = PolicyMapping.Map(rolling?.MaxSurge, name, notes),
        });
    }

    public void Add(StatefulSetRecord set)
    {
        ObjectName name = Name(SnapshotKinds.StatefulSet, set.Metadata);
        Add(Head(WorkloadKind.StatefulSet, name, set.Metadata, set.Spec.Selector, set.Spec.Template, Recreation.AfterIt) with
        {
            Replicas = Replicas(set.Spec.Replicas, name),
            SaysReplicas = set.Spec.Replicas is not null,
            Strategy = set.Spec.UpdateStrategy?.Type ?? "",
            MaxUnavailable = PolicyMapping.Map(set.Spec.UpdateStrategy?.RollingUpdate?.MaxUnavailable, name, notes),
            HasOwnVolumes = set.Spec.VolumeClaimTemplates.Length > 0,
        });
    }

    public void Add(DaemonSetRecord set)
    {
        ObjectName name = Name(SnapshotKinds.DaemonSet, set.Metadata);
        RollingUpdate? rolling = set.Spec.UpdateStrategy?.RollingUpdate;
        Add(Head(WorkloadKind.DaemonSet, name, set.Metadata, set.Spec.Selector, set.Spec.Template, Recreation.WithNode) with
        {
            Replicas = Replicas(set.Status.DesiredNumberScheduled, name),
            Strategy = set.Spec.UpdateStrategy?.Type ?? "",
            MaxUnavailable = PolicyMapping.Map(rolling?.MaxUnavailable, name, notes),
            MaxSurge = PolicyMapping.Map(rolling?.MaxSurge, name, notes),
        });
    }

    /// <summary>A ReplicaSet without an owner is a workload; otherwise it gives the scale of its owner if nothing better does.</summary>
    public void Add(ReplicaSetRecord set)
    {
        PodOwner owner = Owners.OwnerOf(set);
        if (owner.Kind == WorkloadKind.ReplicaSet && owner.Name.Kind == SnapshotKinds.ReplicaSet)
        {
            Add(Head(owner.Kind, owner.Name, set.Metadata, set.Spec.Selector, set.Spec.Template, Recreation.Elsewhere) with
            {
                Replicas = Replicas(set.Spec.Replicas, owner.Name),
                SaysReplicas = set.Spec.Replicas is not null,
            });
            return;
        }

        Draft draft = GetOrAdd(owner);
        if (draft.IsWritten)
        {
            return;
        }

        int replicas = Replicas(set.Spec.Replicas, owner.Name);
        draft.Replicas += replicas;

        // Of several, the one that most pods come from.
        if (set.Spec.Template.Spec.Containers.Length > 0 && replicas > draft.MaxReplicas)
        {
            draft.MaxReplicas = replicas;
            LabelSelector? selector = selectors.Map(set.Spec.Selector, owner.Name.ToString());
            draft.Workload = draft.Workload with
            {
                Template = pods.Map(owner.Name.Namespace, set.Spec.Template, Recreation.Elsewhere, selector, owner.Name.ToString()),
            };
        }
    }

    public void Add(PodOwner owner, PodRecord pod)
    {
        Draft draft = GetOrAdd(owner);
        Recreation recreation = owner.Kind switch
        {
            WorkloadKind.DaemonSet or WorkloadKind.StaticPod => Recreation.WithNode,
            WorkloadKind.BarePod => Recreation.Never,
            WorkloadKind.StatefulSet => Recreation.AfterIt,
            _ => Recreation.Elsewhere,
        };
        draft.Pods.Add(new Pod(pod.Name, pods.Map(pod, recreation))
        {
            Node = pod.NodeName.Length == 0 ? null : pod.NodeName,
            Phase = pod.Status.Phase switch { "Running" => PodPhase.Running, "Pending" => PodPhase.Pending, _ => PodPhase.Unknown },
            IsReady = pod.Status.IsReady,
            IsTerminating = pod.DeletionTimestamp is not null,
        });
        if (owner.Kind == WorkloadKind.BarePod)
        {
            draft.Workload = draft.Workload with { Labels = pod.Template.Metadata.Labels, Annotations = pod.Annotations.Kept };
        }
    }

    /// <summary>All of them, in the order of their names.</summary>
    public ImmutableArray<Workload> ToWorkloads() =>
    [
        .. _drafts.Values.Select(draft => draft.Finish()).OrderBy(workload => workload.Name),
    ];

    private Workload Head(
        WorkloadKind kind, ObjectName name, ObjectMeta meta, LabelSelectorRecord? selector, PodTemplateRecord template, Recreation recreation)
    {
        LabelSelector? known = selectors.Map(selector, name.ToString());

        // kube-scheduler looks at the selectors of ReplicaSets and StatefulSets alone.
        LabelSelector? spread = kind == WorkloadKind.DaemonSet ? null : known;
        return new Workload
        {
            Kind = kind,
            Name = name,
            ApiVersion = "apps/v1",
            Selector = known,
            Template = pods.Map(name.Namespace, template, recreation, spread, name.ToString()),
            Labels = meta.Labels,
            Annotations = meta.Annotations.Kept,
        };
    }

    private static ObjectName Name(string kind, ObjectMeta meta) => new(kind, meta.Namespace, meta.Name);

    private void Add(Workload workload) => _drafts.Add(workload.Name, new Draft(workload) { IsWritten = true });

    private Draft GetOrAdd(PodOwner owner)
    {
        if (!_drafts.TryGetValue(owner.Name, out Draft? draft))
        {
            draft = new Draft(new Workload { Kind = owner.Kind, Name = owner.Name, ApiVersion = owner.ApiVersion });
            _drafts.Add(owner.Name, draft);
        }

        return draft;
    }

    private int Replicas(int? replicas, ObjectName name)
    {
        if (replicas is > MaxReplicas)
        {
            notes.Add($"workloads want more than {MaxReplicas} pods; assuming {MaxReplicas}", name.ToString());
        }

        return Math.Clamp(replicas ?? 1, 0, MaxReplicas);
    }

    private sealed class Draft(Workload workload)
    {
        public Workload Workload { get; set; } = workload;

        /// <summary>True if the object itself was read.</summary>
        public bool IsWritten { get; init; }

        public int Replicas { get; set; }

        public int MaxReplicas { get; set; }

        public List<Pod> Pods { get; } = [];

        public Workload Finish()
        {
            Pods.Sort(static (left, right) => string.CompareOrdinal(left.Name, right.Name));
            bool byPods = !IsWritten || (Workload.Kind == WorkloadKind.DaemonSet && Workload.Replicas == 0);
            return Workload with
            {
                Pods = [.. Pods],
                Replicas = byPods ? Math.Min(MaxReplicasOf(), WorkloadTable.MaxReplicas) : Workload.Replicas,
            };
        }

        // A scale that its ReplicaSets have, or else as many as there are.
        private int MaxReplicasOf() => Replicas > 0 ? Replicas : Pods.Count;
    }
}
