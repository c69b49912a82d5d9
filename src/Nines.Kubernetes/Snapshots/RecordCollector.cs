using System.Text.Json;
using Nines.Clusters;
using Nines.Kubernetes.Records;
using Nines.Kubernetes.Snapshots.Trimming;

namespace Nines.Kubernetes.Snapshots;

/// <summary>Takes objects one by one and keeps what is judged of them. Not for several threads at a time.</summary>
internal sealed class RecordCollector
{
    private readonly SnapshotLimits _limits;
    private readonly WireJson _json = new();
    private readonly PodTrimmer _podTrimmer;
    private readonly ObjectList<NodeRecord> _nodes;
    private readonly ObjectList<NamespaceRecord> _namespaces;
    private readonly ObjectList<PodRecord> _pods;
    private readonly ObjectList<DeploymentRecord> _deployments;
    private readonly ObjectList<ReplicaSetRecord> _replicaSets;
    private readonly ObjectList<StatefulSetRecord> _statefulSets;
    private readonly ObjectList<DaemonSetRecord> _daemonSets;
    private readonly ObjectList<PodDisruptionBudgetRecord> _budgets;
    private readonly ObjectList<HorizontalPodAutoscalerRecord> _autoscalers;
    private readonly ObjectList<ServiceRecord> _services;
    private readonly ObjectList<EndpointSliceRecord> _slices;
    private readonly ObjectList<EndpointSliceRecord> _oldSlices;
    private readonly ObjectList<PersistentVolumeClaimRecord> _claims;
    private readonly ObjectList<PersistentVolumeRecord> _volumes;
    private readonly ObjectList<StorageClassRecord> _storageClasses;
    private readonly ObjectList<PriorityClassRecord> _priorityClasses;
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly List<SnapshotHeader> _headers = [];
    private int _objects;

    public RecordCollector(SnapshotLimits limits)
    {
        _limits = limits;
        _podTrimmer = new PodTrimmer(_json);
        _nodes = ObjectList.Create<NodeRecord>(_json);
        _namespaces = ObjectList.Create<NamespaceRecord>(_json);
        _pods = ObjectList.CreateForPods(_json);
        _deployments = ObjectList.Create<DeploymentRecord>(_json);
        _replicaSets = ObjectList.Create<ReplicaSetRecord>(_json);
        _statefulSets = ObjectList.Create<StatefulSetRecord>(_json);
        _daemonSets = ObjectList.Create<DaemonSetRecord>(_json);
        _budgets = ObjectList.Create<PodDisruptionBudgetRecord>(_json);
        _autoscalers = ObjectList.Create<HorizontalPodAutoscalerRecord>(_json);
        _services = ObjectList.Create<ServiceRecord>(_json);
        _slices = ObjectList.Create<EndpointSliceRecord>(_json);
        _oldSlices = ObjectList.Create<EndpointSliceRecord>(_json);
        _claims = ObjectList.Create<PersistentVolumeClaimRecord>(_json);
        _volumes = ObjectList.Create<PersistentVolumeRecord>(_json);
        _storageClasses = ObjectList.Create<StorageClassRecord>(_json);
        _priorityClasses = ObjectList.Create<PriorityClassRecord>(_json);
    }

    /// <summary>Number of duplicated objects.</summary>
    public int Repeated { get; private set; }

    public bool HasNodes => _nodes.Items.Count > 0;

    /// <summary>True until an object of a known kind was added.</summary>
    public bool IsEmpty => _seen.Count == 0;

    /// <summary>A kind is known although it may have no objects.</summary>
    public void Saw(string kind) => _seen.Add(kind == SnapshotKinds.Endpoints ? SnapshotKinds.EndpointSlice : kind);

    /// <returns>False when the kind is not one of a snapshot.</returns>
    /// <exception cref="JsonException">The object cannot be read or contradicts another.</exception>
    public bool Add(string kind, string apiVersion, ReadOnlySpan<byte> json)
    {
        if (!SnapshotKinds.IsOurs(kind, apiVersion))
        {
            return false;
        }

        if (kind == SnapshotKinds.Metadata)
        {
            _headers.Add(SnapshotHeader.Read(json, apiVersion));
            return true;
        }

        if (++_objects > _limits.MaxObjects)
        {
            throw new TooManyObjectsException($"there are more than {_limits.MaxObjects} objects");
        }

        Saw(kind);
        Repeated += Add(Read(kind, json), apiVersion) ? 0 : 1;
        return true;
    }

    public ClusterRecords ToRecords(string source, string missing)
    {
        HashSet<string> withSlices = [.. _slices.Items.Select(ServiceOf)];
        HashSet<string> known = [.. _seen, .. _headers.SelectMany(header => header.Kinds)];
        return new ClusterRecords
        {
            Source = _headers.Select(header => header.Source).FirstOrDefault(text => text is { Length: > 0 }) ?? source,
            TakenAt = _headers.Min(header => header.TakenAt),
            ServerVersion = _headers.Select(header => header.ServerVersion).FirstOrDefault(text => text is { Length: > 0 }),
            IsAnonymised = _headers.Exists(header => header.Anonymised),
            Unread =
            [
                .. SnapshotKinds.All.Where(kind => !known.Contains(kind)).Select(kind => _headers.SelectMany(header => header.Unread).FirstOrDefault(unread => unread.Kind == kind)
                    ?? new UnreadKind(kind, missing)),
            ],
            Notes = [.. _headers.SelectMany(header => header.Notes).Distinct(StringComparer.Ordinal)],
            Nodes = _nodes.Items,
            Namespaces = _namespaces.Items,
            Pods = _pods.Items,
            Deployments = _deployments.Items,
            ReplicaSets = _replicaSets.Items,
            StatefulSets = _statefulSets.Items,
            DaemonSets = _daemonSets.Items,
            Budgets = _budgets.Items,
            Autoscalers = _autoscalers.Items,
            Services = _services.Items,
            Slices = [.. _slices.Items, .. _oldSlices.Items.Where(slice => !withSlices.Contains(ServiceOf(slice)))],
            Claims = _claims.Items,
            Volumes = _volumes.Items,
            StorageClasses = _storageClasses.Items,
            PriorityClasses = _priorityClasses.Items,
        };
    }

    /// <summary>Keeps what is judged of an object.</summary>
    /// <returns>False when the very same object is there already.</returns>
    /// <exception cref="JsonException">It contradicts itself or another.</exception>
    public bool Add(IKubernetesObject item, string apiVersion) => item switch
    {
        PodRecord pod => _podTrimmer.Trim(pod) is not { } kept || _pods.Add(kept),
        NodeRecord node => _nodes.Add(Trimmer.Trim(node)),
        NamespaceRecord ns => _namespaces.Add(Trimmer.Trim(ns)),
        DeploymentRecord deployment => _deployments.Add(Trimmer.Trim(deployment)),
        ReplicaSetRecord set => _replicaSets.Add(Trimmer.Trim(set)),
        StatefulSetRecord set => _statefulSets.Add(Trimmer.Trim(set)),
        DaemonSetRecord set => _daemonSets.Add(Trimmer.Trim(set)),
        PodDisruptionBudgetRecord budget => _budgets.Add(Trimmer.Trim(budget, apiVersion)),
        HorizontalPodAutoscalerRecord autoscaler => _autoscalers.Add(Trimmer.Trim(autoscaler)),
        ServiceRecord service => _services.Add(Trimmer.Trim(service)),
        EndpointSliceRecord slice => _slices.Add(Trimmer.Trim(slice)),
        EndpointsRecord endpoints => _oldSlices.Add(Trimmer.Trim(endpoints)),
        PersistentVolumeClaimRecord claim => _claims.Add(Trimmer.Trim(claim)),
        PersistentVolumeRecord volume => _volumes.Add(Trimmer.Trim(volume)),
        StorageClassRecord storage => _storageClasses.Add(Trimmer.Trim(storage)),
        PriorityClassRecord priority => _priorityClasses.Add(Trimmer.Trim(priority)),
        _ => throw new NotSupportedException($"{item.GetType().Name} is not a part of a snapshot"),
    };

    private IKubernetesObject Read(string kind, ReadOnlySpan<byte> json) => kind switch
    {
        SnapshotKinds.Pod => _json.Read<PodRecord>(json),
        SnapshotKinds.Node => _json.Read<NodeRecord>(json),
        SnapshotKinds.Namespace => _json.Read<NamespaceRecord>(json),
        SnapshotKinds.Deployment => _json.Read<DeploymentRecord>(json),
        SnapshotKinds.ReplicaSet => _json.Read<ReplicaSetRecord>(json),
        SnapshotKinds.StatefulSet => _json.Read<StatefulSetRecord>(json),
        SnapshotKinds.DaemonSet => _json.Read<DaemonSetRecord>(json),
        SnapshotKinds.Budget => _json.Read<PodDisruptionBudgetRecord>(json),
        SnapshotKinds.Autoscaler => _json.Read<HorizontalPodAutoscalerRecord>(json),
        SnapshotKinds.Service => _json.Read<ServiceRecord>(json),
        SnapshotKinds.EndpointSlice => _json.Read<EndpointSliceRecord>(json),
        SnapshotKinds.Endpoints => _json.Read<EndpointsRecord>(json),
        SnapshotKinds.Claim => _json.Read<PersistentVolumeClaimRecord>(json),
        SnapshotKinds.Volume => _json.Read<PersistentVolumeRecord>(json),
        SnapshotKinds.StorageClass => _json.Read<StorageClassRecord>(json),
        _ => _json.Read<PriorityClassRecord>(json),
    };

    private static string ServiceOf(EndpointSliceRecord slice) => $"{slice.Metadata.Namespace}/{Building.ServiceMapping.ServiceOf(slice)}";
}

/// <summary>There are more objects than the limits allow.</summary>
internal sealed class TooManyObjectsException(string message) : FormatException(message);

/// <summary>The objects of one kind, each once.</summary>
/// <param name="bytes">The object as it would be written, to compare two with one name.</param>
internal sealed class ObjectList<T>(Func<T, string> ns, Func<T, string> name, Func<T, byte[]> bytes)
{
    private readonly Dictionary<(string Namespace, string Name), int> _places = [];

    public List<T> Items { get; } = [];

    /// <returns>False when the very same object is there already, as when two files overlap.</returns>
    /// <exception cref="JsonException">It has no name, or another object has it.</exception>
    public bool Add(T item)
    {
        (string Namespace, string Name) key = (ns(item), name(item));
        if (key.Name.Length == 0)
        {
            throw new JsonException("expected a name at metadata.name");
        }

        if (_places.TryAdd(key, Items.Count))
        {
            Items.Add(item);
            return true;
        }

        return bytes(Items[_places[key]]).AsSpan().SequenceEqual(bytes(item))
            ? false
            : throw new JsonException("an object of the same kind, namespace and name stands before it and differs; expected each object once");
    }
}

/// <summary>Makes lists of objects.</summary>
internal static class ObjectList
{
    public static ObjectList<T> Create<T>(WireJson json)
        where T : class, IKubernetesObject => new(item => item.Metadata.Namespace, item => item.Metadata.Name, json.Write);

    public static ObjectList<PodRecord> CreateForPods(WireJson json) => new(pod => pod.Template.Metadata.Namespace, pod => pod.Name, json.Write);
}
