using System.Collections.Frozen;
using Nines.Kubernetes.Records;
using Nines.Kubernetes.Snapshots.Trimming;

namespace Nines.Kubernetes.Snapshots.Anonymizing;

/// <summary>Objects, one kind after another.</summary>
internal sealed class ObjectPseudonyms(Pseudonyms names, LabelPseudonyms labels, SpecPseudonyms specs)
{
    // Of the path of a machine on Azure; all else in it is somebody's.
    private static readonly FrozenSet<string> s_pathWords = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "subscriptions", "resourceGroups", "providers", "Microsoft.Compute", "virtualMachineScaleSets", "virtualMachines");

    public PodTemplateRecord Of(PodTemplateRecord template) => new() { Metadata = Meta(template.Metadata), Spec = specs.Of(template.Spec) };

    public NodeRecord Of(NodeRecord node) => new()
    {
        Metadata = Meta(node.Metadata),
        Spec = new NodeSpec
        {
            ProviderID = Machine(node.Spec.ProviderID),
            Unschedulable = node.Spec.Unschedulable,
            Taints = Array.ConvertAll(node.Spec.Taints, taint => taint with { Key = labels.Key(taint.Key), Value = labels.Value(taint.Key, taint.Value) }),
        },
        Status = node.Status with { Allocatable = specs.Resources(node.Status.Allocatable) },
    };

    public NamespaceRecord Of(NamespaceRecord ns) => new() { Metadata = Meta(ns.Metadata) };

    public DeploymentRecord Of(DeploymentRecord deployment) => deployment with
    {
        Metadata = Meta(deployment.Metadata),
        Spec = deployment.Spec with { Selector = labels.Of(deployment.Spec.Selector), Template = specs.Of(deployment.Spec.Template) },
    };

    public ReplicaSetRecord Of(ReplicaSetRecord set) => set with
    {
        Metadata = Meta(set.Metadata),
        Spec = set.Spec with { Selector = labels.Of(set.Spec.Selector), Template = specs.Of(set.Spec.Template) },
    };

    public StatefulSetRecord Of(StatefulSetRecord set) => set with
    {
        Metadata = Meta(set.Metadata),
        Spec = set.Spec with
        {
            Selector = labels.Of(set.Spec.Selector),
            Template = specs.Of(set.Spec.Template),
            ServiceName = names.Of(set.Spec.ServiceName),
            VolumeClaimTemplates = Array.ConvertAll(set.Spec.VolumeClaimTemplates, claim => new ClaimTemplate { Metadata = Meta(claim.Metadata), Spec = Of(claim.Spec) }),
        },
    };

    public DaemonSetRecord Of(DaemonSetRecord set) => set with
    {
        Metadata = Meta(set.Metadata),
        Spec = set.Spec with { Selector = labels.Of(set.Spec.Selector), Template = specs.Of(set.Spec.Template) },
    };

    public PodDisruptionBudgetRecord Of(PodDisruptionBudgetRecord budget) => budget with
    {
        Metadata = Meta(budget.Metadata),
        Spec = budget.Spec with { Selector = labels.Of(budget.Spec.Selector) },
    };

    public HorizontalPodAutoscalerRecord Of(HorizontalPodAutoscalerRecord autoscaler)
    {
        ScaleTarget target = autoscaler.Spec.ScaleTargetRef;
        (string kind, string version) = Kind(target.Kind, target.ApiVersion);
        return autoscaler with
        {
            Metadata = Meta(autoscaler.Metadata),
            Spec = autoscaler.Spec with { ScaleTargetRef = new ScaleTarget { Kind = kind, ApiVersion = version, Name = names.Of(target.Name) } },
        };
    }

    public ServiceRecord Of(ServiceRecord service) => service with
    {
        Metadata = Meta(service.Metadata),
        Spec = service.Spec with { Selector = labels.Of(service.Spec.Selector) },
    };

    public EndpointSliceRecord Of(EndpointSliceRecord slice) => slice with
    {
        Metadata = Meta(slice.Metadata),
        Endpoints = Array.ConvertAll(slice.Endpoints, endpoint => endpoint with
        {
            NodeName = names.Of(endpoint.NodeName),
            TargetRef = endpoint.TargetRef is { } pod ? pod with { Name = names.Of(pod.Name) } : null,
        }),
    };

    public PersistentVolumeClaimRecord Of(PersistentVolumeClaimRecord claim) => claim with { Metadata = Meta(claim.Metadata), Spec = Of(claim.Spec) };

    public PersistentVolumeRecord Of(PersistentVolumeRecord volume) => volume with
    {
        Metadata = Meta(volume.Metadata),
        Spec = volume.Spec with
        {
            StorageClassName = names.Of(volume.Spec.StorageClassName),
            NodeAffinity = volume.Spec.NodeAffinity is { } nodes ? new VolumeNodeAffinity { Required = labels.Of(nodes.Required) } : null,
            ClaimRef = volume.Spec.ClaimRef is { } claim ? new ClaimKey { Namespace = names.Of(claim.Namespace), Name = names.Of(claim.Name) } : null,
            Csi = volume.Spec.Csi is { } csi ? new VolumeDriver { Driver = Driver(csi.Driver) } : null,
        },
    };

    public StorageClassRecord Of(StorageClassRecord storage) => storage with { Metadata = Meta(storage.Metadata), Provisioner = Driver(storage.Provisioner) };

    public PriorityClassRecord Of(PriorityClassRecord priority) => priority with { Metadata = Meta(priority.Metadata) };

    private ClaimSpec Of(ClaimSpec claim) => claim with
    {
        StorageClassName = claim.StorageClassName is { } storage ? names.Of(storage) : null,
        VolumeName = names.Of(claim.VolumeName),
    };

    private ObjectMeta Meta(ObjectMeta meta) => new()
    {
        Name = names.Of(meta.Name),
        Namespace = names.Of(meta.Namespace),
        Labels = labels.Of(meta.Labels),
        Annotations = LabelPseudonyms.Annotations(meta.Annotations),
        OwnerReferences = Array.ConvertAll(meta.OwnerReferences, Of),
    };

    private OwnerReference Of(OwnerReference owner)
    {
        (string kind, string version) = Kind(owner.Kind, owner.ApiVersion);
        return owner with { Kind = kind, ApiVersion = version, Name = names.Of(owner.Name) };
    }

    // Kinds of one's own tell of whoever made them.
    private (string Kind, string Version) Kind(string kind, string apiVersion)
    {
        string group = SnapshotKinds.GroupOf(apiVersion);
        return !group.Contains('.', StringComparison.Ordinal) || PublicNames.IsPublicDomain(group)
            ? (kind, apiVersion)
            : (SnapshotKinds.Groups.ContainsKey(kind) ? kind : "Kind-" + names.Of(kind), $"{names.Of(group)}/v1");
    }

    private string Driver(string driver)
    {
        int slash = driver.IndexOf('/', StringComparison.Ordinal);
        return PublicNames.IsPublicDomain(slash < 0 ? driver : driver[..slash]) ? driver : names.Of(driver);
    }

    // Azure does not mind capitals; equal paths stay equal.
    private string Machine(string id)
    {
        int scheme = id.IndexOf("://", StringComparison.Ordinal);
        return scheme < 0 ? names.Of(id)
            : id[..(scheme + 3)] + string.Join('/', id[(scheme + 3)..].Split('/').Select(part => s_pathWords.Contains(part) ? part : names.Of(part.ToLowerInvariant())));
    }
}
