using System.Collections.Immutable;
using Nines.Clusters;
using Nines.Scheduling;

namespace Nines.Tests.Scheduling;

/// <summary>State of a cluster after the loss of nodes, once the controllers have created new pods and the scheduler has placed those that fit.</summary>
/// <param name="LostNodes">The names of the nodes.</param>
/// <param name="Replaced">The pods whose controllers made new ones, in the order in which these were placed.</param>
/// <param name="GoneWithNode">Pods that belong to their node.</param>
/// <param name="NotRecreated">Pods that no controller recreates, or not while their nodes are registered.</param>
/// <param name="After">The cluster afterwards, with the pods that found a node.</param>
internal sealed record NodeLossOutcome(
    ImmutableArray<string> LostNodes,
    PlacementRun Replaced,
    ImmutableArray<Pod> GoneWithNode,
    ImmutableArray<Pod> NotRecreated,
    Cluster After)
{
    /// <summary>The pods that find no node on what is left.</summary>
    public IEnumerable<PodOutcome> Stranded => Replaced.Outcomes.Where(outcome => outcome.Node is null);
}

/// <summary>Removes nodes from a cluster and places their pods on the rest, in the simplest way: what <see cref="LossTrials"/> is compared with.</summary>
internal static class LossReference
{
    /// <summary>Higher priorities are placed first, equal ones in the order of the cluster's pods. Nothing is preempted.</summary>
    /// <param name="cluster">Before the loss.</param>
    /// <param name="profile">Version of the scheduler's rules.</param>
    /// <param name="isLost">Selects the lost nodes.</param>
    /// <param name="kind">State of the lost nodes.</param>
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
        ImmutableArray<Pod> hit = [.. cluster.Pods.Where(placed => lostNames.Contains(placed.Node!))];
        Cluster rest = kind == LossKind.Deleted ? Without(cluster, lostNames) : NodeLoss.Unreachable(cluster, lostNames);

        // A pod that was already being deleted has its successor elsewhere.
        ImmutableArray<Pod> again =
        [
            .. hit.Where(placed => placed.Template.Recreation.ComesBack(kind) && !placed.IsTerminating)
                .OrderByDescending(pod => pod.Template.Priority),
        ];
        var simulator = new Simulator(rest, profile);
        PlacementRun run = simulator.Place(again, seed, cancellation);
        return new NodeLossOutcome(
            lost,
            run,
            [.. hit.Where(placed => placed.Template.Recreation == Recreation.WithNode)],
            [.. hit.Where(placed => placed.Template.Recreation != Recreation.WithNode && !placed.Template.Recreation.ComesBack(kind))],
            rest with { Pods = rest.Pods.AddRange(run.Outcomes.Where(outcome => outcome.Node is not null).Select(outcome => outcome.Pod with { Node = outcome.Node!.Name })) });
    }

    private static Cluster Without(Cluster cluster, HashSet<string> lost) => cluster with
    {
        Nodes = [.. cluster.Nodes.Where(node => !lost.Contains(node.Name))],
        Pods = [.. cluster.Pods.Where(placed => !lost.Contains(placed.Node!))],
    };
}
