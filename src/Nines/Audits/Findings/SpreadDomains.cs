using System.Collections.Immutable;
using System.Text;
using Nines.Clusters;
using Nines.Scheduling;
using Nines.Scheduling.State;

namespace Nines.Audits.Findings;

/// <summary>The domains that a spread constraint looks at, whatever pods are there. The same for all pods that may use the same nodes.</summary>
internal sealed class SpreadDomains
{
    private readonly FeasibleNodes _fit;
    private readonly Topology[] _keys;
    private readonly bool _anyAffinity;
    private readonly bool _anyTaint;

    /// <param name="fit">Nodes that the pods may use.</param>
    /// <param name="topology">Of the constraint's own key.</param>
    /// <param name="keys">Of all constraints of the same hardness: nodes count that have every one.</param>
    /// <param name="constraint">The constraint.</param>
    public SpreadDomains(FeasibleNodes fit, Topology topology, Topology[] keys, SpreadConstraint constraint)
    {
        (_fit, _keys) = (fit, keys);
        _anyAffinity = constraint.NodeAffinityPolicy == InclusionPolicy.Ignore;
        _anyTaint = constraint.NodeTaintsPolicy == InclusionPolicy.Ignore;
        IsThere = new bool[topology.Values];
        IsOpen = new bool[topology.Values];
        Node = new int[topology.Values];
        ImmutableArray<int>.Builder values = ImmutableArray.CreateBuilder<int>();
        for (int node = 0; node < fit.IsOpen.Length; node++)
        {
            int value = topology.Value(node);
            if (value < 0 || !IsEligible(node))
            {
                continue;
            }

            if (!IsThere[value])
            {
                IsThere[value] = true;
                Node[value] = node;
                values.Add(value);
            }

            IsOpen[value] |= fit.IsOpen[node];
        }

        values.Sort();
        Values = values.ToImmutable();
    }

    /// <summary>Number of values of the label, those without a node that counts included.</summary>
    public int Length => IsThere.Length;

    /// <summary>Number of values with a node that counts.</summary>
    public int Count => Values.Length;

    /// <summary>Their numbers, ascending.</summary>
    public ImmutableArray<int> Values { get; }

    public bool[] IsThere { get; }

    /// <summary>True for values of which a node can take a pod now.</summary>
    public bool[] IsOpen { get; }

    /// <summary>The first node that counts.</summary>
    public int[] Node { get; }

    public bool IsEligible(int node)
    {
        foreach (Topology key in _keys)
        {
            if (key.Value(node) < 0)
            {
                return false;
            }
        }

        return (_anyAffinity || _fit.IsAllowed[node]) && (_anyTaint || _fit.IsTolerated[node]);
    }
}

/// <summary>Computes the domains of each kind of constraint once.</summary>
internal sealed class SpreadDomainsCache(Func<string, Topology> topologies)
{
    // Bounds the memory when every workload asks for other nodes.
    private const int MaxKept = 500;

    private readonly Dictionary<(FeasibleNodes Fit, string Rule), SpreadDomains> _known = [];

    /// <param name="fit">Nodes that the pods may use.</param>
    /// <param name="all">All constraints of the pods.</param>
    /// <param name="constraint">The one that is meant, as the scheduler's version reads it.</param>
    public SpreadDomains Get(FeasibleNodes fit, ImmutableArray<SpreadConstraint> all, SpreadConstraint constraint)
    {
        string[] keys = [.. all.Where(other => other.IsHard == constraint.IsHard).Select(other => other.TopologyKey).Distinct().Order(StringComparer.Ordinal)];
        var rule = new StringBuilder(constraint.TopologyKey).Append('\0').Append((int)constraint.NodeAffinityPolicy).Append((int)constraint.NodeTaintsPolicy);
        foreach (string key in keys)
        {
            rule.Append('\0').Append(key);
        }

        (FeasibleNodes, string) name = (fit, rule.ToString());
        if (!_known.TryGetValue(name, out SpreadDomains? domains))
        {
            domains = new SpreadDomains(fit, topologies(constraint.TopologyKey), [.. keys.Select(topologies)], constraint);
            if (_known.Count < MaxKept)
            {
                _known.Add(name, domains);
            }
        }

        return domains;
    }
}
