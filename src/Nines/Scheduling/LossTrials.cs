using System.Collections.Immutable;
using Nines.Clusters;

namespace Nines.Scheduling;

/// <summary>Recreation of pods after a loss.</summary>
internal static class Recreations
{
    /// <summary>Returns true if a controller creates a new pod after a loss of this kind.</summary>
    public static bool ComesBack(this Recreation recreation, LossKind kind) =>
        recreation == Recreation.Elsewhere || (recreation == Recreation.AfterIt && kind == LossKind.Deleted);
}

/// <summary>State of a cluster that has lost nodes.</summary>
internal static class NodeLoss
{
    /// <summary>The cluster once its controllers have marked the nodes and the pods on them.</summary>
    public static Cluster Unreachable(Cluster cluster, IReadOnlySet<string> lost)
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
/// Loses one set of nodes after the other and gives them back in between. A large cluster is read once, and a pod is scored on a few
/// nodes only, which is enough to see whether it fits. Not for use by several threads at a time.
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
