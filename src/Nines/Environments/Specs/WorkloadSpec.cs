using System.Collections.Immutable;
using Nines.Text.Readers;

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

    /// <summary>Time between rollouts, after which the pods are placed anew; <see cref="TimeSpan.MaxValue"/> for never, null when not stated.</summary>
    public TimeSpan? RolloutInterval { get; init; }

    /// <summary>True for a StatefulSet, whose pods are not replaced while their node is silent.</summary>
    public bool IsStateful { get; init; }

    /// <summary>True when its pods use disks that exist in one zone.</summary>
    public bool HasZonalDisks { get; init; }

    /// <summary>True when a pod stays Pending rather than break the spread (DoNotSchedule).</summary>
    public bool IsSpreadRequired { get; init; }

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
            _namespace, _pool, _regions, _kind, _replicas, _needed, _cpu, _memory, _spread, _whenUnsatisfiable, _disks, _rolloutInterval, _data, _requires,
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
