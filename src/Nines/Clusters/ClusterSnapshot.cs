using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Nines.Clusters;

/// <summary>A kind of object that could not be read, and so what could not be judged.</summary>
/// <param name="Kind">As Kubernetes spells it: PodDisruptionBudget.</param>
/// <param name="Reason">Why, human-readable: <c>forbidden</c>, <c>not in the file</c>.</param>
public sealed record UnreadKind(string Kind, string Reason);

/// <summary>
/// A cluster as it was at one moment: nodes, who makes pods, the pods, and what promises and limits there are about them. Names are
/// unique within their kind; pods are on nodes that are there (a reader leaves out others and says so in <see cref="Notes"/>).
/// </summary>
public sealed record ClusterSnapshot
{
    /// <summary>Human-readable: the file or the context it was read from.</summary>
    public string Source { get; init; } = "";

    /// <summary>Null when the file does not say.</summary>
    public DateTimeOffset? TakenAt { get; init; }

    /// <summary>Of kube-apiserver, such as 34 for 1.34; null when unknown.</summary>
    public int? MinorVersion { get; init; }

    public ImmutableArray<ClusterNode> Nodes { get; init; } = [];

    /// <summary>In the order of their names.</summary>
    public ImmutableArray<Workload> Workloads { get; init; } = [];

    public ImmutableArray<DisruptionBudget> Budgets { get; init; } = [];

    public ImmutableArray<Autoscaler> Autoscalers { get; init; } = [];

    public ImmutableArray<Service> Services { get; init; } = [];

    public ImmutableArray<Claim> Claims { get; init; } = [];

    public ImmutableArray<Volume> Volumes { get; init; } = [];

    public ImmutableArray<StorageClass> StorageClasses { get; init; } = [];

    public ImmutableArray<PriorityClass> PriorityClasses { get; init; } = [];

    /// <summary>The labels of each namespace.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Namespaces { get; init; } =
        FrozenDictionary<string, IReadOnlyDictionary<string, string>>.Empty;

    /// <summary>What is missing from it.</summary>
    public ImmutableArray<UnreadKind> Unread { get; init; } = [];

    /// <summary>What the reader omitted or wondered at, human-readable.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>Whether a kind was read, so that the lack of an object means that there is none.</summary>
    public bool Knows(string kind) => !Unread.Any(unread => unread.Kind == kind);

    /// <summary>Whose rules the scheduler of this cluster follows.</summary>
    public SchedulerProfile Scheduler => MinorVersion is { } minor ? SchedulerProfile.ForMinor(minor) : SchedulerProfile.Current;

    /// <summary>What the scheduler sees: every node, and the pods that are on one.</summary>
    public Cluster ToCluster() => new()
    {
        Nodes = [.. Nodes.Select(node => node.Node)],
        Pods =
        [
            .. Workloads.SelectMany(workload => workload.Pods)
                .Where(pod => pod.Node is not null)
                .Select(pod => new PlacedPod(new Pod(pod.Name, pod.Definition.Placement), pod.Node!, pod.IsTerminating)),
        ],
        Namespaces = Namespaces,
    };
}

/// <summary>A node as it was found.</summary>
public sealed record ClusterNode
{
    /// <summary>What the scheduler sees of it: name, labels, taints, what pods can have.</summary>
    public required Node Node { get; init; }

    /// <summary>Whether its kubelet says so; null when the condition is missing.</summary>
    public bool? IsReady { get; init; }

    /// <summary>Which machine it is in the eyes of its cloud; empty when it has not said.</summary>
    public string ProviderId { get; init; } = "";

    /// <summary>Those annotations that are kept.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = FrozenDictionary<string, string>.Empty;

    public string Name => Node.Name;
}
