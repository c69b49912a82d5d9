using System.Collections.Immutable;
using Nines.Clusters;
using Nines.Reliability.Months;
using Nines.Testing;

namespace Nines.Tests.Scheduling;

/// <summary>Small clusters in which every rule gets its turn, from a seed.</summary>
internal sealed class RandomClusters(ulong seed)
{
    private static readonly string[] s_keys = ["topology.kubernetes.io/zone", "kubernetes.io/hostname", "disk", "ud"];
    private readonly Xoshiro256 _random = Xoshiro256.FromSeed(seed);

    public int Below(int n) => (int)(_random.Next() % (ulong)n);

    public bool OneIn(int n) => Below(n) == 0;

    public Cluster Cluster(int nodes, int pods)
    {
        ImmutableArray<Node> all = [.. Enumerable.Range(0, nodes).Select(Node)];
        List<PodTemplate> templates = [.. Enumerable.Range(0, 6).Select(_ => Template())];
        return new Cluster
        {
            Nodes = all,
            Pods = [.. Enumerable.Range(0, pods).Select(i => new Pod($"p{i}", templates[Below(templates.Count)]) { Node = all[Below(nodes)].Name, IsTerminating = OneIn(8) })],
            Namespaces = new Dictionary<string, IReadOnlyDictionary<string, string>>
            {
                ["a"] = new Dictionary<string, string> { ["team"] = "x" },
                ["b"] = new Dictionary<string, string> { ["team"] = "y" },
            },
        };
    }

    public PodTemplate Template()
    {
        var labels = new Dictionary<string, string> { ["app"] = Pick("web", "db") };
        if (OneIn(2))
        {
            labels["v"] = Pick("1", "2");
        }

        return new PodTemplate
        {
            Namespace = Pick("a", "b"),
            Labels = labels,
            Requests = OneIn(5) ? PodRequests.Nothing : PodRequests.From(100 * (1 + Below(10)), OneIn(3) ? 0 : 100_000_000L * (1 + Below(8))) is var r && OneIn(6)
                ? r with { Actual = r.Actual with { Extended = new Dictionary<string, long> { ["gpu"] = 1 } } } : PodRequests.From(250, 300_000_000),
            HostPorts = OneIn(6) ? [new HostPort(80 + Below(2), Ip: Pick("0.0.0.0", "10.0.0.1", "10.0.0.2"))] : [],
            NodeAffinity = new NodeAffinity
            {
                Selector = OneIn(8) ? [("disk", "ssd")] : [],
                Required = OneIn(5) ? [NodeTerm(), NodeTerm()] : null,
                Preferred = OneIn(3) ? [new PreferredNodeTerm(1 + Below(100), NodeTerm()), new PreferredNodeTerm(1 + Below(100), NodeTerm())] : [],
            },
            PodAffinity = new PodAffinity
            {
                Required = OneIn(6) ? [Term()] : OneIn(9) ? [Term(), Term()] : [],
                RequiredAnti = OneIn(5) ? [Term()] : [],
                Preferred = OneIn(4) ? [new WeightedPodAffinityTerm(1 + Below(100), Term())] : [],
                PreferredAnti = OneIn(4) ? [new WeightedPodAffinityTerm(1 + Below(100), Term())] : [],
            },
            Tolerations = OneIn(2) ? [] : [OneIn(3) ? new Toleration(Exists: true) : new Toleration("t", false, Pick("1", "2"), OneIn(2) ? null : TaintEffect.NoSchedule)],
            Spread = OneIn(2) ? [] : [Constraint(0), .. OneIn(2) ? [Constraint(2)] : (SpreadConstraint[])[]],
            DefaultSpreadSelector = OneIn(2) ? LabelSelector.FromLabels(("app", "web")) : null,
            Volumes = OneIn(8) ? [new PodVolume { Nodes = OneIn(2) ? [NodeTerm()] : null, ZoneLabels = OneIn(2) ? [(s_keys[0], ["z0", "z1"])] : [] }] : [],
        };
    }

    private string Pick(params string[] values) => values[Below(values.Length)];

    private Node Node(int number)
    {
        var labels = new Dictionary<string, string> { ["kubernetes.io/hostname"] = $"n{number}", ["ud"] = $"{Below(4)}" };
        if (!OneIn(7))
        {
            labels["topology.kubernetes.io/zone"] = $"z{Below(3)}";
        }

        if (OneIn(2))
        {
            labels["disk"] = Pick("ssd", "hdd");
        }

        return new Node
        {
            Name = $"n{number}",
            Labels = labels,
            Taints = OneIn(4) ? [new Taint("t", Pick("1", "2"), (TaintEffect)Below(3))] : [],
            Allocatable = new Resources { MilliCpu = 1000 * (1 + Below(4)), Memory = 1_000_000_000L * (1 + Below(4)), Extended = new Dictionary<string, long> { ["gpu"] = Below(3) } },
            AllocatablePods = 3 + Below(10),
            IsUnschedulable = OneIn(9),
        };
    }

    private NodeSelectorTerm NodeTerm() => Below(7) switch
    {
        0 => new NodeSelectorTerm(new LabelRequirement("disk", LabelOperator.In, "ssd")),
        1 => new NodeSelectorTerm(new LabelRequirement("disk", LabelOperator.NotIn, "ssd")),
        2 => new NodeSelectorTerm(new LabelRequirement("disk", LabelOperator.Exists)),
        3 => new NodeSelectorTerm(new LabelRequirement("ud", LabelOperator.GreaterThan, "1"), new LabelRequirement("disk", LabelOperator.DoesNotExist)),
        4 => new NodeSelectorTerm(new LabelRequirement("ud", LabelOperator.LessThan, "2")),
        5 => new NodeSelectorTerm([], [new LabelRequirement("metadata.name", OneIn(2) ? LabelOperator.In : LabelOperator.NotIn, "n1")]),
        _ => new NodeSelectorTerm([], []),
    };

    private PodAffinityTerm Term() => new()
    {
        TopologyKey = s_keys[Below(s_keys.Length)],
        Selector = OneIn(9) ? null : OneIn(6) ? LabelSelector.Everything : LabelSelector.FromLabels(("app", Pick("web", "db"))),
        Namespaces = OneIn(4) ? ["a"] : [],
        NamespaceSelector = OneIn(5) ? LabelSelector.FromLabels(("team", Pick("x", "y"))) : OneIn(6) ? LabelSelector.Everything : null,
        MatchLabelKeys = OneIn(4) ? ["v"] : [],
        MismatchLabelKeys = OneIn(6) ? ["v"] : [],
    };

    private SpreadConstraint Constraint(int first) => new()
    {
        TopologyKey = s_keys[first + Below(2)],
        MaxSkew = 1 + Below(2),
        IsHard = OneIn(2),
        Selector = OneIn(9) ? null : OneIn(6) ? LabelSelector.Everything : LabelSelector.FromLabels(("app", Pick("web", "db"))),
        MinDomains = OneIn(3) ? 3 : 1,
        NodeAffinityPolicy = OneIn(3) ? InclusionPolicy.Ignore : InclusionPolicy.Honor,
        NodeTaintsPolicy = OneIn(3) ? InclusionPolicy.Honor : InclusionPolicy.Ignore,
        MatchLabelKeys = OneIn(3) ? ["v"] : [],
    };
}
