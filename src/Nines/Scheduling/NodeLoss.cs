using System.Collections.Immutable;
using Nines.Clusters;

namespace Nines.Scheduling;

/// <summary>State of a cluster after the loss of nodes, once the controllers have created new pods and the scheduler has placed those that fit.</summary>
/// <param name="LostNodes">The names of the nodes.</param>
/// <param name="Replaced">The pods whose controllers made new ones, in the order in which these were placed.</param>
/// <param name="GoneWithNode">Pods that belong to their node.</param>
/// <param name="NotRecreated">Pods that no controller recreates, or not while their nodes are registered.</param>
/// <param name="After">The cluster afterwards, with the pods that found a node.</param>
public sealed record NodeLossOutcome(
    ImmutableArray<string> LostNodes,
    PlacementRun Replaced,
    ImmutableArray<Pod> GoneWithNode,
    ImmutableArray<Pod> NotRecreated,
    Cluster After)
{
    /// <summary>The pods that find no node on what is left.</summary>
    public IEnumerable<PodOutcome> Stranded => Replaced.Outcomes.Where(outcome => outcome.Node is null);
}

/// <summary>Recreation of pods after a loss.</summary>
internal static class Recreations
{
    /// <summary>Returns true if a controller creates a new pod after a loss of this kind.</summary>
    public static bool ComesBack(this Recreation recreation, LossKind kind) =>
        recreation == Recreation.Elsewhere || (recreation == Recreation.AfterIt && kind == LossKind.Deleted);
}

/// <summary>Removes nodes from a cluster and places their pods on the rest.</summary>
public static class NodeLoss
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
        Cluster rest = kind == LossKind.Deleted ? Without(cluster, lostNames) : Unreachable(cluster, lostNames);

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
                    lost.Contains(placed.Node!) && placed.Template.Recreation != Recreation.WithNode ? placed with { IsTerminating = true } : placed),
            ],
        };
    }
}

/// <summary>Result for the pods of some lost nodes.</summary>
/// <param name="Hit">Those that their controllers recreate, in the order in which these were placed.</param>
/// <param name="Replaced">Placement of the new pods, one for each of <paramref name="Hit"/>.</param>
internal sealed record LossTrial(ImmutableArray<Pod> Hit, PlacementRun Replaced);

/// <summary>
/// Loses one set of nodes after the other and gives them back in between: like <see cref="NodeLoss"/>, but a large cluster is taken in
/// once, and a pod is scored on a few nodes only, which is enough to see whether it fits. Not for use by several threads at a time.
/// </summary>
internal sealed class LossTrials
{
    // The scheduler itself looks at no fewer than 100 nodes for the sake of a good place; any place will do here.
    private const int MaxScored = 8;

    private readonly Simulator _simulator;
    private readonly Dictionary<string, List<Pod>> _podsOn = new(StringComparer.Ordinal);

    /// <exception cref="ArgumentException">The cluster contradicts itself; the message has all faults.</exception>
    public LossTrials(Cluster cluster, SchedulerProfile profile)
    {
        _simulator = new Simulator(cluster, profile) { MaxScored = MaxScored };
        foreach (Pod placed in cluster.Pods)
        {
            if (!_podsOn.TryGetValue(placed.Node!, out List<Pod>? pods))
            {
                pods = [];
                _podsOn.Add(placed.Node!, pods);
            }

            pods.Add(placed);
        }
    }

    /// <summary>The pods on a node.</summary>
    public IReadOnlyList<Pod> PodsOn(string node) => _podsOn.GetValueOrDefault(node) ?? (IReadOnlyList<Pod>)[];

    /// <summary>Higher priorities are placed first, then in the order of the nodes' pods, alike ones together. Nothing is preempted.</summary>
    /// <param name="nodes">Names of nodes that are there, each once.</param>
    /// <param name="kind">State of the lost nodes.</param>
    /// <param name="seed">Repeats it.</param>
    /// <param name="isAsked">Of which pods it is asked where they go; the others of the lost nodes are not recreated.</param>
    /// <param name="cancellation">Stops between two pods; the cluster is whole again then, too.</param>
    public LossTrial Lose(
        IReadOnlyCollection<string> nodes, LossKind kind, ulong seed, Func<PodTemplate, bool> isAsked, CancellationToken cancellation)
    {
        List<(Pod Before, Pod? After)> changes = [];
        foreach (Pod placed in nodes.SelectMany(PodsOn))
        {
            bool stays = kind == LossKind.Unreachable && (placed.IsTerminating || placed.Template.Recreation == Recreation.WithNode);
            if (!stays)
            {
                changes.Add((placed, kind == LossKind.Unreachable ? placed with { IsTerminating = true } : null));
            }
        }

        ImmutableArray<Pod> hit =
        [
            .. changes.Select(change => change.Before)
                .Where(placed => placed.Template.Recreation.ComesBack(kind) && !placed.IsTerminating)
                .GroupBy(placed => placed.Template, (IEqualityComparer<PodTemplate>)ReferenceEqualityComparer.Instance)
                .Where(alike => isAsked(alike.Key))
                .OrderByDescending(alike => alike.Key.Priority)
                .SelectMany(alike => alike),
        ];
        int made = 0;
        try
        {
            for (; made < changes.Count; made++)
            {
                _simulator.Remove(changes[made].Before);
                if (changes[made].After is { } after)
                {
                    _simulator.Add(after);
                }
            }

            _simulator.Lose(nodes, kind);
            return new LossTrial(hit, _simulator.Place(hit, seed, cancellation));
        }
        finally
        {
            _simulator.Return();
            for (int index = 0; index < made; index++)
            {
                if (changes[index].After is { } after)
                {
                    _simulator.Remove(after);
                }

                _simulator.Add(changes[index].Before);
            }
        }
    }
}
