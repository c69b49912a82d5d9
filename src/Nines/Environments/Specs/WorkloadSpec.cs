using Nines.Text.Readers;
using System.Collections.Immutable;

namespace Nines.Environments.Specs;

public enum SpreadKind
{
    /// <summary>Evenly over zones, then over nodes (topology spread constraints).</summary>
    Zone,

    /// <summary>Over nodes, without regard to zones: the worst zone placement that this permits is assumed.</summary>
    Node,

    /// <summary>No topology spread: the worst placement is assumed, all on one node if they fit.</summary>
    None,
}

/// <param name="Name">Unique.</param>
/// <param name="Namespace">Kubernetes namespace.</param>
/// <param name="Pool">Node pool that it runs on, whose taints it tolerates; null for the first that takes any pod (<see cref="PoolPlan.PoolOf"/>).</param>
/// <param name="Regions">Regions that it runs in; empty for all that have a cluster.</param>
/// <param name="Replicas">Pods a region.</param>
/// <param name="Needed">Pods a region that must be ready for a request to be served; 1 to <paramref name="Replicas"/>.</param>
/// <param name="Cpu">Requested cores per pod; null when not stated.</param>
/// <param name="Memory">Requested bytes per pod; null when not stated.</param>
/// <param name="Spread">Topology spread of the pods.</param>
/// <param name="Requires">The requirement for serving; null for none.</param>
/// <param name="ServesRequests">True when the default journey <c>serve</c> needs it.</param>
public sealed record WorkloadSpec(
    string Name,
    string Namespace,
    string? Pool,
    ImmutableArray<string> Regions,
    int Replicas,
    int Needed,
    double? Cpu,
    long? Memory,
    SpreadKind Spread,
    RequirementSpec? Requires,
    bool ServesRequests)
{
    /// <summary>Copies of its data as the file states them; null for a workload without data.</summary>
    public DataSpec? Data { get; init; }

    /// <summary>Time between rollouts, after which the pods are back in place; <see cref="TimeSpan.MaxValue"/> for never, null when not stated.</summary>
    public TimeSpan? RolloutInterval { get; init; }

    /// <summary>True for a StatefulSet, whose pods are not replaced while their node is silent.</summary>
    public bool IsStateful { get; init; }

    /// <summary>True when its pods use disks that exist in one zone.</summary>
    public bool HasZonalDisks { get; init; }

    /// <summary>True when a pod stays Pending rather than break the spread (DoNotSchedule).</summary>
    public bool IsSpreadRequired { get; init; }

    /// <summary>True when a PodDisruptionBudget keeps its needed pods from being drained.</summary>
    public bool HasDisruptionBudget { get; init; }

    /// <summary>The requirement for starting a pod, such as an image pull; null for none.</summary>
    public RequirementSpec? StartRequires { get; init; }
}

/// <summary>Something that runs as replicas in the clusters.</summary>
internal static class WorkloadSection
{
    private static readonly Key<string> _namespace = Keys.Default(
        "namespace", IdentitySection.Namespace, "default", "Kubernetes namespace.", "default");

    private static readonly Key<string> _pool = Keys.Optional(
        "pool", Texts.Name,
        "Node pool that it runs on, and whose taints it tolerates. Default: the first user pool without a NoSchedule or NoExecute taint, else the first pool without one, else the first user pool.");

    private static readonly Key<ImmutableArray<string>> _regions = Keys.Default(
        "regions", new ListReader<string>("regions", Texts.Name, Limits.Regions), [], "Regions that it runs in. Default: all that have a cluster.");

    private static readonly Key<int> _replicas = Keys.Default("replicas", Numbers.Whole("replicas", 1, Limits.Replicas), 1, "Pods a region.", 1);

    private static readonly Key<int> _needed = Keys.Optional(
        "needed", Numbers.Whole("replicas", 1, Limits.Replicas),
        "Number of ready pods that each region needs to serve a request. Default: all but one, and at least one.");

    private static readonly Key<double> _cpu = Keys.Optional("cpu", Cores.Reader, "Requested cores a pod, such as 500m.");
    private static readonly Key<long> _memory = Keys.Optional("memory", SizeReader.Memory, "Requested memory a pod, such as 512Mi.");

    private static readonly Key<SpreadKind> _spread = Keys.Default(
        "spread",
        Texts.OneOf("a spread", ("zone", SpreadKind.Zone), ("node", SpreadKind.Node), ("none", SpreadKind.None)),
        SpreadKind.Zone,
        "Topology spread of the pods: evenly over zones and then nodes, over nodes alone, or none.",
        "zone");

    private static readonly Key<bool> _whenUnsatisfiable = Keys.Default(
        "whenUnsatisfiable",
        Texts.OneOf("an action of a topology spread constraint", ("ScheduleAnyway", false), ("DoNotSchedule", true)),
        false,
        "DoNotSchedule leaves a pod Pending rather than break the spread, so that pods of a lost zone stay missing.",
        "ScheduleAnyway");

    private static readonly Key<bool> _kind = Keys.Default(
        "kind", Texts.OneOf("a kind of workload", ("deployment", false), ("statefulSet", true)), false,
        "A statefulSet does not replace the pods of a silent node.", "deployment");

    private static readonly Key<bool> _disks = Keys.Default(
        "disks", Texts.OneOf("a kind of disks", ("zonal", true), ("zoneRedundant", false), ("none", false)), false,
        "Disks of the pods. Pods with zonal disks (LRS) cannot leave their zone.", "none");

    private static readonly Key<bool> _disruptionBudget = Keys.Default(
        "disruptionBudget", Numbers.Boolean, false,
        "Whether a PodDisruptionBudget keeps as many pods as are needed while nodes are drained. Without one, all pods of a node are evicted at once.", false);

    private static readonly Key<TimeSpan> _rolloutInterval = Keys.Optional(
        "rolloutInterval", DurationReader.ReactionOrNever,
        "Time between rollouts, which put pods back in place that an outage has moved; or never. Default: timings.rebalance if that is stated, else 7d.");

    private static readonly Key<RequirementSpec> _requires = Keys.Optional(
        "requires", RequirementReader.Instance, "Requirements for serving. Default: nothing.");

    private static readonly Key<RequirementSpec> _startRequires = Keys.Optional(
        "startRequires", RequirementReader.Instance,
        "Requirements for starting a pod: kubernetes-api, pull-image, a vault. While they are down, pods of a lost node or zone start nowhere else. Default: nothing.");

    private static readonly Key<bool> _servesRequests = Keys.Default(
        "servesRequests", Numbers.Boolean, true, "True if the default journey serve requires it.", true);

    private static readonly Key<DataSpec> _data = DataSection.Create("a workload holds none");

    public static MappingReader<WorkloadSpec> Reader { get; } = new(
        "workload", "a workload", "Replicas of one kind of pod, in every region that it runs in.",
        [
            _namespace, _pool, _regions, _kind, _replicas, _needed, _cpu, _memory, _spread, _whenUnsatisfiable, _disks, _disruptionBudget, _rolloutInterval, _data, _requires,
            _startRequires, _servesRequests,
        ],
        Build);

    private static WorkloadSpec Build(Fields fields)
    {
        int replicas = fields.Get(_replicas);
        int? needed = fields.Maybe(_needed);
        if (needed > replicas && (!fields.Has(_replicas) || fields.IsSound(_replicas)))
        {
            fields.Report(_needed, $"{needed} replicas are needed, but there are only {replicas}.", "Raise replicas, or lower needed.");
            needed = replicas;
        }

        return new WorkloadSpec(
            fields.Name,
            fields.Get(_namespace),
            fields.Find(_pool),
            fields.Get(_regions),
            replicas,
            needed ?? Math.Max(1, replicas - 1),
            fields.Maybe(_cpu),
            fields.Maybe(_memory),
            fields.Get(_spread),
            fields.Find(_requires),
            fields.Get(_servesRequests))
        {
            Data = fields.Find(_data),
            RolloutInterval = fields.Maybe(_rolloutInterval),
            IsStateful = fields.Get(_kind),
            HasZonalDisks = fields.Get(_disks),
            IsSpreadRequired = fields.Get(_whenUnsatisfiable),
            StartRequires = fields.Find(_startRequires),
            HasDisruptionBudget = fields.Get(_disruptionBudget),
        };
    }
}

/// <summary>Every workload finds a cluster, and its node pool in it.</summary>
internal static class WorkloadPlacementCheck
{
    public static void Run(CheckContext context)
    {
        EnvironmentSpec spec = context.Spec;
        bool hasCluster = spec.Regions.Any(region => region.Cluster is not null || !context.IsSound("regions", region.Name, "cluster"));
        foreach (WorkloadSpec workload in spec.Workloads.Where(_ => context.IsSound("regions")))
        {
            if (!hasCluster)
            {
                context.Reading.Report(
                    context.Document.PositionOfKey("workloads", workload.Name),
                    $"The workload '{workload.Name}' has nowhere to run: no region has a cluster.",
                    "Add a cluster to a region, or describe it under components.");
                continue;
            }

            CheckRegions(context, workload);
            CheckPool(context, workload);
        }
    }

    private static void CheckRegions(CheckContext context, WorkloadSpec workload)
    {
        for (int i = 0; i < workload.Regions.Length && context.IsSound("workloads", workload.Name, "regions"); i++)
        {
            string name = workload.Regions[i];
            if (context.Spec.Regions.FirstOrDefault(region => region.Name == name) is { Cluster: null }
                && context.Document.Find("regions", name, "cluster") is null)
            {
                context.Reading.Report(
                    context.Document.PositionOfItem(i, "workloads", workload.Name, "regions"),
                    $"The workload '{workload.Name}' cannot run in '{name}', which has no cluster.");
            }
        }
    }

    private static void CheckPool(CheckContext context, WorkloadSpec workload)
    {
        if (workload.Pool is not { } pool)
        {
            return;
        }

        foreach (RegionSpec region in context.Spec.Regions.Where(region => ReferenceNames.RunsIn(workload, region)))
        {
            ImmutableArray<NodePoolSpec> pools = region.Cluster!.NodePools;
            if (pools.All(each => each.Name != pool) && context.IsSound("regions", region.Name, "cluster", "nodePools"))
            {
                context.Reading.ReportUnknown(
                    context.Document.PositionOf("workloads", workload.Name, "pool"),
                    $"The cluster in '{region.Name}' has no node pool '{pool}'.",
                    pool,
                    pools.Select(each => each.Name));
            }
        }
    }
}

/// <summary>The node pool of each workload.</summary>
internal static class PoolPlan
{
    /// <summary>
    /// The pool that a workload runs on: the one it names, else the first user pool that takes any pod, else the first such pool, else the
    /// first user pool, else the first. A workload tolerates the taints of the pool that it names, and no others.
    /// </summary>
    public static NodePoolSpec PoolOf(RegionSpec region, WorkloadSpec workload)
    {
        ClusterSpec cluster = region.Cluster!;
        return cluster.NodePools.FirstOrDefault(pool => pool.Name == workload.Pool)
            ?? cluster.NodePools.FirstOrDefault(pool => pool is { Mode: NodePoolMode.User, IsReserved: false })
            ?? cluster.NodePools.FirstOrDefault(pool => !pool.IsReserved)
            ?? cluster.NodePools.FirstOrDefault(pool => pool.Mode == NodePoolMode.User)
            ?? cluster.NodePools[0];
    }
}

/// <summary>A node of a pool: its number within its zone (0 for no zone).</summary>
internal readonly record struct PlacedNode(int Zone, int Number);

/// <summary>Places of the nodes of a pool and of the replicas of a workload.</summary>
internal static class PoolPlacement
{
    /// <summary>Spreads nodes evenly over zones: 5 nodes in zones 1 to 3 are 2 + 2 + 1.</summary>
    public static PlacedNode[] Nodes(NodePoolSpec pool, int count)
    {
        int zones = Math.Max(1, pool.Zones.Length);
        return [.. Enumerable.Range(0, count)
            .Select(i => new PlacedNode(pool.Zones.IsEmpty ? 0 : pool.Zones[i % zones], i / zones))
            .OrderBy(node => node.Zone).ThenBy(node => node.Number)];
    }

    /// <summary>The node index of each replica: the worst placement that the topology spread permits.</summary>
    /// <param name="spread">Topology spread of the pods.</param>
    /// <param name="nodes">The nodes, ordered by zone.</param>
    /// <param name="replicas">Number of pods.</param>
    /// <param name="slots">Pods of this workload that fit on one node.</param>
    public static int[] Replicas(SpreadKind spread, PlacedNode[] nodes, int replicas, int slots)
    {
        int[] order = spread switch
        {
            // Zone after zone, and within a zone node after node.
            SpreadKind.Zone => [.. Enumerable.Range(0, nodes.Length).OrderBy(i => nodes[i].Number).ThenBy(i => nodes[i].Zone)],
            // Different nodes, but the first zone's nodes first: that is the worst case.
            SpreadKind.Node => [.. Enumerable.Range(0, nodes.Length)],
            // One node until it is full.
            _ => [.. Enumerable.Range(0, nodes.Length).SelectMany(i => Enumerable.Repeat(i, slots))],
        };
        return [.. Enumerable.Range(0, replicas).Select(replica => order[replica % order.Length])];
    }
}
