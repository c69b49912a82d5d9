using System.Collections.Immutable;
using Nines.Clusters;
using Nines.Scheduling.State;

namespace Nines.Audits.Findings;

/// <summary>The pods that a constraint of a workload counts, by value of its node label, as the scheduler's filter sees them now.</summary>
internal sealed class SpreadCounts
{
    private readonly SpreadDomains _domains;
    private readonly int[] _counts;
    private readonly int[] _own;
    private int _min = int.MaxValue;

    private SpreadCounts(SpreadDomains domains) => (_domains, _counts, _own) = (domains, new int[domains.Length], new int[domains.Length]);

    /// <summary>Number of values with a node that counts.</summary>
    public int Domains => _domains.Count;

    /// <summary>The numbers of the values that have a node that counts.</summary>
    public ImmutableArray<int> Values => _domains.Values;

    /// <summary>Counted pods of a value.</summary>
    public int this[int value] => _counts[value];

    /// <summary>Those of them that are the workload's own.</summary>
    public int Own(int value) => _own[value];

    /// <summary>Returns true if a node with the value can take a pod now, apart from free resources.</summary>
    public bool IsOpen(int value) => _domains.IsOpen[value];

    /// <summary>Some node with the value.</summary>
    public int Node(int value) => _domains.Node[value];

    public int Fullest { get; private set; }

    /// <summary>The number that the fullest domain is compared with: 0 while there are fewer domains than the constraint wants.</summary>
    public int Min(SpreadConstraint constraint) => Domains == 0 || Domains < constraint.MinDomains ? 0 : _min;

    /// <summary>The constraint as a version of the scheduler reads it.</summary>
    public static SpreadConstraint Read(SpreadConstraint constraint, SchedulerProfile profile) => constraint with
    {
        MinDomains = profile.KnowsMinDomains && constraint.IsHard ? constraint.MinDomains : 1,
        NodeAffinityPolicy = profile.KnowsInclusionPolicies ? constraint.NodeAffinityPolicy : InclusionPolicy.Honor,
        NodeTaintsPolicy = profile.KnowsInclusionPolicies ? constraint.NodeTaintsPolicy : InclusionPolicy.Ignore,
        MatchLabelKeys = profile.KnowsSpreadMatchLabelKeys && !constraint.MatchLabelKeys.IsDefault ? constraint.MatchLabelKeys : [],
    };

    /// <param name="context">The cluster.</param>
    /// <param name="workload">The workload with the constraint.</param>
    /// <param name="template">Template of its pods.</param>
    /// <param name="constraint">As <see cref="Read"/> gives it.</param>
    public static SpreadCounts Count(AuditContext context, Workload workload, PodTemplate template, SpreadConstraint constraint)
    {
        AuditFacts facts = context.Facts;
        Topology topology = facts.Topology(constraint.TopologyKey);
        SpreadDomains domains = facts.SpreadDomains.Get(facts.Feasibility.Nodes(template), template.Spread, constraint);
        var counts = new SpreadCounts(domains);
        bool onEligibleOnly = context.Snapshot.Scheduler.CountsEligibleNodesOnly;
        LabelSelector? selector = Selector(workload, constraint, context.Snapshot.Scheduler);
        foreach (PodClass pods in facts.Pods.Find(workload.Name.Namespace, selector))
        {
            foreach (int node in pods.Nodes)
            {
                int value = topology.Value(node);
                if (value >= 0 && domains.IsThere[value] && (!onEligibleOnly || domains.IsEligible(node)))
                {
                    counts._counts[value]++;
                }
            }
        }

        foreach (Pod pod in workload.Pods.IsDefault ? [] : workload.Pods)
        {
            if (pod is { Node: { } name, IsTerminating: false } && facts.Numbers.TryGetValue(name, out int node) && topology.Value(node) >= 0
                && selector?.Matches(pod.Template.Labels) == true)
            {
                counts._own[topology.Value(node)]++;
            }
        }

        counts.Compare();
        return counts;
    }

    private void Compare()
    {
        foreach (int value in Values)
        {
            _min = Math.Min(_min, _counts[value]);
            Fullest = Math.Max(Fullest, _counts[value]);
        }
    }

    /// <summary>Selector of the pods that the newest pod of the workload counts; null for none.</summary>
    private static LabelSelector? Selector(Workload workload, SpreadConstraint constraint, SchedulerProfile profile)
    {
        if (constraint.Selector is not { } selector)
        {
            return null;
        }

        // Labels that a controller adds are on pods only, and they are all of one version here.
        IReadOnlyDictionary<string, string>? labels = workload.Pods.IsDefaultOrEmpty
            ? workload.Template?.Labels
            : (workload.Pods.FirstOrDefault(pod => !pod.IsTerminating) ?? workload.Pods[0]).Template.Labels;
        LabelRequirement[] more = labels is null ? []
            : [.. constraint.MatchLabelKeys.Where(labels.ContainsKey).Select(key => new LabelRequirement(key, LabelOperator.In, labels[key]))];
        selector = more.Length == 0 ? selector : new LabelSelector(selector.Requirements.AddRange(more));
        return selector.Requirements.IsEmpty && profile.EmptySelectorCountsNothing ? null : selector;
    }
}

/// <summary>Compares rules of pods with the pods of their own workload.</summary>
internal static class OwnPods
{
    public static bool AreMeant(Workload workload, LabelSelector? selector, bool emptyMeansAll)
    {
        if (selector is null || (selector.Requirements.IsDefaultOrEmpty && !emptyMeansAll))
        {
            return false;
        }

        LabelSelector lasting = AddedLabels.Without(selector);
        foreach (IReadOnlyDictionary<string, string> labels in LabelSets.From(workload))
        {
            if (selector.Matches(labels) || (ReferenceEquals(labels, workload.Template?.Labels) && lasting.Matches(labels)))
            {
                return true;
            }
        }

        return false;
    }

    public static bool AreMeant(Workload workload, SpreadConstraint constraint, SchedulerProfile profile) =>
        AreMeant(workload, constraint.Selector, emptyMeansAll: !profile.EmptySelectorCountsNothing);

    /// <summary>A term that looks in other namespaces only does not mean them.</summary>
    public static bool AreMeant(Workload workload, PodAffinityTerm term, IReadOnlyDictionary<string, string>? spaceLabels) =>
        LooksIn(workload.Name.Namespace, term, spaceLabels) && AreMeant(workload, term.Selector, emptyMeansAll: true);

    private static bool LooksIn(string ns, PodAffinityTerm term, IReadOnlyDictionary<string, string>? spaceLabels) =>
        (term.Namespaces.IsDefaultOrEmpty && term.NamespaceSelector is null)
        || (!term.Namespaces.IsDefault && term.Namespaces.Contains(ns))
        || (term.NamespaceSelector is { } selector
            && selector.Matches(new Dictionary<string, string>(spaceLabels ?? new Dictionary<string, string>()) { ["kubernetes.io/metadata.name"] = ns }));
}
