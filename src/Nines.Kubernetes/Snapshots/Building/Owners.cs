using Nines.Clusters;
using Nines.Kubernetes.Snapshots.Trimming;

namespace Nines.Kubernetes.Snapshots.Building;

/// <summary>Whose a pod is, in the end.</summary>
/// <param name="ApiVersion">Empty when unknown.</param>
internal readonly record struct PodOwner(WorkloadKind Kind, ObjectName Name, string ApiVersion);

/// <summary>
/// Finds who makes a pod: the Deployment behind its ReplicaSet, the owner of a kind that is not read behind either, its node, or
/// nobody. Objects that are not in the file are known by what their pods say of them.
/// </summary>
internal sealed class Owners
{
    private const string HashLabel = "pod-template-hash";
    private const string Job = "Job";

    private readonly Dictionary<(string Namespace, string Name), Records.ReplicaSet> _sets;
    private readonly Dictionary<(string Namespace, string Name), Records.Deployment> _deployments;
    private readonly Dictionary<(string Namespace, string Name), Records.StatefulSet> _statefulSets;
    private readonly Dictionary<object, LabelSelector?> _selectorOf = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<PodShape, PodOwner> _known = new(ReferenceEqualityComparer.Instance);
    private readonly SelectorMapping _selectors;
    private readonly bool _knowsDeployments;

    public Owners(ClusterRecords records, SelectorMapping selectors)
    {
        _selectors = selectors;
        _knowsDeployments = records.Knows(SnapshotKinds.Deployment);
        _sets = records.ReplicaSets.ToDictionary(set => (set.Metadata.Namespace, set.Metadata.Name));
        _deployments = records.Deployments.ToDictionary(deployment => (deployment.Metadata.Namespace, deployment.Metadata.Name));
        _statefulSets = records.StatefulSets.ToDictionary(set => (set.Metadata.Namespace, set.Metadata.Name));
    }

    /// <summary>The kind of an owner as workloads are named; one that another group calls the same has the group behind it.</summary>
    public static string KindOf(string kind, string apiVersion) =>
        kind == Job ? (SnapshotKinds.GroupOf(apiVersion) is "batch" or "" ? kind : $"{kind}.{SnapshotKinds.GroupOf(apiVersion)}")
        : !SnapshotKinds.Groups.ContainsKey(kind) || SnapshotKinds.IsOurs(kind, apiVersion) ? kind
        : $"{kind}.{SnapshotKinds.GroupOf(apiVersion)}";

    public PodOwner OwnerOf(TrimmedPod pod)
    {
        PodShape shape = pod.Shape;
        if (shape.IsOwnedByNode)
        {
            return new PodOwner(WorkloadKind.StaticPod, new ObjectName(SnapshotKinds.Pod, shape.Namespace, WithoutNode(pod)), "v1");
        }

        if (shape.Owner is not { } owner)
        {
            return new PodOwner(WorkloadKind.BarePod, new ObjectName(SnapshotKinds.Pod, shape.Namespace, pod.Name), "v1");
        }

        if (!_known.TryGetValue(shape, out PodOwner known))
        {
            known = Behind(shape, owner);
            _known.Add(shape, known);
        }

        return known;
    }

    /// <summary>Whose a ReplicaSet is: itself when no one's.</summary>
    public static PodOwner OwnerOf(Records.ReplicaSet set)
    {
        string ns = set.Metadata.Namespace;
        return set.Metadata.OwnerReferences is [var owner]
            ? Named(owner.Kind, owner.ApiVersion, ns, owner.Name, WorkloadKind.Other)
            : new PodOwner(WorkloadKind.ReplicaSet, new ObjectName(SnapshotKinds.ReplicaSet, ns, set.Metadata.Name), "apps/v1");
    }

    /// <summary>The selector of a pod's ReplicaSet or StatefulSet, as the scheduler takes it; null for pods of others.</summary>
    public LabelSelector? SelectorOf(PodShape shape)
    {
        if (shape.Owner is not { } owner || !SnapshotKinds.IsOurs(owner.Kind, owner.ApiVersion))
        {
            return null;
        }

        (string, string) name = (shape.Namespace, owner.Name);
        switch (owner.Kind)
        {
            case SnapshotKinds.ReplicaSet when _sets.TryGetValue(name, out Records.ReplicaSet? set):
                return Cached(set, set.Spec.Selector, set.Metadata.Name);
            case SnapshotKinds.ReplicaSet when DeploymentOf(shape, owner.Name) is { } found && _deployments.TryGetValue((shape.Namespace, found), out Records.Deployment? deployment):
                // A ReplicaSet of a Deployment adds the hash of its template.
                return Cached(deployment, deployment.Spec.Selector, found) is { } selector
                    ? new LabelSelector(selector.Requirements.Add(new LabelRequirement(HashLabel, LabelOperator.In, shape.Labels[HashLabel])))
                    : null;
            case SnapshotKinds.StatefulSet when _statefulSets.TryGetValue(name, out Records.StatefulSet? stateful):
                return Cached(stateful, stateful.Spec.Selector, stateful.Metadata.Name);
            default:
                return null;
        }
    }

    private PodOwner Behind(PodShape shape, Records.OwnerReference owner)
    {
        string ns = shape.Namespace;
        if (owner.Kind != SnapshotKinds.ReplicaSet || !SnapshotKinds.IsOurs(owner.Kind, owner.ApiVersion))
        {
            // What does not start its containers again runs to an end, whoever made it.
            return Named(owner.Kind, owner.ApiVersion, ns, owner.Name, shape.Spec.RestartPolicy.Length > 0 ? WorkloadKind.Job : WorkloadKind.Other);
        }

        if (_sets.TryGetValue((ns, owner.Name), out Records.ReplicaSet? set))
        {
            return OwnerOf(set);
        }

        // Its ReplicaSet is not in the file. Names of those of a Deployment end with the hash that the pods bear as well.
        return DeploymentOf(shape, owner.Name) is { } deployment && (!_knowsDeployments || _deployments.ContainsKey((ns, deployment)))
            ? new PodOwner(WorkloadKind.Deployment, new ObjectName(SnapshotKinds.Deployment, ns, deployment), "apps/v1")
            : new PodOwner(WorkloadKind.ReplicaSet, new ObjectName(SnapshotKinds.ReplicaSet, ns, owner.Name), owner.ApiVersion);
    }

    private static PodOwner Named(string kind, string apiVersion, string ns, string name, WorkloadKind otherwise)
    {
        string known = KindOf(kind, apiVersion);
        WorkloadKind workload = known switch
        {
            SnapshotKinds.Deployment => WorkloadKind.Deployment,
            SnapshotKinds.StatefulSet => WorkloadKind.StatefulSet,
            SnapshotKinds.DaemonSet => WorkloadKind.DaemonSet,
            SnapshotKinds.ReplicaSet => WorkloadKind.ReplicaSet,
            Job => WorkloadKind.Job,
            _ => otherwise,
        };
        return new PodOwner(workload, new ObjectName(known, ns, name), apiVersion);
    }

    private static string? DeploymentOf(PodShape shape, string set) =>
        shape.Labels.TryGetValue(HashLabel, out string? hash) && hash.Length > 0 && set.Length > hash.Length + 1 && set.EndsWith($"-{hash}", StringComparison.Ordinal)
            ? set[..^(hash.Length + 1)]
            : null;

    private static string WithoutNode(TrimmedPod pod) =>
        pod.Node.Length > 0 && pod.Name.Length > pod.Node.Length + 1 && pod.Name.EndsWith($"-{pod.Node}", StringComparison.Ordinal) ? pod.Name[..^(pod.Node.Length + 1)] : pod.Name;

    private LabelSelector? Cached(object whose, Records.LabelSelector? selector, string who)
    {
        if (!_selectorOf.TryGetValue(whose, out LabelSelector? known))
        {
            known = _selectors.Map(selector, who);
            _selectorOf.Add(whose, known);
        }

        return known;
    }
}
