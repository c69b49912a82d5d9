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
    private readonly PodTrimmer _podKeeper;
    private readonly ObjectList<Records.Node> _nodes;
    private readonly ObjectList<Records.Namespace> _namespaces;
    private readonly ObjectList<TrimmedPod> _pods;
    private readonly ObjectList<Records.Deployment> _deployments;
    private readonly ObjectList<Records.ReplicaSet> _replicaSets;
    private readonly ObjectList<Records.StatefulSet> _statefulSets;
    private readonly ObjectList<Records.DaemonSet> _daemonSets;
    private readonly ObjectList<PodDisruptionBudget> _budgets;
    private readonly ObjectList<HorizontalPodAutoscaler> _autoscalers;
    private readonly ObjectList<Records.Service> _services;
    private readonly ObjectList<Records.EndpointSlice> _slices;
    private readonly ObjectList<Records.EndpointSlice> _oldSlices;
    private readonly ObjectList<PersistentVolumeClaim> _claims;
    private readonly ObjectList<PersistentVolume> _volumes;
    private readonly ObjectList<Records.StorageClass> _storageClasses;
    private readonly ObjectList<Records.PriorityClass> _priorityClasses;
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly List<SnapshotHeader> _headers = [];
    private int _objects;

    public RecordCollector(SnapshotLimits limits)
    {
        _limits = limits;
        _podKeeper = new PodTrimmer(_json);
        _nodes = ObjectList.Of<Records.Node>(_json);
        _namespaces = ObjectList.Of<Records.Namespace>(_json);
        _pods = ObjectList.OfPods(_json);
        _deployments = ObjectList.Of<Records.Deployment>(_json);
        _replicaSets = ObjectList.Of<Records.ReplicaSet>(_json);
        _statefulSets = ObjectList.Of<Records.StatefulSet>(_json);
        _daemonSets = ObjectList.Of<Records.DaemonSet>(_json);
        _budgets = ObjectList.Of<PodDisruptionBudget>(_json);
        _autoscalers = ObjectList.Of<HorizontalPodAutoscaler>(_json);
        _services = ObjectList.Of<Records.Service>(_json);
        _slices = ObjectList.Of<Records.EndpointSlice>(_json);
        _oldSlices = ObjectList.Of<Records.EndpointSlice>(_json);
        _claims = ObjectList.Of<PersistentVolumeClaim>(_json);
        _volumes = ObjectList.Of<PersistentVolume>(_json);
        _storageClasses = ObjectList.Of<Records.StorageClass>(_json);
        _priorityClasses = ObjectList.Of<Records.PriorityClass>(_json);
    }

    /// <summary>Objects that were there twice, word for word.</summary>
    public int Repeated { get; private set; }

    public bool HasNodes => _nodes.Items.Count > 0;

    /// <summary>Whether anything came that is read here.</summary>
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
        Records.Pod pod => _podKeeper.Trimmer(pod) is not { } kept || _pods.Add(kept),
        Records.Node node => _nodes.Add(Trimmer.Trim(node)),
        Records.Namespace ns => _namespaces.Add(Trimmer.Trim(ns)),
        Records.Deployment deployment => _deployments.Add(Trimmer.Trim(deployment)),
        Records.ReplicaSet set => _replicaSets.Add(Trimmer.Trim(set)),
        Records.StatefulSet set => _statefulSets.Add(Trimmer.Trim(set)),
        Records.DaemonSet set => _daemonSets.Add(Trimmer.Trim(set)),
        PodDisruptionBudget budget => _budgets.Add(Trimmer.Trim(budget, apiVersion)),
        HorizontalPodAutoscaler autoscaler => _autoscalers.Add(Trimmer.Trim(autoscaler)),
        Records.Service service => _services.Add(Trimmer.Trim(service)),
        Records.EndpointSlice slice => _slices.Add(Trimmer.Trim(slice)),
        Records.Endpoints endpoints => _oldSlices.Add(Trimmer.Trim(endpoints)),
        PersistentVolumeClaim claim => _claims.Add(Trimmer.Trim(claim)),
        PersistentVolume volume => _volumes.Add(Trimmer.Trim(volume)),
        Records.StorageClass storage => _storageClasses.Add(Trimmer.Trim(storage)),
        Records.PriorityClass priority => _priorityClasses.Add(Trimmer.Trim(priority)),
        _ => throw new NotSupportedException($"{item.GetType().Name} is no part of a snapshot"),
    };

    private IKubernetesObject Read(string kind, ReadOnlySpan<byte> json) => kind switch
    {
        SnapshotKinds.Pod => _json.Read<Records.Pod>(json),
        SnapshotKinds.Node => _json.Read<Records.Node>(json),
        SnapshotKinds.Namespace => _json.Read<Records.Namespace>(json),
        SnapshotKinds.Deployment => _json.Read<Records.Deployment>(json),
        SnapshotKinds.ReplicaSet => _json.Read<Records.ReplicaSet>(json),
        SnapshotKinds.StatefulSet => _json.Read<Records.StatefulSet>(json),
        SnapshotKinds.DaemonSet => _json.Read<Records.DaemonSet>(json),
        SnapshotKinds.Budget => _json.Read<PodDisruptionBudget>(json),
        SnapshotKinds.Autoscaler => _json.Read<HorizontalPodAutoscaler>(json),
        SnapshotKinds.Service => _json.Read<Records.Service>(json),
        SnapshotKinds.EndpointSlice => _json.Read<Records.EndpointSlice>(json),
        SnapshotKinds.Endpoints => _json.Read<Records.Endpoints>(json),
        SnapshotKinds.Claim => _json.Read<PersistentVolumeClaim>(json),
        SnapshotKinds.Volume => _json.Read<PersistentVolume>(json),
        SnapshotKinds.StorageClass => _json.Read<Records.StorageClass>(json),
        _ => _json.Read<Records.PriorityClass>(json),
    };

    private static string ServiceOf(Records.EndpointSlice slice) => $"{slice.Metadata.Namespace}/{Building.ServiceMapping.ServiceOf(slice)}";
}

/// <summary>There are more objects than the limits allow.</summary>
internal sealed class TooManyObjectsException(string message) : FormatException(message);
