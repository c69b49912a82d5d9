using System.Collections.Frozen;
using System.Collections.Immutable;
using Nines.Audits.Losses;
using Nines.Clusters;
using Nines.Domains;
using Nines.Scheduling;
using Nines.Scheduling.State;

namespace Nines.Audits.Findings;

/// <summary>What several rules need of a cluster; each part is worked out when the first rule asks for it.</summary>
internal sealed class AuditFacts(ClusterSnapshot snapshot, DomainMap domains, WorkloadIndex index, ImmutableArray<WorkloadAudit> judged, Feasibility feasibility)
{
    // Bounds the memory when every workload asks for other nodes.
    private const int MaxKept = 1000;

    private readonly ImmutableArray<Node> _nodes = [.. snapshot.Nodes.Select(node => node.Node)];
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

    /// <summary>What is known of each workload that is judged.</summary>
    public FrozenDictionary<ObjectName, WorkloadAudit> Judged => field ??= judged
        .DistinctBy(audit => audit.Workload.Name).ToFrozenDictionary(audit => audit.Workload.Name);

    /// <summary>Every workload of the snapshot.</summary>
    public FrozenDictionary<ObjectName, Workload> Workloads => field ??= snapshot.Workloads
        .DistinctBy(workload => workload.Name).ToFrozenDictionary(workload => workload.Name);

    /// <summary>Which pods can be counted on.</summary>
    public ServingPods Serving => field ??= new ServingPods(snapshot);

    /// <summary>Whether a selector means the next pod of some workload of a namespace.</summary>
    public bool IsTemplate(string ns, LabelSelector selector) =>
        Spaces[ns].Any(workload => workload.Template is { } template && selector.Matches(template.Placement.Labels));

    /// <summary>The workloads of a kind in a namespace, by name.</summary>
    public IEnumerable<string> NamesOf(string ns, string kind) => Spaces[ns].Where(workload => workload.Name.Kind == kind).Select(workload => workload.Name.Name);

    private ILookup<string, Workload> Spaces => field ??= snapshot.Workloads.ToLookup(workload => workload.Name.Namespace, StringComparer.Ordinal);

    /// <summary>The values of a node label of which some node can take such pods now.</summary>
    public IReadOnlySet<int> OpenValues(FeasibleNodes fit, string label)
    {
        if (!_open.TryGetValue((fit, label), out HashSet<int>? values))
        {
            Topology topology = Topology(label);
            values = [.. Enumerable.Range(0, fit.IsOpen.Length).Where(node => fit.IsOpen[node]).Select(topology.Of).Where(value => value >= 0)];
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

    /// <summary>What a value of a node label is called: <c>zone weu-1</c>, or <c>rack=7</c> for a label of no level.</summary>
    public string ValueName(string label, int node) =>
        DomainOf(label, node) is { } domain ? domain.Label : $"{label}={_nodes[node].Labels[label]}";
}
