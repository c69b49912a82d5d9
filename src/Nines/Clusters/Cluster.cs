using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Nines.Clusters;

/// <summary>
/// A cluster at one moment: nodes, workloads with their pods, and the objects that set requirements and limits for them. Names are
/// unique within their kind; pods are on nodes of the snapshot (a reader omits others and says so in <see cref="Notes"/>).
/// </summary>
public sealed record ClusterSnapshot
{
    /// <summary>Human-readable: the file or the context it was read from.</summary>
    public string Source { get; init; } = "";

    /// <summary>Null when unknown.</summary>
    public DateTimeOffset? TakenAt { get; init; }

    /// <summary>Minor version of kube-apiserver, such as 34 for 1.34; null when unknown.</summary>
    public int? MinorVersion { get; init; }

    public ImmutableArray<Node> Nodes { get; init; } = [];

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

    /// <summary>Kinds that are missing from it.</summary>
    public ImmutableArray<UnreadKind> Unread { get; init; } = [];

    /// <summary>Notes of the reader for the user: objects that were omitted, values that were replaced.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>Returns true if a kind was read, so that the lack of an object means that there is none.</summary>
    public bool Knows(string kind) => !Unread.Any(unread => unread.Kind == kind);

    /// <summary>Version of the scheduler's rules in this cluster.</summary>
    public SchedulerProfile Scheduler => MinorVersion is { } minor ? SchedulerProfile.ForMinor(minor) : SchedulerProfile.Current;

    /// <summary>The scheduler's view: every node, and the pods that are on one.</summary>
    public Cluster ToCluster() => new()
    {
        Nodes = Nodes,
        Pods = [.. Workloads.SelectMany(workload => workload.PlacedPods)],
        Namespaces = Namespaces,
    };
}

/// <summary>A kind of object that could not be read; checks that need it are skipped.</summary>
/// <param name="Kind">As Kubernetes spells it: PodDisruptionBudget.</param>
/// <param name="Reason">Human-readable: <c>forbidden</c>, <c>not in the file</c>.</param>
public sealed record UnreadKind(string Kind, string Reason);

/// <summary>The scheduler's view of a cluster: nodes, and the pods on them.</summary>
public sealed record Cluster
{
    public ImmutableArray<Node> Nodes { get; init; } = [];

    /// <summary>Each on a node.</summary>
    public ImmutableArray<Pod> Pods { get; init; } = [];

    /// <summary>The labels of each namespace, for selectors of namespaces.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Namespaces { get; init; } =
        FrozenDictionary<string, IReadOnlyDictionary<string, string>>.Empty;

    /// <summary>Contradictions in it, human-readable; empty when it can be used.</summary>
    public ImmutableArray<string> Faults()
    {
        ImmutableArray<string>.Builder faults = ImmutableArray.CreateBuilder<string>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (Node node in Nodes)
        {
            if (!names.Add(node.Name))
            {
                faults.Add($"node {node.Name} is duplicated; node names must be unique");
            }

            Resources has = node.Allocatable;
            if (has.MilliCpu < 0 || has.Memory < 0 || has.EphemeralStorage < 0 || node.AllocatablePods < 0 || has.Extended.Values.Any(amount => amount < 0))
            {
                faults.Add($"node {node.Name} has a negative amount of a resource; expected 0 or more");
            }
        }

        foreach (Pod pod in Pods)
        {
            if (pod.Node is null || !names.Contains(pod.Node))
            {
                faults.Add($"pod {pod.Template.Namespace}/{pod.Name} is on {pod.Node ?? "no node"}, which is not among the nodes; add the node or omit the pod");
            }
        }

        return faults.ToImmutable();
    }
}
