using System.Collections.Immutable;
using Nines.Clusters;
using Nines.Reliability.Months;
using Nines.Scheduling.State;

namespace Nines.Scheduling;

/// <summary>
/// Decides where one pod goes: nodes in turn from where the last search ended, filters in the scheduler's order, scores, and a draw
/// among the best. Image locality is omitted: without knowledge of images on nodes every node gets 0.
/// </summary>
internal sealed class Scheduler(ClusterState state, SchedulerProfile profile)
{
    private const int MaxFacts = 256;

    private readonly int[] _order = NodeOrder.Interleaved(state.Nodes);
    private readonly Dictionary<string, NodeFacts> _facts = new(StringComparer.Ordinal);
    private readonly SpreadFilter _spread = new(state, profile);
    private readonly AffinityFilter _affinity = new(state);
    private readonly SpreadScore _spreadScore = new(profile);
    private readonly DomainSums _nearness = new();
    private readonly int[] _fitting = new int[state.Nodes.Length];
    private readonly long[] _total = new long[state.Nodes.Length];
    private readonly long[] _part = new long[state.Nodes.Length];
    private int _next;
    private int _gone;
    private PreparedTemplate? _prepared;
    private long _preparedAt;

    /// <summary>Reasons for which nodes were ruled out in the last search.</summary>
    public Reasons Reasons { get; } = new(profile);

    /// <summary>The most nodes that are scored for one pod, where fewer than the scheduler's own number are enough for the question.</summary>
    public int MaxScored { get; set; } = int.MaxValue;

    /// <summary>To be called when nodes are lost or come back.</summary>
    public void NodesChanged() => _gone = Enumerable.Range(0, state.Nodes.Length).Count(state.IsGone);

    /// <summary>May be called when a pod was added to the state on the node that was chosen for it: the next of its kind then costs less.</summary>
    public void Placed(PreparedTemplate prepared, int node)
    {
        if (prepared == _prepared && state.Version == _preparedAt + 1)
        {
            _spread.Placed(node);
            _preparedAt = state.Version;
        }
    }

    /// <summary>Current number of nodes.</summary>
    public int NodesThere => state.Nodes.Length - _gone;

    /// <summary>Sets the position in the order of nodes at which the next search starts.</summary>
    public void StartAt(int place) => _next = place;

    /// <summary>The node for a pod, or -1 when none can take it. The state is left as it was.</summary>
    public int Choose(PreparedTemplate prepared, Xoshiro256 random)
    {
        PlacementRules rules = state.Rules(prepared);
        NodeFacts facts = Facts(prepared);
        ReadOnlySpan<int> fitting = Fitting(prepared, rules, facts);
        if (fitting.Length < 2)
        {
            return fitting.IsEmpty ? -1 : fitting[0];
        }

        return Best(fitting, Scores(prepared, rules, facts, fitting), random);
    }

    /// <summary>The weighted total of each node.</summary>
    internal ReadOnlySpan<long> Scores(PreparedTemplate prepared, PlacementRules rules, NodeFacts facts, ReadOnlySpan<int> fitting)
    {
        Span<long> total = _total.AsSpan(0, fitting.Length);
        Span<long> part = _part.AsSpan(0, fitting.Length);
        for (int index = 0; index < fitting.Length; index++)
        {
            total[index] = ResourceScores.LeastAllocated(prepared, fitting[index], state, profile)
                + ResourceScores.Balanced(prepared, fitting[index], state, profile);
        }

        for (int index = 0; index < fitting.Length; index++)
        {
            part[index] = facts.Unwanted[fitting[index]];
        }

        Normalization.ByGreatest(part, lessIsBetter: true);
        Add(total, part, profile.TaintWeight);
        if (!prepared.Template.NodeAffinity.Preferred.IsEmpty)
        {
            for (int index = 0; index < fitting.Length; index++)
            {
                part[index] = facts.Preference[fitting[index]];
            }

            Normalization.ByGreatest(part, lessIsBetter: false);
            Add(total, part, profile.NodeAffinityWeight);
        }

        if (!rules.Soft.IsEmpty)
        {
            _spreadScore.Score(rules, facts, fitting, part);
            Add(total, part, SchedulerProfile.SpreadWeight);
        }

        if (Nearness(prepared, rules))
        {
            for (int index = 0; index < fitting.Length; index++)
            {
                part[index] = _nearness.At(fitting[index]);
            }

            Normalization.Between(part, holdsZero: !profile.NormalisesAffinityTightly);
            Add(total, part, profile.PodAffinityWeight);
        }

        return total;
    }

    internal NodeFacts Facts(PreparedTemplate prepared)
    {
        string key = prepared.FactsKey;
        if (!_facts.TryGetValue(key, out NodeFacts? facts))
        {
            if (_facts.Count >= MaxFacts)
            {
                _facts.Clear();
            }

            facts = NodeFacts.Create(prepared.Template, state.Nodes, Reasons);
            _facts.Add(key, facts);
        }

        return facts;
    }

    /// <summary>The nodes that can take the pod, as many as the scheduler looks for.</summary>
    internal ReadOnlySpan<int> Fitting(PreparedTemplate prepared, PlacementRules rules, NodeFacts facts)
    {
        Reasons.Clear();
        if (prepared != _prepared || state.Version != _preparedAt)
        {
            _spread.Prepare(rules.Hard, facts, prepared.ToleratesUnreachable);
            _affinity.Prepare(prepared, rules);
            (_prepared, _preparedAt) = (prepared, state.Version);
        }
        else if (!rules.Far.IsEmpty || !rules.Near.IsEmpty)
        {
            // Others' rules feel a pod only through what it carries, and a pod without such rules carries nothing that forbids.
            _affinity.Prepare(prepared, rules);
        }

        // Most pods find a node; the reasons against other nodes are then not needed.
        Reasons.AreCounted = false;
        ReadOnlySpan<int> fitting = Search(prepared, facts);
        if (fitting.IsEmpty)
        {
            Reasons.AreCounted = true;
            _ = Search(prepared, facts);
        }

        return fitting;
    }

    private ReadOnlySpan<int> Search(PreparedTemplate prepared, NodeFacts facts)
    {
        int wanted = Math.Min(Sampling.NodesToFind(NodesThere), MaxScored);
        int found = 0;
        int failed = 0;
        for (int step = 0; step < _order.Length; step++)
        {
            int place = _next + step;
            int node = _order[place < _order.Length ? place : place - _order.Length];
            if (state.IsGone(node) || !Passes(prepared, facts, node))
            {
                failed++;
            }
            else if (found < wanted)
            {
                _fitting[found++] = node;
            }
            else
            {
                // The scheduler stops when it has found one more than it wants.
                break;
            }
        }

        _next = _order.Length == 0 ? 0 : (_next + found + failed) % _order.Length;
        return _fitting.AsSpan(0, found);
    }

    private bool Passes(PreparedTemplate prepared, NodeFacts facts, int node)
    {
        string? refusal = facts.First[node]
            ?? (state.IsUnreachable(node) && !prepared.ToleratesUnreachable ? Reasons.Taint(Taint.Unreachable[0]) : null)
            ?? (HasPorts(prepared, node) ? null : Reasons.Ports);
        if (refusal is not null)
        {
            Reasons.Add(refusal);
            return false;
        }

        if (!ResourceFit.Fits(prepared, node, state, profile))
        {
            if (Reasons.AreCounted)
            {
                ResourceFit.Explain(prepared, node, state, profile, Reasons);
            }

            return false;
        }

        refusal = facts.Later[node] ?? _spread.Refusal(node);
        if (refusal is not null)
        {
            Reasons.Add(refusal);
            return false;
        }

        refusal = _affinity.Refusal(node);
        if (refusal is not null)
        {
            Reasons.AddAffinity(refusal);
            return false;
        }

        return true;
    }

    private bool HasPorts(PreparedTemplate prepared, int node)
    {
        if (prepared.Template.HostPorts.IsEmpty)
        {
            return true;
        }

        ImmutableArray<HostPort> wanted = prepared.Template.HostPorts;
        return !state.Ports(node).Any(taken => wanted.Any(taken.Conflicts));
    }

    /// <summary>Sums up what inter-pod affinity, the pod's and that of others, has to say; false when nothing.</summary>
    private bool Nearness(PreparedTemplate prepared, PlacementRules rules)
    {
        _nearness.Clear();
        foreach (PreparedAffinityTerm rule in rules.Preferred)
        {
            _nearness.Add(rule.Topology, rule.Pods.Nodes, rule.Weight);
        }

        foreach (CarriedTerm term in state.TermsMeaning(prepared.Live))
        {
            if (!term.Forbids)
            {
                _nearness.Add(term, term.Weight);
            }
        }

        return _nearness.Touched.Count > 0;
    }

    private static void Add(Span<long> total, ReadOnlySpan<long> part, int weight)
    {
        for (int index = 0; index < total.Length; index++)
        {
            total[index] += weight * part[index];
        }
    }

    /// <summary>One of the best, each with the same probability: the next that is as good takes the place of the last with 1 in k.</summary>
    private static int Best(ReadOnlySpan<int> nodes, ReadOnlySpan<long> scores, Xoshiro256 random)
    {
        (int chosen, long best, int ties) = (nodes[0], scores[0], 1);
        for (int index = 1; index < nodes.Length; index++)
        {
            if (scores[index] > best)
            {
                (chosen, best, ties) = (nodes[index], scores[index], 1);
            }
            else if (scores[index] == best && random.Unit() * ++ties <= 1)
            {
                chosen = nodes[index];
            }
        }

        return chosen;
    }
}
