using System.Collections.Frozen;
using System.Collections.Immutable;
using Nines.Audits.Losses;
using Nines.Clusters;
using Nines.Domains;
using Nines.Scheduling;
using Nines.Scheduling.State;

namespace Nines.Audits.Findings;

/// <summary>Input of rules: the snapshot, derived facts, and the objects that belong to each workload.</summary>
/// <param name="snapshot">The cluster.</param>
/// <param name="domains">Its domains.</param>
/// <param name="options">Options.</param>
/// <param name="workloads">Those that are judged.</param>
/// <param name="capacity">Effects of the loss of domains on the rest of the cluster.</param>
/// <param name="feasibility">The nodes that pods may use.</param>
internal sealed class AuditContext(
    ClusterSnapshot snapshot, DomainMap domains, AuditOptions options, ImmutableArray<WorkloadAudit> workloads, ImmutableArray<CapacityLoss> capacity,
    Feasibility feasibility)
{
    private readonly WorkloadIndex _index = new(snapshot);

    public ClusterSnapshot Snapshot { get; } = snapshot;

    public DomainMap Domains { get; } = domains;

    public AuditOptions Options { get; } = options;

    public ImmutableArray<WorkloadAudit> Workloads { get; } = workloads;

    public ImmutableArray<CapacityLoss> Capacity { get; } = capacity;

    /// <summary>Results that several rules need, each computed once.</summary>
    public AuditFacts Facts => field ??= new AuditFacts(Snapshot, Domains, _index, Workloads, feasibility);

    public ImmutableArray<Autoscaler> AutoscalersOf(Workload workload) => _index.AutoscalersOf(workload);

    public ImmutableArray<Service> ServicesOf(Workload workload) => _index.ServicesOf(workload);

    /// <summary>Those that send traffic to pods with some labels.</summary>
    public ImmutableArray<Service> ServicesOf(string ns, IReadOnlyDictionary<string, string> labels) => _index.ServicesOf(ns, labels);
}

/// <summary>Options of an audit.</summary>
public sealed record AuditOptions
{
    public DomainOptions Domains { get; init; } = new();

    /// <summary>Selects the workloads to audit; all by default. The others still take up their place on the nodes.</summary>
    public Func<Clusters.Workload, bool> IncludesWorkload { get; init; } = static _ => true;

    /// <summary>Selects, by their namespace, the objects of no workload to audit: a budget that matches nothing.</summary>
    public Func<string, bool> IncludesNamespace { get; init; } = static _ => true;

    /// <summary>Assumed failure rates.</summary>
    public Losses.DomainRates Rates { get; init; } = Losses.DomainRates.Default;

    /// <summary>Codes that are not reported.</summary>
    public ImmutableHashSet<string> IgnoredCodes { get; init; } = [];

    /// <summary>Random seed, for reproducible results.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>Results that several rules need, each computed at its first use.</summary>
internal sealed class AuditFacts(ClusterSnapshot snapshot, DomainMap domains, WorkloadIndex index, ImmutableArray<WorkloadAudit> judged, Feasibility feasibility)
{
    // Bounds the memory when every workload asks for other nodes.
    private const int MaxKept = 1000;

    private readonly ImmutableArray<Node> _nodes = snapshot.Nodes;
    private readonly Dictionary<string, Topology> _topologies = new(StringComparer.Ordinal);

    private readonly Dictionary<(FeasibleNodes Fit, string Label), HashSet<int>> _open = [];

    public BudgetUses Budgets => field ??= new BudgetUses(snapshot, index);

    public SpreadDomainsCache SpreadDomains => field ??= new SpreadDomainsCache(Topology);

    public NearLabels Near => field ??= new NearLabels(snapshot);

    /// <summary>The nodes that pods may use.</summary>
    public Feasibility Feasibility { get; } = feasibility;

    public PodClasses Pods => field ??= new PodClasses(snapshot, Numbers);

    /// <summary>The number of each node in the snapshot.</summary>
    public FrozenDictionary<string, int> Numbers => field ??= _nodes.Select((node, number) => (node.Name, number))
        .DistinctBy(node => node.Name).ToFrozenDictionary(node => node.Name, node => node.number, StringComparer.Ordinal);

    /// <summary>The audit of each workload that is in scope.</summary>
    public FrozenDictionary<ObjectName, WorkloadAudit> InScope => field ??= judged
        .DistinctBy(audit => audit.Workload.Name).ToFrozenDictionary(audit => audit.Workload.Name);

    /// <summary>Every workload of the snapshot.</summary>
    public FrozenDictionary<ObjectName, Workload> Workloads => field ??= snapshot.Workloads
        .DistinctBy(workload => workload.Name).ToFrozenDictionary(workload => workload.Name);

    /// <summary>Pods that serve.</summary>
    public ServingPods Serving => field ??= new ServingPods(snapshot);

    /// <summary>The workloads of a kind in a namespace, by name.</summary>
    public IEnumerable<string> NamesOf(string ns, string kind) => Namespaces[ns].Where(workload => workload.Name.Kind == kind).Select(workload => workload.Name.Name);

    private ILookup<string, Workload> Namespaces => field ??= snapshot.Workloads.ToLookup(workload => workload.Name.Namespace, StringComparer.Ordinal);

    /// <summary>The values of a node label of which some node can take such pods now.</summary>
    public IReadOnlySet<int> OpenValues(FeasibleNodes fit, string label)
    {
        if (!_open.TryGetValue((fit, label), out HashSet<int>? values))
        {
            Topology topology = Topology(label);
            values = [.. Enumerable.Range(0, fit.IsOpen.Length).Where(node => fit.IsOpen[node]).Select(topology.Value).Where(value => value >= 0)];
            if (_open.Count < MaxKept)
            {
                _open.Add((fit, label), values);
            }
        }

        return values;
    }

    /// <summary>The values of a node label as small numbers.</summary>
    public Topology Topology(string label)
    {
        if (!_topologies.TryGetValue(label, out Topology? topology))
        {
            topology = new Topology(label, _nodes);
            _topologies.Add(label, topology);
        }

        return topology;
    }

    /// <summary>The level that a node label spreads over; null when it is none that nines knows.</summary>
    public DomainLevel? LevelOf(string label) => domains.Levels.FirstOrDefault(level => level.SpreadLabel == label);

    /// <summary>The domain that a value of a node label stands for; null when it is none that nines knows, such as a phantom.</summary>
    public FailureDomain? DomainOf(string label, int node) => LevelOf(label) is { } level ? domains.Of(level, _nodes[node].Name) : null;

    /// <summary>Returns the name of a value of a node label: <c>zone weu-1</c>, or <c>rack=7</c> for a label of no level.</summary>
    public string ValueName(string label, int node) =>
        DomainOf(label, node) is { } domain ? domain.Label : $"{label}={_nodes[node].Labels[label]}";
}
