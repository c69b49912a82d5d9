using System.Collections.Immutable;
using Nines.Clusters;

namespace Nines.Tests.Clusters;

/// <summary>
/// Clusters for tests in a few lines. What is not said is harmless: nodes are ready and large, pods are ready, ask for a little and have
/// good probes, names stand in the namespace <c>shop</c>, and a workload's pods have the label <c>app</c> with its name.
/// </summary>
internal sealed class SnapshotBuilder
{
    public const string Namespace = "shop";

    private readonly List<Node> _nodes = [];
    private readonly List<Workload> _workloads = [];
    private readonly List<DisruptionBudget> _budgets = [];
    private readonly List<Autoscaler> _autoscalers = [];
    private readonly List<Service> _services = [];
    private readonly List<Claim> _claims = [];
    private readonly List<Volume> _volumes = [];
    private readonly List<StorageClass> _classes = [];
    private readonly List<PriorityClass> _priorities = [];
    private readonly List<UnreadKind> _unread = [];
    private readonly Dictionary<string, IReadOnlyDictionary<string, string>> _namespaces = [];
    private int? _minor;

    /// <summary>A node; labels are there for the domains that are given, and always its host name.</summary>
    /// <param name="name">Its name and host name.</param>
    /// <param name="zone">The value of the zone label.</param>
    /// <param name="updateDomain">The value of nines' own label.</param>
    /// <param name="faultDomain">The value of AKS's label.</param>
    /// <param name="pool">The AKS node pool.</param>
    /// <param name="cpu">Thousandths of a core.</param>
    /// <param name="change">Anything else.</param>
    public SnapshotBuilder Node(
        string name, string? zone = null, string? updateDomain = null, string? faultDomain = null, string? pool = null, long cpu = 8000, bool ready = true,
        bool cordoned = false, Func<Node, Node>? change = null)
    {
        var labels = new Dictionary<string, string> { [Nines.Clusters.Node.HostnameLabel] = name };
        (string Key, string? Value)[] domains =
        [
            (Nines.Clusters.Node.ZoneLabel, zone), (NinesKeys.UpdateDomainLabel, updateDomain),
            ("topology.kubernetes.azure.com/fault-domain", faultDomain), ("kubernetes.azure.com/agentpool", pool),
        ];
        foreach ((string key, string? value) in domains)
        {
            if (value is not null)
            {
                labels[key] = value;
            }
        }

        var node = new Node
        {
            Name = name,
            Labels = labels,
            Allocatable = new Resources { MilliCpu = cpu, Memory = 32L << 30 },
            IsUnschedulable = cordoned,
            Taints = cordoned ? [new Taint(Taint.UnschedulableKey, "", TaintEffect.NoSchedule)] : [],
        };
        _nodes.Add((change?.Invoke(node) ?? node) with { IsReady = ready });
        return this;
    }

    /// <summary>Nodes <c>a1, a2, ... b1, ...</c>: a letter for each zone, which is called <c>weu-1, weu-2, ...</c></summary>
    public SnapshotBuilder Zones(int zones, int nodesEach = 1)
    {
        for (int zone = 0; zone < zones; zone++)
        {
            for (int node = 1; node <= nodesEach; node++)
            {
                Node($"{(char)('a' + zone)}{node}", zone: $"weu-{zone + 1}");
            }
        }

        return this;
    }

    /// <summary>Adds a label to a node that is there.</summary>
    public SnapshotBuilder Label(string node, string key, string value) => Change(node, found => found with
    {
        Labels = new Dictionary<string, string>(found.Labels) { [key] = value },
    });

    public SnapshotBuilder Change(string node, Func<Node, Node> change)
    {
        int index = _nodes.FindIndex(found => found.Name == node);
        _nodes[index] = change(_nodes[index]);
        return this;
    }

    public SnapshotBuilder Deployment(string name, Action<WorkloadBuilder>? build = null) => Workload(WorkloadKind.Deployment, name, build);

    public SnapshotBuilder StatefulSet(string name, Action<WorkloadBuilder>? build = null) => Workload(WorkloadKind.StatefulSet, name, build);

    public SnapshotBuilder DaemonSet(string name, Action<WorkloadBuilder>? build = null) => Workload(WorkloadKind.DaemonSet, name, build);

    public SnapshotBuilder BarePod(string name, Action<WorkloadBuilder>? build = null) => Workload(WorkloadKind.BarePod, name, build);

    public SnapshotBuilder Workload(WorkloadKind kind, string name, Action<WorkloadBuilder>? build = null)
    {
        var workload = new WorkloadBuilder(kind, name);
        build?.Invoke(workload);
        _workloads.Add(workload.Build());
        return this;
    }

    public SnapshotBuilder Workload(Workload workload)
    {
        _workloads.Add(workload);
        return this;
    }

    /// <summary>A budget for the workload of a name.</summary>
    /// <param name="name">Its name, and the value of the label <c>app</c> that it selects unless a selector is given.</param>
    /// <param name="min">minAvailable, such as <c>2</c> or <c>50%</c>.</param>
    /// <param name="max">maxUnavailable.</param>
    public SnapshotBuilder Budget(
        string name, string? min = null, string? max = null, LabelSelector? selector = null, string ns = Namespace,
        Func<DisruptionBudget, DisruptionBudget>? change = null)
    {
        var budget = new DisruptionBudget
        {
            Name = new ObjectName("PodDisruptionBudget", ns, name),
            Selector = selector ?? LabelSelector.FromLabels(("app", name)),
            MinAvailable = Amount(min),
            MaxUnavailable = Amount(max),
        };
        _budgets.Add(change?.Invoke(budget) ?? budget);
        return this;
    }

    /// <summary>An autoscaler of the Deployment of the same name.</summary>
    public SnapshotBuilder Autoscaler(
        string name, int min, int max, int? current = null, string? target = null, string targetKind = "Deployment", string ns = Namespace)
    {
        _autoscalers.Add(new Autoscaler(
            new ObjectName("HorizontalPodAutoscaler", ns, name), new ObjectName(targetKind, ns, target ?? name), min, max, current,
            ImmutableDictionary<string, string>.Empty));
        return this;
    }

    /// <summary>A service for the workload of a name.</summary>
    /// <param name="name">Its name, and the value of the label <c>app</c> that it selects.</param>
    /// <param name="endpoints">Node, pod and readiness; null when slices were not read.</param>
    /// <param name="change">Anything else.</param>
    public SnapshotBuilder Service(
        string name, ImmutableArray<ServiceEndpoint>? endpoints = null, string ns = Namespace, Func<Service, Service>? change = null)
    {
        var service = new Service
        {
            Name = new ObjectName("Service", ns, name),
            Selector = new Dictionary<string, string> { ["app"] = name },
            Endpoints = endpoints,
        };
        _services.Add(change?.Invoke(service) ?? service);
        return this;
    }

    /// <summary>A bound claim and its volume, of the same name.</summary>
    /// <param name="name">Of both.</param>
    /// <param name="zone">The zone that the volume can be used in; empty for a copy in each; null for no limit.</param>
    /// <param name="storageClass">Of both.</param>
    /// <param name="shared">ReadWriteMany.</param>
    /// <param name="nodes">The node affinity of the volume in place of the zone.</param>
    /// <param name="zoneKey">The label that has the zone.</param>
    public SnapshotBuilder Claim(
        string name, string? zone = null, string storageClass = "managed", bool shared = false, ImmutableArray<NodeSelectorTerm>? nodes = null,
        string zoneKey = Nines.Clusters.Node.ZoneLabel, string ns = Namespace)
    {
        var claim = new ObjectName("PersistentVolumeClaim", ns, name);
        nodes ??= zone is null ? null : [new NodeSelectorTerm(new LabelRequirement(zoneKey, LabelOperator.In, zone))];
        _claims.Add(new Claim(claim, storageClass, name, IsBound: true, shared));
        _volumes.Add(new Volume(name, storageClass, "disk.csi.azure.com", nodes, claim));
        return this;
    }

    public SnapshotBuilder UnboundClaim(string name, string storageClass = "managed", string ns = Namespace)
    {
        _claims.Add(new Claim(new ObjectName("PersistentVolumeClaim", ns, name), storageClass, "", IsBound: false, IsShared: false));
        return this;
    }

    public SnapshotBuilder StorageClass(
        string name, bool waits = true, bool? survivesZones = null, bool isDefault = false, string provisioner = "disk.csi.azure.com")
    {
        _classes.Add(new StorageClass(name, provisioner, waits, survivesZones, isDefault));
        return this;
    }

    public SnapshotBuilder Priority(string name, int value, bool isDefault = false)
    {
        _priorities.Add(new PriorityClass(name, value, isDefault));
        return this;
    }

    public SnapshotBuilder AddNamespace(string name, params (string Key, string Value)[] labels)
    {
        _namespaces[name] = labels.ToDictionary(label => label.Key, label => label.Value);
        return this;
    }

    /// <summary>Says that a kind of objects was not read.</summary>
    public SnapshotBuilder Without(string kind, string reason = "forbidden")
    {
        _unread.Add(new UnreadKind(kind, reason));
        return this;
    }

    /// <summary>The version of the cluster: 34 for 1.34.</summary>
    public SnapshotBuilder Minor(int minor)
    {
        _minor = minor;
        return this;
    }

    public ClusterSnapshot Build() => new()
    {
        Source = "test",
        MinorVersion = _minor,
        Nodes = [.. _nodes.OrderBy(node => node.Name, StringComparer.Ordinal)],
        Workloads = [.. _workloads.OrderBy(workload => workload.Name)],
        Budgets = [.. _budgets.OrderBy(budget => budget.Name)],
        Autoscalers = [.. _autoscalers.OrderBy(autoscaler => autoscaler.Name)],
        Services = [.. _services.OrderBy(service => service.Name)],
        Claims = [.. _claims.OrderBy(claim => claim.Name)],
        Volumes = [.. _volumes.OrderBy(volume => volume.Name, StringComparer.Ordinal)],
        StorageClasses = [.. _classes],
        PriorityClasses = [.. _priorities],
        Namespaces = _namespaces,
        Unread = [.. _unread],
    };

    private static Amount? Amount(string? text) => text switch
    {
        null => null,
        [.. var number, '%'] => new Amount(int.Parse(number), IsPercent: true),
        _ => new Amount(int.Parse(text)),
    };
}
