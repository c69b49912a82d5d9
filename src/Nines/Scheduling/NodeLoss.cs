using System.Collections.Immutable;
using Nines.Clusters;

namespace Nines.Scheduling;

/// <summary>What became of a cluster that lost nodes, after the controllers have made new pods and the scheduler has placed what fits.</summary>
/// <param name="LostNodes">The names of the nodes.</param>
/// <param name="Replaced">The pods whose controllers made new ones, in the order in which these were placed.</param>
/// <param name="GoneWithNode">Pods that belong to their node.</param>
/// <param name="NotRecreated">Pods of which nobody recreates it, or not as long as the nodes are registered.</param>
/// <param name="After">The cluster afterwards, with the pods that found a node.</param>
public sealed record NodeLossOutcome(
    ImmutableArray<string> LostNodes,
    PlacementRun Replaced,
    ImmutableArray<PlacedPod> GoneWithNode,
    ImmutableArray<PlacedPod> NotRecreated,
    Cluster After)
{
    /// <summary>The pods that find no node on what is left.</summary>
    public IEnumerable<PodOutcome> Stranded => Replaced.Outcomes.Where(outcome => outcome.Node is null);
}

/// <summary>Takes nodes away from a cluster and lets the rest take their pods.</summary>
public static class NodeLoss
{
    /// <summary>Higher priorities are placed first, equal ones in the order of the cluster's pods. Nothing is preempted.</summary>
    /// <param name="cluster">Before the loss.</param>
    /// <param name="profile">Whose rules apply.</param>
    /// <param name="isLost">Which nodes go.</param>
    /// <param name="kind">What remains of them.</param>
    /// <param name="seed">Repeats it.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="ArgumentException">The cluster contradicts itself; the message has all faults.</exception>
    public static NodeLossOutcome Apply(
        Cluster cluster, SchedulerProfile profile, Func<Node, bool> isLost, LossKind kind, ulong seed, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(isLost);
        ImmutableArray<string> lost = [.. cluster.Nodes.Where(isLost).Select(node => node.Name)];
        var lostNames = new HashSet<string>(lost, StringComparer.Ordinal);
        ImmutableArray<PlacedPod> hit = [.. cluster.Pods.Where(placed => lostNames.Contains(placed.Node))];
        Cluster rest = kind == LossKind.Deleted ? Without(cluster, lostNames) : Unreachable(cluster, lostNames);

        // A pod that was already being deleted has its successor elsewhere.
        ImmutableArray<Pod> again =
        [
            .. hit.Where(placed => placed.Pod.Template.Recreation.ComesBack(kind) && !placed.IsTerminating)
                .Select(placed => placed.Pod)
                .OrderByDescending(pod => pod.Template.Priority),
        ];
        var simulator = new Simulator(rest, profile);
        PlacementRun run = simulator.Place(again, seed, cancellation);
        return new NodeLossOutcome(
            lost,
            run,
            [.. hit.Where(placed => placed.Pod.Template.Recreation == Recreation.WithNode)],
            [.. hit.Where(placed => placed.Pod.Template.Recreation != Recreation.WithNode && !placed.Pod.Template.Recreation.ComesBack(kind))],
            rest with { Pods = rest.Pods.AddRange(run.Outcomes.Where(outcome => outcome.Node is not null).Select(outcome => new PlacedPod(outcome.Pod, outcome.Node!.Name))) });
    }

    private static Cluster Without(Cluster cluster, HashSet<string> lost) => cluster with
    {
        Nodes = [.. cluster.Nodes.Where(node => !lost.Contains(node.Name))],
        Pods = [.. cluster.Pods.Where(placed => !lost.Contains(placed.Node))],
    };

    /// <summary>The cluster once its controllers have marked the nodes and the pods on them.</summary>
    internal static Cluster Unreachable(Cluster cluster, IReadOnlySet<string> lost)
    {
        return cluster with
        {
            Nodes = [.. cluster.Nodes.Select(node => lost.Contains(node.Name) ? node with { Taints = [.. node.Taints.Union(Taint.Unreachable)] } : node)],

            // Pods of daemons tolerate it for ever and are not evicted.
            Pods =
            [
                .. cluster.Pods.Select(placed =>
                    lost.Contains(placed.Node) && placed.Pod.Template.Recreation != Recreation.WithNode ? placed with { IsTerminating = true } : placed),
            ],
        };
    }
}
