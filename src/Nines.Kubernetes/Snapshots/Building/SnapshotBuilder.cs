using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Nines.Clusters;
using Nines.Kubernetes.Snapshots.Trimming;
using Nines.Text;
using Nines.Kubernetes.Records;

namespace Nines.Kubernetes.Snapshots.Building;

/// <summary>Makes a snapshot of the objects of a cluster: who owns which pods, what they need, what there is.</summary>
public static class SnapshotBuilder
{
    private const int PodsBetweenLooks = 4096;

    /// <param name="records">Read from files or from a live cluster.</param>
    /// <param name="cancellation">Stops between two pods.</param>
    public static ClusterSnapshot Build(ClusterRecords records, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(records);
        var notes = new BuildNotes();
        var selectors = new SelectorMapping(notes);
        var storage = new StorageIndex(records, selectors);
        var owners = new Owners(records, selectors);
        var spreads = new SpreadSelectors(records.Services, owners.SelectorOf);
        var pods = new PodMapping(selectors, storage, spreads, new Priorities(records.PriorityClasses), notes);
        ImmutableArray<Node> nodes = [.. records.Nodes.Select(node => Map(node, notes)).OrderBy(node => node.Name, StringComparer.Ordinal)];
        ImmutableArray<Workload> workloads = Workloads(records, nodes, owners, new WorkloadTable(pods, selectors, notes), notes, cancellation);
        ImmutableArray<DisruptionBudget> budgets = PolicyMapping.Budgets(records, selectors, notes);
        (int? minor, string? guess) = Version(records);
        return new ClusterSnapshot
        {
            Source = records.Source,
            TakenAt = records.TakenAt,
            MinorVersion = minor,
            Nodes = nodes,
            Workloads = workloads,
            Budgets = budgets,
            Autoscalers = PolicyMapping.Autoscalers(records),
            Services = ServiceMapping.Map(records),
            Claims = storage.AllClaims,
            Volumes = storage.AllVolumes,
            StorageClasses = storage.AllClasses,
            PriorityClasses =
            [
                .. records.PriorityClasses.Select(priority => new PriorityClass(priority.Metadata.Name, priority.Value, priority.GlobalDefault))
                    .OrderBy(priority => priority.Name, StringComparer.Ordinal),
            ],
            Namespaces = records.Namespaces.ToFrozenDictionary(
                ns => ns.Metadata.Name, ns => (IReadOnlyDictionary<string, string>)ns.Metadata.Labels, StringComparer.Ordinal),
            Unread = records.Unread,
            Notes = [.. records.Notes, .. guess is null ? (ReadOnlySpan<string>)[] : [guess], .. notes.ToSentences()],
        };
    }

    private static ImmutableArray<Workload> Workloads(
        ClusterRecords records, ImmutableArray<Node> nodes, Owners owners, WorkloadTable table, BuildNotes notes, CancellationToken cancellation)
    {
        foreach (DeploymentRecord deployment in records.Deployments)
        {
            table.Add(deployment);
        }

        foreach (StatefulSetRecord set in records.StatefulSets)
        {
            table.Add(set);
        }

        foreach (DaemonSetRecord set in records.DaemonSets)
        {
            table.Add(set);
        }

        // In one order, so that equal clusters are reported alike.
        foreach (ReplicaSetRecord set in records.ReplicaSets.OrderBy(set => set.Metadata.Namespace, StringComparer.Ordinal).ThenBy(set => set.Metadata.Name, StringComparer.Ordinal))
        {
            table.Add(set);
        }

        HashSet<string> there = [.. nodes.Select(node => node.Name)];
        int count = 0;
        foreach (PodRecord pod in records.Pods)
        {
            if (++count % PodsBetweenLooks == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            if (pod.NodeName.Length > 0 && !there.Contains(pod.NodeName))
            {
                notes.Add("pods are on nodes that the input does not contain, and are omitted", $"{pod.Template.Metadata.Namespace}/{pod.Name} on {pod.NodeName}");
                continue;
            }

            table.Add(owners.OwnerOf(pod), pod);
        }

        return table.ToWorkloads();
    }

    private static Node Map(NodeRecord node, BuildNotes notes)
    {
        ImmutableArray<Taint>.Builder taints = ImmutableArray.CreateBuilder<Taint>(node.Spec.Taints.Length);
        foreach (TaintRecord taint in node.Spec.Taints)
        {
            if (PodMapping.EffectOf(taint.Effect) is { } effect)
            {
                taints.Add(new Taint(taint.Key, taint.Value, effect));
            }
            else
            {
                notes.Add("nodes have a taint with an unknown effect, which is omitted", node.Metadata.Name);
            }
        }

        (Resources amounts, int maxPods) = ResourceMapping.Map(node, notes);
        return new Node
        {
            Name = node.Metadata.Name,
            Labels = node.Metadata.Labels,
            Taints = taints.ToImmutable(),
            Allocatable = amounts,
            AllocatablePods = maxPods,
            IsUnschedulable = node.Spec.Unschedulable,
            IsReady = node.Status.Conditions is [var ready, ..] ? ready.Status == "True" : null,
            ProviderId = node.Spec.ProviderID,
            Annotations = node.Metadata.Annotations.Kept,
        };
    }

    // A kubelet may be older than the server and is never newer.
    private static (int? Minor, string? Guess) Version(ClusterRecords records)
    {
        if (MinorOf(records.ServerVersion) is { } said)
        {
            return (said, null);
        }

        int? newest = records.Nodes.Max(node => MinorOf(node.Status.NodeInfo.KubeletVersion));
        return (newest, newest is null
            ? "the version of the server is unknown; assuming the rules of the newest one"
            : $"the version of the server is not in the file; 1.{newest.Value.ToString(CultureInfo.InvariantCulture)}, that of the newest kubelet, is taken");
    }

    /// <summary>34 of v1.34.2; null for anything else.</summary>
    private static int? MinorOf(string? version)
    {
        string[] parts = (version ?? "").TrimStart('v').Split('.');
        return parts is ["1", var minor, ..] && int.TryParse(minor.TrimEnd('+'), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number < 10_000
            ? number
            : null;
    }
}

/// <summary>Notes about omitted objects and replaced values: one sentence for each kind of problem, with the number of objects and the first of them.</summary>
internal sealed class BuildNotes
{
    private const int Shown = 3;
    private readonly SortedDictionary<string, (int Count, List<string> First)> _sorts = new(StringComparer.Ordinal);

    /// <param name="sort">Plural noun and problem: <c>pods are on nodes that the input does not contain, and are omitted</c>.</param>
    /// <param name="who">Name of the object.</param>
    public void Add(string sort, string who)
    {
        (int count, List<string> first) = _sorts.TryGetValue(sort, out (int, List<string>) known) ? known : (0, []);
        if (first.Count < Shown)
        {
            first.Add(Sanitizer.CleanMessage(who));
        }

        _sorts[sort] = (count + 1, first);
    }

    public ImmutableArray<string> ToSentences() =>
    [
        .. _sorts.Select(pair => $"{pair.Value.Count} {pair.Key}: {string.Join(", ", pair.Value.First)}{(pair.Value.Count > pair.Value.First.Count ? ", ..." : "")}"),
    ];
}

/// <summary>Priorities of pods. kube-apiserver writes the number into each pod; a template has only the name of its class.</summary>
internal sealed class Priorities
{
    private readonly Dictionary<string, int> _classes = new(StringComparer.Ordinal)
    {
        // Every cluster has these two.
        ["system-cluster-critical"] = 2_000_000_000,
        ["system-node-critical"] = 2_000_001_000,
    };

    private readonly int _default;

    public Priorities(IReadOnlyList<PriorityClassRecord> classes)
    {
        foreach (PriorityClassRecord priority in classes)
        {
            _classes[priority.Metadata.Name] = priority.Value;
            _default = priority.GlobalDefault ? Math.Max(_default, priority.Value) : _default;
        }
    }

    public int Find(PodSpec spec) =>
        spec.Priority ?? (spec.PriorityClassName.Length == 0 ? _default : _classes.GetValueOrDefault(spec.PriorityClassName));
}
