using System.Text.Json;
using Nines.Kubernetes.Records;
using Placed = Nines.Clusters.Node;

namespace Nines.Kubernetes.Snapshots.Trimming;

/// <summary>Cuts objects to what is judged, one kind after another. What is not named here comes into no snapshot.</summary>
internal static class Trimmer
{
    private const string ServiceName = "kubernetes.io/service-name";
    private static readonly string[] s_placeLabels = [Placed.ZoneLabel, Placed.RegionLabel, Placed.OldZoneLabel, Placed.OldRegionLabel];

    public static Node Of(Node node)
    {
        NodeStatus status = node.Status;
        return new Node
        {
            Metadata = TrimmedMeta.Of(node.Metadata),
            Spec = node.Spec with { ProviderID = TrimmedText.Of(node.Spec.ProviderID) },
            Status = new NodeStatus
            {
                // Old or hand-written nodes have nothing else.
                Allocatable = TrimmedSpec.Sorted(status.Allocatable.Count > 0 ? status.Allocatable : status.Capacity),
                Conditions = [.. status.Conditions.Where(condition => condition.Type == "Ready").Take(1).Select(condition => new Condition { Type = "Ready", Status = condition.Status })],
                NodeInfo = new NodeInfo { KubeletVersion = TrimmedText.Of(status.NodeInfo.KubeletVersion) },
            },
        };
    }

    public static Namespace Of(Namespace ns) => new() { Metadata = TrimmedMeta.Of(ns.Metadata) };

    public static Deployment Of(Deployment deployment) => new()
    {
        Metadata = TrimmedMeta.Of(deployment.Metadata),
        Spec = deployment.Spec with { Replicas = Replicas(deployment.Spec.Replicas), Template = Of(deployment.Spec.Template), Paused = false, MinReadySeconds = null },
    };

    public static ReplicaSet Of(ReplicaSet set)
    {
        // Old ones of a Deployment are many, and their templates say nothing that it does not.
        bool isPart = TrimmedMeta.Controller(set.Metadata) is { Kind: SnapshotKinds.Deployment } owner && SnapshotKinds.IsOurs(owner.Kind, owner.ApiVersion);
        return new ReplicaSet
        {
            Metadata = TrimmedMeta.Of(set.Metadata, labels: !isPart) with { Annotations = isPart ? AnnotationSet.Empty : set.Metadata.Annotations },
            Spec = set.Spec with { Replicas = Replicas(set.Spec.Replicas), Template = isPart ? new PodTemplate() : Of(set.Spec.Template), MinReadySeconds = null },
        };
    }

    public static StatefulSet Of(StatefulSet set) => new()
    {
        Metadata = TrimmedMeta.Of(set.Metadata),
        Spec = set.Spec with
        {
            Replicas = Replicas(set.Spec.Replicas),
            Template = Of(set.Spec.Template),
            VolumeClaimTemplates = [.. set.Spec.VolumeClaimTemplates.Select(claim => new ClaimTemplate
            {
                Metadata = new ObjectMeta { Name = claim.Metadata.Name },
                Spec = Of(claim.Spec),
            })],
        },
    };

    public static DaemonSet Of(DaemonSet set) => new()
    {
        Metadata = TrimmedMeta.Of(set.Metadata),
        Spec = set.Spec with { Template = Of(set.Spec.Template) },
        Status = new DaemonSetStatus { DesiredNumberScheduled = Counted("status.desiredNumberScheduled", set.Status.DesiredNumberScheduled) },
    };

    /// <param name="apiVersion">Of the object: before policy/v1 an empty selector selected nothing.</param>
    public static PodDisruptionBudget Of(PodDisruptionBudget budget, string apiVersion)
    {
        bool selectsNothing = apiVersion.EndsWith("/v1beta1", StringComparison.Ordinal)
            && budget.Spec.Selector is { MatchLabels.Count: 0, MatchExpressions.Length: 0 };
        bool isUnsaid = budget.Status is { ObservedGeneration: null, DisruptionsAllowed: 0 };
        return new PodDisruptionBudget
        {
            Metadata = TrimmedMeta.Of(budget.Metadata),
            Spec = selectsNothing ? budget.Spec with { Selector = null } : budget.Spec,
            Status = isUnsaid ? new PodDisruptionBudgetStatus()
                : new PodDisruptionBudgetStatus { DisruptionsAllowed = Counted("status.disruptionsAllowed", budget.Status.DisruptionsAllowed), ObservedGeneration = 1 },
        };
    }

    public static HorizontalPodAutoscaler Of(HorizontalPodAutoscaler autoscaler) => new()
    {
        Metadata = TrimmedMeta.Of(autoscaler.Metadata),
        Spec = autoscaler.Spec with
        {
            MinReplicas = autoscaler.Spec.MinReplicas is { } least ? Counted("spec.minReplicas", least) : null,
            MaxReplicas = Counted("spec.maxReplicas", autoscaler.Spec.MaxReplicas),
        },
        Status = autoscaler.Status,
    };

    public static Service Of(Service service) => new()
    {
        Metadata = TrimmedMeta.Of(service.Metadata),
        Spec = service.Spec with { ClusterIP = service.Spec.ClusterIP == "None" ? "None" : "", Selector = TrimmedText.Of(service.Spec.Selector), SessionAffinity = "" },
    };

    public static EndpointSlice Of(EndpointSlice slice) => new()
    {
        Metadata = TrimmedMeta.Of(slice.Metadata) with { Labels = Only(slice.Metadata.Labels, ServiceName), Annotations = AnnotationSet.Empty },
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
    public static EndpointSlice Of(Endpoints endpoints)
    {
        return new EndpointSlice
        {
            Metadata = TrimmedMeta.Of(endpoints.Metadata) with { Labels = LabelSet.Of([KeyValuePair.Create(ServiceName, endpoints.Metadata.Name)]), Annotations = AnnotationSet.Empty },
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

    public static PersistentVolumeClaim Of(PersistentVolumeClaim claim) => new()
    {
        Metadata = TrimmedMeta.Of(claim.Metadata, labels: false) with { Annotations = AnnotationSet.Empty },
        Spec = Of(claim.Spec),
        Status = claim.Status,
    };

    public static PersistentVolume Of(PersistentVolume volume) => new()
    {
        Metadata = TrimmedMeta.Of(volume.Metadata) with { Labels = Only(volume.Metadata.Labels, s_placeLabels) },
        Spec = volume.Spec with { Capacity = [], AccessModes = [], ClaimRef = volume.Spec.ClaimRef is { } claim ? claim with { Uid = "" } : null },
    };

    public static StorageClass Of(StorageClass storage) => new()
    {
        Metadata = TrimmedMeta.Of(storage.Metadata, labels: false),
        Provisioner = storage.Provisioner,
        VolumeBindingMode = storage.VolumeBindingMode,
        Parameters = storage.Parameters,
    };

    public static PriorityClass Of(PriorityClass priority) => new()
    {
        Metadata = TrimmedMeta.Of(priority.Metadata, labels: false),
        Value = priority.Value,
        GlobalDefault = priority.GlobalDefault,
    };

    private static PodTemplate Of(PodTemplate template) => new()
    {
        Metadata = new ObjectMeta { Labels = TrimmedText.Of(template.Metadata.Labels), Annotations = TrimmedMeta.Of(template.Metadata.Annotations) },

        // Here the name of a node is meant by whoever wrote the template.
        Spec = TrimmedSpec.Of(template.Spec) with { NodeName = template.Spec.NodeName },
    };

    private static ClaimSpec Of(ClaimSpec claim) => new()
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
                kept.Add(KeyValuePair.Create(name, TrimmedText.Of(value)));
            }
        }

        return LabelSet.Of(kept);
    }

    private static int? Replicas(int? replicas) => replicas is { } number ? Counted("spec.replicas", number) : null;

    private static int Counted(string field, int number) =>
        number >= 0 ? number : throw new JsonException($"expected 0 or more, and not {number}, at {field}");
}
