using System.Collections.Immutable;
using Nines.Clusters;

namespace Nines.Scheduling.State;

/// <summary>The cluster as it stands while pods are placed; adding and taking away a pod change only what it touches.</summary>
internal sealed class ClusterState
{
    private readonly Dictionary<string, Topology> _topologies = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CarriedTerm> _carried = new(StringComparer.Ordinal);
    private readonly List<CarriedTerm> _carriedList = [];
    private readonly Dictionary<PodTemplate, PreparedTemplate> _prepared = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<HostPort>?[] _ports;
    private readonly TemplatePreparer _preparer;

    public ClusterState(Cluster cluster, SchedulerProfile profile)
    {
        Nodes = cluster.Nodes;
        Amounts = new NodeAmounts(Nodes);
        _ports = new List<HostPort>?[Nodes.Length];
        _preparer = new TemplatePreparer(cluster, profile, this);
        for (int node = 0; node < Nodes.Length; node++)
        {
            _numbers.Add(Nodes[node].Name, node);
        }

        foreach (Pod placed in cluster.Pods)
        {
            Change(Prepare(placed.Template), _numbers[placed.Node!], placed.IsTerminating, 1);
        }
    }

    public ImmutableArray<Node> Nodes { get; }

    public NodeAmounts Amounts { get; }

    /// <summary>State of each node after a loss; null while none is lost.</summary>
    public LossKind?[]? Lost
    {
        get;
        set
        {
            field = value;
            Version++;
        }
    }

    /// <summary>Another number after every change.</summary>
    public long Version { get; private set; }

    /// <summary>Returns true if a node is deleted.</summary>
    public bool IsGone(int node) => Lost is not null && Lost[node] == LossKind.Deleted;

    /// <summary>Returns true if a node is still registered but does not answer.</summary>
    public bool IsUnreachable(int node) => Lost is not null && Lost[node] == LossKind.Unreachable;

    public PodIndex Pods { get; } = new();

    /// <summary>The number of a node; -1 when there is none of that name.</summary>
    public int Number(string node) => _numbers.GetValueOrDefault(node, -1);

    public PreparedTemplate Prepare(PodTemplate template)
    {
        if (!_prepared.TryGetValue(template, out PreparedTemplate? prepared))
        {
            prepared = _preparer.Prepare(template);
            _prepared.Add(template, prepared);
        }

        return prepared;
    }

    public PlacementRules Rules(PreparedTemplate prepared) => prepared.Rules ??= _preparer.Rules(prepared);

    public Topology Topology(string key)
    {
        if (!_topologies.TryGetValue(key, out Topology? topology))
        {
            topology = new Topology(key, Nodes);
            _topologies.Add(key, topology);
        }

        return topology;
    }

    public CarriedTerm Carried(PodTerm term, Topology topology, int weight)
    {
        string key = CarriedTerm.KeyOf(term, topology, weight);
        if (!_carried.TryGetValue(key, out CarriedTerm? carried))
        {
            carried = new CarriedTerm(term, topology, weight);
            _carried.Add(key, carried);
            _carriedList.Add(carried);
        }

        return carried;
    }

    /// <summary>The carried terms that mean these pods.</summary>
    public List<CarriedTerm> TermsMeaning(LabelClass pods)
    {
        for (; pods.TermsSeen < _carriedList.Count; pods.TermsSeen++)
        {
            CarriedTerm term = _carriedList[pods.TermsSeen];
            if (term.Means(pods))
            {
                pods.MeantBy.Add(term);
            }
        }

        return pods.MeantBy;
    }

    public IReadOnlyList<HostPort> Ports(int node) => _ports[node] ?? (IReadOnlyList<HostPort>)[];

    /// <summary>Adds (1) or takes away (-1) a pod.</summary>
    public void Change(PreparedTemplate prepared, int node, bool isTerminating, int change)
    {
        Version++;
        Amounts.Change(prepared, node, change);
        PodIndex.Change(prepared.Class(isTerminating), node, change);
        foreach (CarriedTerm term in prepared.Carried)
        {
            term.Change(node, change);
        }

        foreach (HostPort port in prepared.Template.HostPorts)
        {
            if (change > 0)
            {
                (_ports[node] ??= []).Add(port);
            }
            else
            {
                _ports[node]!.Remove(port);
            }
        }
    }
}
