using Nines.Clusters;
using Nines.Kubernetes.Snapshots.Trimming;
using Nines.Kubernetes.Records;

namespace Nines.Kubernetes.Snapshots.Building;

/// <summary>The workload of a pod, at the end of its chain of owners.</summary>
/// <param name="ApiVersion">Empty when unknown.</param>
internal readonly record struct PodOwner(WorkloadKind Kind, ObjectName Name, string ApiVersion);

/// <summary>
/// Finds the owner of a pod: the Deployment of its ReplicaSet, an owner of a kind that is not read, its node, or none. Owners
/// that are not in the file are known from the references of their pods.
/// </summary>
internal sealed class Owners
{
    private const string HashLabel = "pod-template-hash";
    private const string Job = "Job";

    private readonly Dictionary<(string Namespace, string Name), ReplicaSetRecord> _sets;
    private readonly Dictionary<(string Namespace, string Name), DeploymentRecord> _deployments;
    private readonly Dictionary<(string Namespace, string Name), StatefulSetRecord> _statefulSets;
    private readonly Dictionary<object, LabelSelector?> _selectorOf = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<PodTemplateRecord, PodOwner> _known = new(ReferenceEqualityComparer.Instance);
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

    public PodOwner OwnerOf(PodRecord pod)
    {
        PodTemplateRecord template = pod.Template;
        string ns = template.Metadata.Namespace;
        if (IsOwnedByNode(template))
        {
            return new PodOwner(WorkloadKind.StaticPod, new ObjectName(SnapshotKinds.Pod, ns, WithoutNode(pod)), "v1");
        }

        if (template.Owner is not { } owner)
        {
            return new PodOwner(WorkloadKind.BarePod, new ObjectName(SnapshotKinds.Pod, ns, pod.Name), "v1");
        }

        if (!_known.TryGetValue(template, out PodOwner known))
        {
            known = Behind(template, owner);
            _known.Add(template, known);
        }

        return known;
    }

    /// <summary>Returns true for pods that belong to their node: static pods.</summary>
    public static bool IsOwnedByNode(PodTemplateRecord template) =>
        template.Owner is { Kind: PodRecord.NodeKind } owner && SnapshotKinds.GroupOf(owner.ApiVersion).Length == 0;

    /// <summary>Returns the workload of a ReplicaSet: its owner, or itself if it has none.</summary>
    public static PodOwner OwnerOf(ReplicaSetRecord set)
    {
        string ns = set.Metadata.Namespace;
        return set.Metadata.OwnerReferences is [var owner]
            ? Named(owner.Kind, owner.ApiVersion, ns, owner.Name, WorkloadKind.Other)
            : new PodOwner(WorkloadKind.ReplicaSet, new ObjectName(SnapshotKinds.ReplicaSet, ns, set.Metadata.Name), "apps/v1");
    }

    /// <summary>The selector of a pod's ReplicaSet or StatefulSet, as the scheduler takes it; null for pods of others.</summary>
    public LabelSelector? SelectorOf(PodTemplateRecord template)
    {
        if (template.Owner is not { } owner || !SnapshotKinds.IsOurs(owner.Kind, owner.ApiVersion))
        {
            return null;
        }

        (string, string) name = (template.Metadata.Namespace, owner.Name);
        switch (owner.Kind)
        {
            case SnapshotKinds.ReplicaSet when _sets.TryGetValue(name, out ReplicaSetRecord? set):
                return Cached(set, set.Spec.Selector, set.Metadata.Name);
            case SnapshotKinds.ReplicaSet when DeploymentOf(template, owner.Name) is { } found && _deployments.TryGetValue((template.Metadata.Namespace, found), out DeploymentRecord? deployment):
                // A ReplicaSet of a Deployment adds the hash of its template.
                return Cached(deployment, deployment.Spec.Selector, found) is { } selector
                    ? new LabelSelector(selector.Requirements.Add(new LabelRequirement(HashLabel, LabelOperator.In, template.Metadata.Labels[HashLabel])))
                    : null;
            case SnapshotKinds.StatefulSet when _statefulSets.TryGetValue(name, out StatefulSetRecord? stateful):
                return Cached(stateful, stateful.Spec.Selector, stateful.Metadata.Name);
            default:
                return null;
        }
    }

    private PodOwner Behind(PodTemplateRecord template, OwnerReference owner)
    {
        string ns = template.Metadata.Namespace;
        if (owner.Kind != SnapshotKinds.ReplicaSet || !SnapshotKinds.IsOurs(owner.Kind, owner.ApiVersion))
        {
            // A pod that does not restart its containers runs to completion, whatever its owner.
            return Named(owner.Kind, owner.ApiVersion, ns, owner.Name, template.Spec.RestartPolicy.Length > 0 ? WorkloadKind.Job : WorkloadKind.Other);
        }

        if (_sets.TryGetValue((ns, owner.Name), out ReplicaSetRecord? set))
        {
            return OwnerOf(set);
        }

        // Its ReplicaSet is not in the file. Names of those of a Deployment end with the hash that the pods bear as well.
        return DeploymentOf(template, owner.Name) is { } deployment && (!_knowsDeployments || _deployments.ContainsKey((ns, deployment)))
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

    private static string? DeploymentOf(PodTemplateRecord template, string set) =>
        template.Metadata.Labels.TryGetValue(HashLabel, out string? hash) && hash.Length > 0 && set.Length > hash.Length + 1 && set.EndsWith($"-{hash}", StringComparison.Ordinal)
            ? set[..^(hash.Length + 1)]
            : null;

    private static string WithoutNode(PodRecord pod) =>
        pod.NodeName.Length > 0 && pod.Name.Length > pod.NodeName.Length + 1 && pod.Name.EndsWith($"-{pod.NodeName}", StringComparison.Ordinal) ? pod.Name[..^(pod.NodeName.Length + 1)] : pod.Name;

    private LabelSelector? Cached(object whose, LabelSelectorRecord? selector, string who)
    {
        if (!_selectorOf.TryGetValue(whose, out LabelSelector? known))
        {
            known = _selectors.Map(selector, who);
            _selectorOf.Add(whose, known);
        }

        return known;
    }
}
