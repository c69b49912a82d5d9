using System.Collections.Immutable;
using Nines.Clusters;
using Nines.Scheduling.State;

namespace Nines.Scheduling;

/// <summary>Hard topology spread: a domain may be at most maxSkew above the emptiest one.</summary>
internal sealed class SpreadFilter(ClusterState state, SchedulerProfile profile)
{
    private const int NotThere = -1;

    private readonly List<int[]> _counts = [];
    private readonly List<int> _minimum = [];
    private ImmutableArray<PreparedSpread> _rules = [];
    private NodeFacts? _facts;
    private bool _toleratesUnreachable;

    public void Prepare(ImmutableArray<PreparedSpread> rules, NodeFacts facts, bool bearsUnreachable)
    {
        _rules = rules;
        _facts = facts;
        _toleratesUnreachable = bearsUnreachable;
        _minimum.Clear();
        for (int index = 0; index < rules.Length; index++)
        {
            if (_counts.Count <= index)
            {
                _counts.Add([]);
            }

            PreparedSpread rule = rules[index];
            if (_counts[index].Length < rule.Topology.Values)
            {
                _counts[index] = new int[rule.Topology.Values];
            }

            int[] counts = _counts[index];
            Array.Fill(counts, NotThere, 0, rule.Topology.Values);
            for (int node = 0; node < state.Nodes.Length; node++)
            {
                if (IsEligible(rule, facts, node))
                {
                    counts[rule.Topology.Value(node)] = 0;
                }
            }

            Count(rule, facts, counts);
            _minimum.Add(Minimum(rule, counts));
        }
    }

    /// <summary>Takes in a pod of the kind that was prepared for, without counting everything again.</summary>
    public void Placed(int node)
    {
        for (int index = 0; index < _rules.Length; index++)
        {
            PreparedSpread rule = _rules[index];
            int value = rule.Topology.Value(node);
            if (rule.Pods is null || !rule.MeansItself || !IsCounted(rule, _facts!, node, _counts[index]))
            {
                continue;
            }

            if (_counts[index][value]++ == _minimum[index])
            {
                _minimum[index] = Minimum(rule, _counts[index]);
            }
        }
    }

    /// <summary>Null when the node is acceptable, otherwise why not.</summary>
    public string? Refusal(int node)
    {
        for (int index = 0; index < _rules.Length; index++)
        {
            PreparedSpread rule = _rules[index];
            int value = rule.Topology.Value(node);
            if (value < 0)
            {
                return Reasons.SpreadLabel;
            }

            long skew = Math.Max(0, _counts[index][value]) + (rule.MeansItself ? 1 : 0) - (long)_minimum[index];
            if (skew > rule.Constraint.MaxSkew)
            {
                return Reasons.Spread;
            }
        }

        return null;
    }

    private bool IsEligible(PreparedSpread rule, NodeFacts facts, int node)
    {
        if (state.IsGone(node)
            || (rule.Constraint.NodeTaintsPolicy == InclusionPolicy.Honor && !_toleratesUnreachable && state.IsUnreachable(node)))
        {
            return false;
        }

        foreach (PreparedSpread other in _rules)
        {
            if (other.Topology.Value(node) < 0)
            {
                return false;
            }
        }

        return Inclusion.Holds(rule.Constraint, facts, node);
    }

    private void Count(PreparedSpread rule, NodeFacts facts, int[] counts)
    {
        foreach ((int node, int pods) in rule.Pods?.Nodes.Counts ?? [])
        {
            if (IsCounted(rule, facts, node, counts))
            {
                counts[rule.Topology.Value(node)] += pods;
            }
        }
    }

    private bool IsCounted(PreparedSpread rule, NodeFacts facts, int node, int[] counts) =>
        profile.CountsEligibleNodesOnly ? IsEligible(rule, facts, node) : rule.Topology.Value(node) is >= 0 and var value && counts[value] != NotThere;

    private static int Minimum(PreparedSpread rule, int[] counts)
    {
        int minimum = int.MaxValue;
        int domains = 0;
        foreach (int count in counts.AsSpan(0, rule.Topology.Values))
        {
            if (count != NotThere)
            {
                domains++;
                minimum = Math.Min(minimum, count);
            }
        }

        return domains < rule.Constraint.MinDomains ? 0 : minimum;
    }
}

/// <summary>Selects the nodes that a spread constraint counts.</summary>
internal static class Inclusion
{
    public static bool Holds(SpreadConstraint constraint, NodeFacts facts, int node) =>
        (constraint.NodeAffinityPolicy == InclusionPolicy.Ignore || facts.IsAllowed[node])
        && (constraint.NodeTaintsPolicy == InclusionPolicy.Ignore || facts.IsTolerated[node]);
}
