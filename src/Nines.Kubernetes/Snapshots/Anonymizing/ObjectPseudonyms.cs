using System.Collections.Frozen;
using Nines.Kubernetes.Records;
using Nines.Kubernetes.Snapshots.Trimming;

namespace Nines.Kubernetes.Snapshots.Anonymizing;

/// <summary>Objects, one kind after another.</summary>
internal sealed class ObjectPseudonyms(Pseudonyms names, LabelPseudonyms labels, SpecPseudonyms specs)
{
    // Fixed segments of the path of an Azure machine; users chose the others.
    private static readonly FrozenSet<string> s_pathWords = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "subscriptions", "resourceGroups", "providers", "Microsoft.Compute", "virtualMachineScaleSets", "virtualMachines");

    public PodTemplateRecord Replace(PodTemplateRecord template) => new() { Metadata = Meta(template.Metadata), Spec = specs.Replace(template.Spec) };

    public NodeRecord Replace(NodeRecord node) => new()
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

    public NamespaceRecord Replace(NamespaceRecord ns) => new() { Metadata = Meta(ns.Metadata) };

    public DeploymentRecord Replace(DeploymentRecord deployment) => deployment with
    {
        Metadata = Meta(deployment.Metadata),
        Spec = deployment.Spec with { Selector = labels.Replace(deployment.Spec.Selector), Template = specs.Replace(deployment.Spec.Template) },
    };

    public ReplicaSetRecord Replace(ReplicaSetRecord set) => set with
    {
        Metadata = Meta(set.Metadata),
        Spec = set.Spec with { Selector = labels.Replace(set.Spec.Selector), Template = specs.Replace(set.Spec.Template) },
    };

    public StatefulSetRecord Replace(StatefulSetRecord set) => set with
    {
        Metadata = Meta(set.Metadata),
        Spec = set.Spec with
        {
            Selector = labels.Replace(set.Spec.Selector),
            Template = specs.Replace(set.Spec.Template),
            ServiceName = names.Replace(set.Spec.ServiceName),
            VolumeClaimTemplates = Array.ConvertAll(set.Spec.VolumeClaimTemplates, claim => new ClaimTemplate { Metadata = Meta(claim.Metadata), Spec = Replace(claim.Spec) }),
        },
    };

    public DaemonSetRecord Replace(DaemonSetRecord set) => set with
    {
        Metadata = Meta(set.Metadata),
        Spec = set.Spec with { Selector = labels.Replace(set.Spec.Selector), Template = specs.Replace(set.Spec.Template) },
    };

    public PodDisruptionBudgetRecord Replace(PodDisruptionBudgetRecord budget) => budget with
    {
        Metadata = Meta(budget.Metadata),
        Spec = budget.Spec with { Selector = labels.Replace(budget.Spec.Selector) },
    };

    public HorizontalPodAutoscalerRecord Replace(HorizontalPodAutoscalerRecord autoscaler)
    {
        ScaleTarget target = autoscaler.Spec.ScaleTargetRef;
        (string kind, string version) = Kind(target.Kind, target.ApiVersion);
        return autoscaler with
        {
            Metadata = Meta(autoscaler.Metadata),
            Spec = autoscaler.Spec with { ScaleTargetRef = new ScaleTarget { Kind = kind, ApiVersion = version, Name = names.Replace(target.Name) } },
        };
    }

    public ServiceRecord Replace(ServiceRecord service) => service with
    {
        Metadata = Meta(service.Metadata),
        Spec = service.Spec with { Selector = labels.Replace(service.Spec.Selector) },
    };

    public EndpointSliceRecord Replace(EndpointSliceRecord slice) => slice with
    {
        Metadata = Meta(slice.Metadata),
        Endpoints = Array.ConvertAll(slice.Endpoints, endpoint => endpoint with
        {
            NodeName = names.Replace(endpoint.NodeName),
            TargetRef = endpoint.TargetRef is { } pod ? pod with { Name = names.Replace(pod.Name) } : null,
        }),
    };

    public PersistentVolumeClaimRecord Replace(PersistentVolumeClaimRecord claim) => claim with { Metadata = Meta(claim.Metadata), Spec = Replace(claim.Spec) };

    public PersistentVolumeRecord Replace(PersistentVolumeRecord volume) => volume with
    {
        Metadata = Meta(volume.Metadata),
        Spec = volume.Spec with
        {
            StorageClassName = names.Replace(volume.Spec.StorageClassName),
            NodeAffinity = volume.Spec.NodeAffinity is { } nodes ? new VolumeNodeAffinity { Required = labels.Replace(nodes.Required) } : null,
            ClaimRef = volume.Spec.ClaimRef is { } claim ? new ClaimKey { Namespace = names.Replace(claim.Namespace), Name = names.Replace(claim.Name) } : null,
            Csi = volume.Spec.Csi is { } csi ? new VolumeDriver { Driver = Driver(csi.Driver) } : null,
        },
    };

    public StorageClassRecord Replace(StorageClassRecord storage) => storage with { Metadata = Meta(storage.Metadata), Provisioner = Driver(storage.Provisioner) };

    public PriorityClassRecord Replace(PriorityClassRecord priority) => priority with { Metadata = Meta(priority.Metadata) };

    private ClaimSpec Replace(ClaimSpec claim) => claim with
    {
        StorageClassName = claim.StorageClassName is { } storage ? names.Replace(storage) : null,
        VolumeName = names.Replace(claim.VolumeName),
    };

    private ObjectMeta Meta(ObjectMeta meta) => new()
    {
        Name = names.Replace(meta.Name),
        Namespace = names.Replace(meta.Namespace),
        Labels = labels.Replace(meta.Labels),
        Annotations = LabelPseudonyms.Annotations(meta.Annotations),
        OwnerReferences = Array.ConvertAll(meta.OwnerReferences, Replace),
    };

    private OwnerReference Replace(OwnerReference owner)
    {
        (string kind, string version) = Kind(owner.Kind, owner.ApiVersion);
        return owner with { Kind = kind, ApiVersion = version, Name = names.Replace(owner.Name) };
    }

    // Names of custom kinds can identify their vendor.
    private (string Kind, string Version) Kind(string kind, string apiVersion)
    {
        string group = SnapshotKinds.GroupOf(apiVersion);
        return !group.Contains('.', StringComparison.Ordinal) || PublicNames.IsPublicDomain(group)
            ? (kind, apiVersion)
            : (SnapshotKinds.Groups.ContainsKey(kind) ? kind : "Kind-" + names.Replace(kind), $"{names.Replace(group)}/v1");
    }

    private string Driver(string driver)
    {
        int slash = driver.IndexOf('/', StringComparison.Ordinal);
        return PublicNames.IsPublicDomain(slash < 0 ? driver : driver[..slash]) ? driver : names.Replace(driver);
    }

    // Azure does not mind capitals; equal paths stay equal.
    private string Machine(string id)
    {
        int scheme = id.IndexOf("://", StringComparison.Ordinal);
        return scheme < 0 ? names.Replace(id)
            : id[..(scheme + 3)] + string.Join('/', id[(scheme + 3)..].Split('/').Select(part => s_pathWords.Contains(part) ? part : names.Replace(part.ToLowerInvariant())));
    }
}
