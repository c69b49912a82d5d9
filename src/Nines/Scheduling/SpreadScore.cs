using System.Collections.Immutable;
using Nines.Clusters;
using Nines.Scheduling.State;

namespace Nines.Scheduling;

/// <summary>
/// Soft topology spread. A node's raw score is the sum over the constraints of count * ln(domains + 2) + maxSkew - 1, and the fewer
/// the better; domains are those among the nodes that can take the pod.
/// </summary>
internal sealed class SpreadScore(SchedulerProfile profile)
{
    private const long MaxScore = 100;
    private const long NotCounted = -1;

    private readonly List<long[]> _counts = [];
    private readonly List<double> _weights = [];

    /// <summary>Writes the normalised score, 0 to 100, of each node.</summary>
    /// <param name="rules">The pod's rules, with at least one soft constraint.</param>
    /// <param name="facts">The pod and the nodes.</param>
    /// <param name="nodes">Those that can take the pod.</param>
    /// <param name="scores">One for each of <paramref name="nodes"/>.</param>
    public void Score(PlacementRules rules, NodeFacts facts, ReadOnlySpan<int> nodes, Span<long> scores)
    {
        Prepare(rules, facts, nodes);
        (long min, long greatest) = (long.MaxValue, 0);
        for (int index = 0; index < nodes.Length; index++)
        {
            scores[index] = NotCounted;
            if (IsCounted(rules, nodes[index]))
            {
                scores[index] = Raw(rules.Soft, nodes[index]);
                min = Math.Min(min, scores[index]);
                greatest = Math.Max(greatest, scores[index]);
            }
        }

        for (int index = 0; index < nodes.Length; index++)
        {
            scores[index] = scores[index] == NotCounted ? 0 : greatest == 0 ? MaxScore : MaxScore * (greatest + min - scores[index]) / greatest;
        }
    }

    private static bool IsCounted(PlacementRules rules, int node)
    {
        if (rules.SoftNeedsAllLabels)
        {
            foreach (PreparedSpread rule in rules.Soft)
            {
                if (rule.Topology.Value(node) < 0)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private void Prepare(PlacementRules rules, NodeFacts facts, ReadOnlySpan<int> nodes)
    {
        _weights.Clear();
        for (int index = 0; index < rules.Soft.Length; index++)
        {
            PreparedSpread rule = rules.Soft[index];
            if (_counts.Count <= index)
            {
                _counts.Add([]);
            }

            if (_counts[index].Length < rule.Topology.Values)
            {
                _counts[index] = new long[rule.Topology.Values];
            }

            long[] counts = _counts[index];
            Array.Fill(counts, NotCounted, 0, rule.Topology.Values);
            _weights.Add(Math.Log(Domains(rules, rule, nodes, counts) + 2));
            if (rule.IsHostname)
            {
                continue;
            }

            foreach ((int node, int pods) in rule.Pods?.Nodes.Counts ?? [])
            {
                int value = rule.Topology.Value(node);
                if (value >= 0 && counts[value] != NotCounted && IsCounted(rules, node) && Inclusion.Holds(rule.Constraint, facts, node))
                {
                    counts[value] += pods;
                }
            }
        }
    }

    /// <summary>Marks the domains of the nodes that can take the pod, and counts them.</summary>
    private static int Domains(PlacementRules rules, PreparedSpread rule, ReadOnlySpan<int> nodes, long[] counts)
    {
        int domains = 0;
        bool isAnyNameless = false;
        foreach (int node in nodes)
        {
            if (!IsCounted(rules, node))
            {
                continue;
            }

            int value = rule.Topology.Value(node);
            if (rule.IsHostname)
            {
                domains++;
            }
            else if (value < 0)
            {
                // Nodes without the label make one domain together, as they do in the scheduler.
                domains += isAnyNameless ? 0 : 1;
                isAnyNameless = true;
            }
            else if (counts[value] == NotCounted)
            {
                counts[value] = 0;
                domains++;
            }
        }

        return domains;
    }

    private long Raw(ImmutableArray<PreparedSpread> rules, int node)
    {
        double sum = 0;
        for (int index = 0; index < rules.Length; index++)
        {
            PreparedSpread rule = rules[index];
            int value = rule.Topology.Value(node);
            if (value >= 0)
            {
                // On single machines all pods are counted, whatever the constraint leaves aside.
                long count = rule.IsHostname ? rule.Pods?.Nodes[node] ?? 0 : _counts[index][value];
                sum += (count * _weights[index]) + (rule.Constraint.MaxSkew - 1);
            }
        }

        return (long)(profile.RoundsSpreadScores ? Math.Round(sum, MidpointRounding.AwayFromZero) : sum);
    }
}
