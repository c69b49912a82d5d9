using System.Text.Json;
using Nines.Kubernetes.Records;
using Placed = Nines.Clusters.Node;

namespace Nines.Kubernetes.Snapshots.Trimming;

/// <summary>Cuts objects to what is judged, one kind after another. What is not named here comes into no snapshot.</summary>
internal static class Trimmer
{
    private const string ServiceName = "kubernetes.io/service-name";
    private static readonly string[] s_placeLabels = [Placed.ZoneLabel, Placed.RegionLabel, Placed.OldZoneLabel, Placed.OldRegionLabel];

    public static NodeRecord Trim(NodeRecord node)
    {
        NodeStatus status = node.Status;
        return new NodeRecord
        {
            Metadata = TrimmedMeta.From(node.Metadata),
            Spec = node.Spec with { ProviderID = TrimmedText.From(node.Spec.ProviderID) },
            Status = new NodeStatus
            {
                // Old or hand-written nodes have nothing else.
                Allocatable = TrimmedSpec.Sorted(status.Allocatable.Count > 0 ? status.Allocatable : status.Capacity),
                Conditions = [.. status.Conditions.Where(condition => condition.Type == "Ready").Take(1).Select(condition => new Condition { Type = "Ready", Status = condition.Status })],
                NodeInfo = new NodeInfo { KubeletVersion = TrimmedText.From(status.NodeInfo.KubeletVersion) },
            },
        };
    }

    public static NamespaceRecord Trim(NamespaceRecord ns) => new() { Metadata = TrimmedMeta.From(ns.Metadata) };

    public static DeploymentRecord Trim(DeploymentRecord deployment) => new()
    {
        Metadata = TrimmedMeta.From(deployment.Metadata),
        Spec = deployment.Spec with { Replicas = Replicas(deployment.Spec.Replicas), Template = Trim(deployment.Spec.Template), Paused = false, MinReadySeconds = null },
    };

    public static ReplicaSetRecord Trim(ReplicaSetRecord set)
    {
        // Old ones of a Deployment are many, and their templates say nothing that it does not.
        bool isPart = TrimmedMeta.Controller(set.Metadata) is { Kind: SnapshotKinds.Deployment } owner && SnapshotKinds.IsOurs(owner.Kind, owner.ApiVersion);
        return new ReplicaSetRecord
        {
            Metadata = TrimmedMeta.From(set.Metadata, labels: !isPart) with { Annotations = isPart ? AnnotationSet.Empty : set.Metadata.Annotations },
            Spec = set.Spec with { Replicas = Replicas(set.Spec.Replicas), Template = isPart ? new PodTemplateRecord() : Trim(set.Spec.Template), MinReadySeconds = null },
        };
    }

    public static StatefulSetRecord Trim(StatefulSetRecord set) => new()
    {
        Metadata = TrimmedMeta.From(set.Metadata),
        Spec = set.Spec with
        {
            Replicas = Replicas(set.Spec.Replicas),
            Template = Trim(set.Spec.Template),
            VolumeClaimTemplates = [.. set.Spec.VolumeClaimTemplates.Select(claim => new ClaimTemplate
            {
                Metadata = new ObjectMeta { Name = claim.Metadata.Name },
                Spec = Trim(claim.Spec),
            })],
        },
    };

    public static DaemonSetRecord Trim(DaemonSetRecord set) => new()
    {
        Metadata = TrimmedMeta.From(set.Metadata),
        Spec = set.Spec with { Template = Trim(set.Spec.Template) },
        Status = new DaemonSetStatus { DesiredNumberScheduled = Counted("status.desiredNumberScheduled", set.Status.DesiredNumberScheduled) },
    };

    /// <param name="apiVersion">Of the object: before policy/v1 an empty selector selected nothing.</param>
    public static PodDisruptionBudgetRecord Trim(PodDisruptionBudgetRecord budget, string apiVersion)
    {
        bool selectsNothing = apiVersion.EndsWith("/v1beta1", StringComparison.Ordinal)
            && budget.Spec.Selector is { MatchLabels.Count: 0, MatchExpressions.Length: 0 };
        bool isUnsaid = budget.Status is { ObservedGeneration: null, DisruptionsAllowed: 0 };
        return new PodDisruptionBudgetRecord
        {
            Metadata = TrimmedMeta.From(budget.Metadata),
            Spec = selectsNothing ? budget.Spec with { Selector = null } : budget.Spec,
            Status = isUnsaid ? new PodDisruptionBudgetStatus()
                : new PodDisruptionBudgetStatus { DisruptionsAllowed = Counted("status.disruptionsAllowed", budget.Status.DisruptionsAllowed), ObservedGeneration = 1 },
        };
    }

    public static HorizontalPodAutoscalerRecord Trim(HorizontalPodAutoscalerRecord autoscaler) => new()
    {
        Metadata = TrimmedMeta.From(autoscaler.Metadata),
        Spec = autoscaler.Spec with
        {
            MinReplicas = autoscaler.Spec.MinReplicas is { } min ? Counted("spec.minReplicas", min) : null,
            MaxReplicas = Counted("spec.maxReplicas", autoscaler.Spec.MaxReplicas),
        },
        Status = autoscaler.Status,
    };

    public static ServiceRecord Trim(ServiceRecord service) => new()
    {
        Metadata = TrimmedMeta.From(service.Metadata),
        Spec = service.Spec with { ClusterIP = service.Spec.ClusterIP == "None" ? "None" : "", Selector = TrimmedText.From(service.Spec.Selector), SessionAffinity = "" },
    };

    public static EndpointSliceRecord Trim(EndpointSliceRecord slice) => new()
    {
        Metadata = TrimmedMeta.From(slice.Metadata) with { Labels = Only(slice.Metadata.Labels, ServiceName), Annotations = AnnotationSet.Empty },
        AddressType = slice.AddressType,
        Endpoints =
        [
            .. slice.Endpoints.Select(endpoint => new Endpoint
            {
                // v1beta1 named the node in a label.
                NodeName = endpoint.NodeName.Length > 0 ? endpoint.NodeName : endpoint.Topology.TryGetValue(Placed.HostnameLabel, out string? host) ? host : "",
                Conditions = new EndpointConditions { Ready = endpoint.Conditions.Ready ?? true },
                TargetRef = endpoint.TargetRef is { Kind: "Pod" } pod ? new ObjectKey { Kind = "Pod", Name = pod.Name } : null,
            }),
        ],
    };

    /// <summary>The same as a slice.</summary>
    public static EndpointSliceRecord Trim(EndpointsRecord endpoints)
    {
        return new EndpointSliceRecord
        {
            Metadata = TrimmedMeta.From(endpoints.Metadata) with { Labels = LabelSet.From([KeyValuePair.Create(ServiceName, endpoints.Metadata.Name)]), Annotations = AnnotationSet.Empty },
            Endpoints = [.. endpoints.Subsets.SelectMany(subset =>
                subset.Addresses.Select(address => One(address, true)).Concat(subset.NotReadyAddresses.Select(address => One(address, false))))],
        };

        static Endpoint One(EndpointAddress address, bool isReady) => new()
        {
            NodeName = address.NodeName,
            Conditions = new EndpointConditions { Ready = isReady },
            TargetRef = address.TargetRef is { Kind: "Pod" } pod ? new ObjectKey { Kind = "Pod", Name = pod.Name } : null,
        };
    }

    public static PersistentVolumeClaimRecord Trim(PersistentVolumeClaimRecord claim) => new()
    {
        Metadata = TrimmedMeta.From(claim.Metadata, labels: false) with { Annotations = AnnotationSet.Empty },
        Spec = Trim(claim.Spec),
        Status = claim.Status,
    };

    public static PersistentVolumeRecord Trim(PersistentVolumeRecord volume) => new()
    {
        Metadata = TrimmedMeta.From(volume.Metadata) with { Labels = Only(volume.Metadata.Labels, s_placeLabels) },
        Spec = volume.Spec with { Capacity = [], AccessModes = [], ClaimRef = volume.Spec.ClaimRef is { } claim ? claim with { Uid = "" } : null },
    };

    public static StorageClassRecord Trim(StorageClassRecord storage) => new()
    {
        Metadata = TrimmedMeta.From(storage.Metadata, labels: false),
        Provisioner = storage.Provisioner,
        VolumeBindingMode = storage.VolumeBindingMode,
        Parameters = storage.Parameters,
    };

    public static PriorityClassRecord Trim(PriorityClassRecord priority) => new()
    {
        Metadata = TrimmedMeta.From(priority.Metadata, labels: false),
        Value = priority.Value,
        GlobalDefault = priority.GlobalDefault,
    };

    private static PodTemplateRecord Trim(PodTemplateRecord template) => new()
    {
        Metadata = new ObjectMeta { Labels = TrimmedText.From(template.Metadata.Labels), Annotations = TrimmedMeta.From(template.Metadata.Annotations) },

        // In a template, the author chose the node name.
        Spec = TrimmedSpec.From(template.Spec) with { NodeName = template.Spec.NodeName },
    };

    private static ClaimSpec Trim(ClaimSpec claim) => new()
    {
        StorageClassName = claim.StorageClassName,
        VolumeName = claim.VolumeName,
        AccessModes = claim.AccessModes,
    };

    private static LabelSet Only(LabelSet labels, params ReadOnlySpan<string> names)
    {
        List<KeyValuePair<string, string>> kept = [];
        foreach (string name in names)
        {
            if (labels.TryGetValue(name, out string? value))
            {
                kept.Add(KeyValuePair.Create(name, TrimmedText.From(value)));
            }
        }

        return LabelSet.From(kept);
    }

    private static int? Replicas(int? replicas) => replicas is { } number ? Counted("spec.replicas", number) : null;

    private static int Counted(string field, int number) =>
        number >= 0 ? number : throw new JsonException($"expected 0 or more, and not {number}, at {field}");
}
