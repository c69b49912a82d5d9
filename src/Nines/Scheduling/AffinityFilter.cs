using Nines.Scheduling.State;

namespace Nines.Scheduling;

/// <summary>Required affinity and anti-affinity between pods, both the pod's own and that of the pods already there.</summary>
internal sealed class AffinityFilter(ClusterState state)
{
    private readonly DomainSums _forbidden = new();
    private readonly DomainSums _far = new();
    private readonly DomainSums _near = new();
    private PlacementRules? _rules;
    private bool _mayBeFirst;

    public void Prepare(PreparedTemplate prepared, PlacementRules rules)
    {
        _rules = rules;
        _forbidden.Clear();
        _far.Clear();
        _near.Clear();
        foreach (CarriedTerm term in state.TermsMeaning(prepared.Live))
        {
            if (term.Forbids)
            {
                _forbidden.Add(term, 1);
            }
        }

        foreach (PreparedAffinityTerm rule in rules.Far)
        {
            _far.Add(rule.Topology, rule.Pods.Nodes, 1);
        }

        bool isAnyNear = false;
        foreach (Topology topology in rules.Near)
        {
            _near.For(topology);
            _near.Add(topology, rules.NearPods!.Nodes, 1);
            isAnyNear |= rules.NearPods.Nodes.Counts.Keys.Any(node => topology.Value(node) >= 0);
        }

        // No pod could ever be the first of pods that want to be near their like.
        _mayBeFirst = rules.NearMeansItself && !isAnyNear;
    }

    /// <summary>Null when the node is acceptable, otherwise why not.</summary>
    public string? Refusal(int node)
    {
        if (!IsNear(node))
        {
            return Reasons.Near;
        }

        return _far.IsAboveZeroAt(node) ? Reasons.Far
            : _forbidden.IsAboveZeroAt(node) ? Reasons.Existing
            : null;
    }

    private bool IsNear(int node)
    {
        bool isNearAll = true;
        foreach (Topology topology in _rules!.Near)
        {
            int value = topology.Value(node);
            if (value < 0)
            {
                return false;
            }

            isNearAll &= _near.For(topology)[value] > 0;
        }

        return isNearAll || _mayBeFirst;
    }
}
