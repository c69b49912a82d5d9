using System.Collections.Immutable;
using System.Text;
using Nines.Clusters;
using Nines.Scheduling.State;

namespace Nines.Scheduling;

/// <summary>
/// Nodes that pods may use: the one place that answers it for rules, losses, capacity and fixes. Free resources are not part of the
/// answer; the simulator decides those.
/// </summary>
/// <param name="nodes">The nodes of the snapshot, in its order.</param>
internal sealed class Feasibility(ImmutableArray<Node> nodes)
{
    // Bounds the memory when every workload asks for different nodes: 1,000 times 5,000 nodes are 20 MB.
    private const int MaxKept = 1000;

    private readonly Dictionary<string, FeasibleNodes> _byRules = new(StringComparer.Ordinal);
    private readonly Dictionary<PodTemplate, FeasibleNodes> _byTemplate = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, ulong[]> _usable = new(StringComparer.Ordinal);
    private readonly Dictionary<PodTemplate, ulong[]> _usableByTemplate = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, ulong[]> _reached = new(StringComparer.Ordinal);

    /// <summary>By node selector, required node affinity and taints; node name and volumes are ignored.</summary>
    public FeasibleNodes Nodes(PodTemplate template) =>
        _byTemplate.TryGetValue(template, out FeasibleNodes? known) ? known : Nodes(template, RulesKey(template));

    /// <summary>
    /// One bit for each node that the pods may use permanently: node name, selector, affinity, taints and volumes. Equal templates share
    /// one array.
    /// </summary>
    public ulong[] Usable(PodTemplate template)
    {
        if (_usableByTemplate.TryGetValue(template, out ulong[]? known))
        {
            return known;
        }

        string rules = RulesKey(template);
        var key = new StringBuilder(rules).Append('\u001a').Append(template.NodeName);
        foreach (PodVolume volume in template.Volumes)
        {
            key.Append('\u001b').Append(NodeFacts.KeyOf(volume));
        }

        string whole = key.ToString();
        if (!_usable.TryGetValue(whole, out ulong[]? usable))
        {
            bool[] lasting = Nodes(template, rules).IsLasting;
            usable = Bits(node => lasting[node] && (template.NodeName is not { } name || name == nodes[node].Name));
            foreach (PodVolume volume in template.Volumes)
            {
                ulong[] reached = Reached(volume);
                for (int word = 0; word < usable.Length; word++)
                {
                    usable[word] &= reached[word];
                }
            }

            _usable.Add(whole, usable);
        }

        _usableByTemplate.Add(template, usable);
        return usable;
    }

    private FeasibleNodes Nodes(PodTemplate template, string rules)
    {
        if (!_byRules.TryGetValue(rules, out FeasibleNodes? feasible))
        {
            feasible = new FeasibleNodes(template, nodes);
            if (_byRules.Count < MaxKept)
            {
                _byRules.Add(rules, feasible);
            }
        }

        if (_byTemplate.Count < MaxKept)
        {
            _byTemplate.TryAdd(template, feasible);
        }

        return feasible;
    }

    private ulong[] Reached(PodVolume volume)
    {
        string key = NodeFacts.KeyOf(volume);
        if (!_reached.TryGetValue(key, out ulong[]? bits))
        {
            bits = Bits(node => Reaches(volume, nodes[node]));
            _reached.Add(key, bits);
        }

        return bits;
    }

    private ulong[] Bits(Func<int, bool> isSet)
    {
        ulong[] bits = new ulong[(nodes.Length + 63) / 64];
        for (int node = 0; node < nodes.Length; node++)
        {
            if (isSet(node))
            {
                bits[node >> 6] |= 1UL << (node & 63);
            }
        }

        return bits;
    }

    private static bool Reaches(PodVolume volume, Node node) =>
        (volume.Nodes is not { } terms || terms.Any(term => term.Matches(node)))
        && volume.ZoneLabels.All(label => !node.Labels.TryGetValue(label.Key, out string? value) || label.Values.Contains(value));

    private static string RulesKey(PodTemplate template) =>
        NodeFacts.KeyOf(template with { NodeName = null, Volumes = [], NodeAffinity = template.NodeAffinity with { Preferred = [] } });
}

/// <summary>Answers for the pods of one template, node by node in the order of the snapshot.</summary>
internal sealed class FeasibleNodes
{
    // Taints that Kubernetes and the cluster autoscaler put on nodes for a while.
    private static readonly string[] s_transient = ["node.kubernetes.io/", "node.cloudprovider.kubernetes.io/", "ToBeDeletedByClusterAutoscaler"];

    public FeasibleNodes(PodTemplate template, ImmutableArray<Node> nodes)
    {
        IsAllowed = new bool[nodes.Length];
        IsTolerated = new bool[nodes.Length];
        IsLasting = new bool[nodes.Length];
        IsOpen = new bool[nodes.Length];
        bool toleratesCordon = template.Tolerates(Taint.Cordon);
        for (int number = 0; number < nodes.Length; number++)
        {
            Node node = nodes[number];
            bool toleratesAll = true;
            bool toleratesLasting = true;
            foreach (Taint taint in node.Taints)
            {
                if (!template.Tolerates(taint))
                {
                    toleratesAll = false;
                    toleratesLasting &= s_transient.Any(transient => taint.Key.StartsWith(transient, StringComparison.Ordinal));
                }
            }

            IsAllowed[number] = template.NodeAffinity.Allows(node);
            IsTolerated[number] = toleratesAll;
            IsLasting[number] = IsAllowed[number] && toleratesLasting;
            IsOpen[number] = IsAllowed[number] && toleratesAll && (toleratesCordon || !node.IsUnschedulable) && nodes[number].IsReady != false;
            Lasting += IsLasting[number] ? 1 : 0;
        }
    }

    /// <summary>Node selector and required node affinity match.</summary>
    public bool[] IsAllowed { get; }

    /// <summary>Every taint is tolerated, as the scheduler sees it.</summary>
    public bool[] IsTolerated { get; }

    /// <summary>The pods may use the node once transient states (cordons, taints of unhealthy nodes) have ended.</summary>
    public bool[] IsLasting { get; }

    /// <summary>The pods may use the node now.</summary>
    public bool[] IsOpen { get; }

    /// <summary>Number of nodes in <see cref="IsLasting"/>.</summary>
    public int Lasting { get; }
}
