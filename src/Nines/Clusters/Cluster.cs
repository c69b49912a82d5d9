using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Nines.Clusters;

/// <summary>What the scheduler sees: nodes, and the pods on them. Pods that have ended (Succeeded, Failed) do not belong here.</summary>
public sealed record Cluster
{
    public ImmutableArray<Node> Nodes { get; init; } = [];

    public ImmutableArray<PlacedPod> Pods { get; init; } = [];

    /// <summary>The labels of each namespace, for selectors of namespaces.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Namespaces { get; init; } =
        FrozenDictionary<string, IReadOnlyDictionary<string, string>>.Empty;

    /// <summary>Everything that is wrong with it, in words; empty when it can be used.</summary>
    public ImmutableArray<string> Faults()
    {
        ImmutableArray<string>.Builder faults = ImmutableArray.CreateBuilder<string>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (Node node in Nodes)
        {
            if (!names.Add(node.Name))
            {
                faults.Add($"node {node.Name} is there twice; names of nodes are unique");
            }

            Resources has = node.Allocatable;
            if (has.MilliCpu < 0 || has.Memory < 0 || has.EphemeralStorage < 0 || node.AllocatablePods < 0 || has.Extended.Values.Any(amount => amount < 0))
            {
                faults.Add($"node {node.Name} has less than nothing of a resource; give 0 or more");
            }
        }

        foreach (PlacedPod placed in Pods)
        {
            if (!names.Contains(placed.Node))
            {
                faults.Add($"pod {placed.Pod.Template.Namespace}/{placed.Pod.Name} is on {placed.Node}, which is not among the nodes; add the node or leave the pod out");
            }
        }

        return faults.ToImmutable();
    }
}
