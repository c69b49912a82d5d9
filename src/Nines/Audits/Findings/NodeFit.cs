using System.Collections.Immutable;
using Nines.Clusters;
using Nines.Scheduling.State;

namespace Nines.Audits.Findings;

/// <summary>Which nodes pods of one kind may use, node by node in the order of the snapshot. Volumes and what is full are left aside.</summary>
internal sealed class NodeFit
{
    private static readonly string[] s_passing = ["node.kubernetes.io/", "node.cloudprovider.kubernetes.io/", "ToBeDeletedByClusterAutoscaler"];
    private static readonly Taint s_cordon = new(Taint.UnschedulableKey, "", TaintEffect.NoSchedule);

    public NodeFit(PodTemplate template, ImmutableArray<ClusterNode> nodes)
    {
        IsAllowed = new bool[nodes.Length];
        IsTolerated = new bool[nodes.Length];
        IsLasting = new bool[nodes.Length];
        IsOpen = new bool[nodes.Length];
        bool toleratesCordon = template.Tolerations.Any(toleration => toleration.Tolerates(s_cordon));
        for (int number = 0; number < nodes.Length; number++)
        {
            Node node = nodes[number].Node;
            bool toleratesAll = true;
            bool toleratesLasting = true;
            foreach (Taint taint in node.Taints)
            {
                if (taint.Effect != TaintEffect.PreferNoSchedule && !template.Tolerations.Any(toleration => toleration.Tolerates(taint)))
                {
                    toleratesAll = false;
                    toleratesLasting &= s_passing.Any(passing => taint.Key.StartsWith(passing, StringComparison.Ordinal));
                }
            }

            IsAllowed[number] = template.NodeAffinity.Allows(node);
            IsTolerated[number] = toleratesAll;
            IsLasting[number] = IsAllowed[number] && toleratesLasting;
            IsOpen[number] = IsAllowed[number] && toleratesAll && (toleratesCordon || !node.IsUnschedulable) && nodes[number].IsReady != false;
            Lasting += IsLasting[number] ? 1 : 0;
        }
    }

    /// <summary>Node selector and required node affinity hold.</summary>
    public bool[] IsAllowed { get; }

    /// <summary>No taint keeps the pods off, as the scheduler sees it.</summary>
    public bool[] IsTolerated { get; }

    /// <summary>The pods may use it, but for what passes: cordons and sickness.</summary>
    public bool[] IsLasting { get; }

    /// <summary>The pods may use it now.</summary>
    public bool[] IsOpen { get; }

    /// <summary>How many nodes they may use but for what passes.</summary>
    public int Lasting { get; }
}

/// <summary>Works each kind of pod out once: templates that ask for the same nodes share an answer.</summary>
internal sealed class NodeFits(ImmutableArray<ClusterNode> nodes)
{
    // Bounds the memory when every workload asks for other nodes: 1,000 times 5,000 nodes are 20 MB.
    private const int MaxKept = 1000;

    private readonly Dictionary<string, NodeFit> _byRules = new(StringComparer.Ordinal);
    private readonly Dictionary<PodTemplate, NodeFit> _byTemplate = new(ReferenceEqualityComparer.Instance);

    public NodeFit Of(PodTemplate template)
    {
        if (_byTemplate.TryGetValue(template, out NodeFit? fit))
        {
            return fit;
        }

        string rules = NodeFacts.KeyOf(template with { NodeName = null, Volumes = [], NodeAffinity = template.NodeAffinity with { Preferred = [] } });
        if (!_byRules.TryGetValue(rules, out fit))
        {
            fit = new NodeFit(template, nodes);
            if (_byRules.Count < MaxKept)
            {
                _byRules.Add(rules, fit);
            }
        }

        if (_byRules.Count < MaxKept)
        {
            _byTemplate.Add(template, fit);
        }

        return fit;
    }
}
