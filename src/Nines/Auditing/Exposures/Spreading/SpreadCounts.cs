using Nines.Auditing.Exposures.Facts;
using Nines.Clusters;
using Nines.Placement;
using Nines.Placement.Scheduling;

namespace Nines.Auditing.Exposures.Spreading;

/// <summary>The pods that a constraint of a workload counts, by value of its node label, as the scheduler's filter sees them now.</summary>
internal sealed class SpreadCounts
{
    private const int NotThere = -1;

    private readonly int[] _counts;
    private readonly int[] _own;
    private readonly bool[] _isOpen;
    private readonly int[] _node;

    private SpreadCounts(int values) => (_counts, _own, _isOpen, _node) = (new int[values], new int[values], new bool[values], new int[values]);

    /// <summary>How many values have a node that counts.</summary>
    public int Domains { get; private set; }

    /// <summary>The numbers of the values that have a node that counts.</summary>
    public IEnumerable<int> Values => Enumerable.Range(0, _counts.Length).Where(value => _counts[value] != NotThere);

    /// <summary>Counted pods of a value.</summary>
    public int this[int value] => Math.Max(0, _counts[value]);

    /// <summary>Those of them that are the workload's own.</summary>
    public int Own(int value) => _own[value];

    /// <summary>Whether a node with the value can take a pod of it now, leaving aside what is full.</summary>
    public bool IsOpen(int value) => _isOpen[value];

    /// <summary>Some node with the value.</summary>
    public int Node(int value) => _node[value];

    public int Fullest => Values.Select(value => this[value]).DefaultIfEmpty().Max();

    /// <summary>What the fullest is compared with: 0 while there are fewer domains than the constraint wants.</summary>
    public int Least(SpreadConstraint constraint) => Domains < constraint.MinDomains ? 0 : Values.Select(value => this[value]).DefaultIfEmpty().Min();

    /// <summary>The constraint as a version of the scheduler reads it.</summary>
    public static SpreadConstraint Read(SpreadConstraint constraint, SchedulerProfile profile) => constraint with
    {
        MinDomains = profile.KnowsMinDomains && constraint.IsHard ? constraint.MinDomains : 1,
        NodeAffinityPolicy = profile.KnowsInclusionPolicies ? constraint.NodeAffinityPolicy : InclusionPolicy.Honor,
        NodeTaintsPolicy = profile.KnowsInclusionPolicies ? constraint.NodeTaintsPolicy : InclusionPolicy.Ignore,
        MatchLabelKeys = profile.KnowsSpreadMatchLabelKeys && !constraint.MatchLabelKeys.IsDefault ? constraint.MatchLabelKeys : [],
    };

    /// <param name="context">The cluster.</param>
    /// <param name="workload">Whose constraint it is.</param>
    /// <param name="template">What its pods ask for.</param>
    /// <param name="constraint">As <see cref="Read"/> gives it.</param>
    public static SpreadCounts Of(AuditContext context, Workload workload, PodTemplate template, SpreadConstraint constraint)
    {
        AuditFacts facts = context.Facts;
        NodeFit fit = facts.Fits.Of(template);
        Topology topology = facts.Topology(constraint.TopologyKey);

        // Nodes count that have every label of the constraints of the same hardness.
        Topology[] keys = [.. template.Spread.Where(other => other.IsHard == constraint.IsHard).Select(other => facts.Topology(other.TopologyKey))];
        bool IsEligible(int node)
        {
            foreach (Topology key in keys)
            {
                if (key.Of(node) < 0)
                {
                    return false;
                }
            }

            return (constraint.NodeAffinityPolicy == InclusionPolicy.Ignore || fit.IsAllowed[node])
                && (constraint.NodeTaintsPolicy == InclusionPolicy.Ignore || fit.IsTolerated[node]);
        }

        var counts = new SpreadCounts(topology.Values);
        Array.Fill(counts._counts, NotThere);
        for (int node = 0; node < fit.IsOpen.Length; node++)
        {
            int value = topology.Of(node);
            if (value < 0 || !IsEligible(node))
            {
                continue;
            }

            if (counts._counts[value] == NotThere)
            {
                counts._counts[value] = 0;
                counts._node[value] = node;
                counts.Domains++;
            }

            counts._isOpen[value] |= fit.IsOpen[node];
        }

        bool onEligibleOnly = context.Snapshot.Scheduler.CountsEligibleNodesOnly;
        LabelSelector? selector = Selector(workload, constraint, context.Snapshot.Scheduler);
        foreach (PodClass pods in facts.Pods.Find(workload.Name.Namespace, selector))
        {
            foreach (int node in pods.Nodes)
            {
                int value = topology.Of(node);
                if (value >= 0 && counts._counts[value] != NotThere && (!onEligibleOnly || IsEligible(node)))
                {
                    counts._counts[value]++;
                }
            }
        }

        foreach (ClusterPod pod in workload.Pods.IsDefault ? [] : workload.Pods)
        {
            if (pod is { Node: { } name, IsTerminating: false } && facts.Numbers.TryGetValue(name, out int node) && topology.Of(node) >= 0
                && selector?.Matches(pod.Definition.Placement.Labels) == true)
            {
                counts._own[topology.Of(node)]++;
            }
        }

        return counts;
    }

    /// <summary>Which pods the newest pod of the workload counts; null for none.</summary>
    private static LabelSelector? Selector(Workload workload, SpreadConstraint constraint, SchedulerProfile profile)
    {
        if (constraint.Selector is not { } selector)
        {
            return null;
        }

        // Labels that a controller adds are on pods only, and they are all of one version here.
        IReadOnlyDictionary<string, string>? labels = workload.Pods.IsDefaultOrEmpty
            ? workload.Template?.Placement.Labels
            : (workload.Pods.FirstOrDefault(pod => !pod.IsTerminating) ?? workload.Pods[0]).Definition.Placement.Labels;
        LabelRequirement[] more = labels is null ? []
            : [.. constraint.MatchLabelKeys.Where(labels.ContainsKey).Select(key => new LabelRequirement(key, LabelOperator.In, labels[key]))];
        selector = more.Length == 0 ? selector : new LabelSelector(selector.Requirements.AddRange(more));
        return selector.Requirements.IsEmpty && profile.EmptySelectorCountsNothing ? null : selector;
    }
}
