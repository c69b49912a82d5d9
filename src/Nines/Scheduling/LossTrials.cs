using System.Collections.Immutable;
using Nines.Clusters;

namespace Nines.Scheduling;

/// <summary>What became of the pods of some lost nodes.</summary>
/// <param name="Hit">Those that their controllers recreate, in the order in which these were placed.</param>
/// <param name="Replaced">Where the new ones went, one for each of <paramref name="Hit"/>.</param>
internal sealed record LossTrial(ImmutableArray<PlacedPod> Hit, PlacementRun Replaced);

/// <summary>
/// Loses one set of nodes after the other and gives them back in between: like <see cref="NodeLoss"/>, but a large cluster is taken in
/// once, and a pod is scored on a few nodes only, which is enough to see whether it fits. Not for use by several threads at a time.
/// </summary>
internal sealed class LossTrials
{
    // The scheduler itself looks at no fewer than 100 nodes for the sake of a good place; any place will do here.
    private const int MaxScored = 8;

    private readonly Simulator _simulator;
    private readonly Dictionary<string, List<PlacedPod>> _podsOn = new(StringComparer.Ordinal);

    /// <exception cref="ArgumentException">The cluster contradicts itself; the message has all faults.</exception>
    public LossTrials(Cluster cluster, SchedulerProfile profile)
    {
        _simulator = new Simulator(cluster, profile) { MaxScored = MaxScored };
        foreach (PlacedPod placed in cluster.Pods)
        {
            if (!_podsOn.TryGetValue(placed.Node, out List<PlacedPod>? pods))
            {
                pods = [];
                _podsOn.Add(placed.Node, pods);
            }

            pods.Add(placed);
        }
    }

    /// <summary>The pods on a node.</summary>
    public IReadOnlyList<PlacedPod> PodsOn(string node) => _podsOn.GetValueOrDefault(node) ?? (IReadOnlyList<PlacedPod>)[];

    /// <summary>Higher priorities are placed first, then in the order of the nodes' pods, alike ones together. Nothing is preempted.</summary>
    /// <param name="nodes">Names of nodes that are there, each once.</param>
    /// <param name="kind">What remains of them.</param>
    /// <param name="seed">Repeats it.</param>
    /// <param name="isAsked">Of which pods it is asked where they go; the others of the lost nodes are not recreated.</param>
    /// <param name="cancellation">Stops between two pods; the cluster is whole again then, too.</param>
    public LossTrial Lose(
        IReadOnlyCollection<string> nodes, LossKind kind, ulong seed, Func<PodTemplate, bool> isAsked, CancellationToken cancellation)
    {
        List<(PlacedPod Before, PlacedPod? After)> changes = [];
        foreach (PlacedPod placed in nodes.SelectMany(PodsOn))
        {
            bool stays = kind == LossKind.Unreachable && (placed.IsTerminating || placed.Pod.Template.Recreation == Recreation.WithNode);
            if (!stays)
            {
                changes.Add((placed, kind == LossKind.Unreachable ? placed with { IsTerminating = true } : null));
            }
        }

        ImmutableArray<PlacedPod> hit =
        [
            .. changes.Select(change => change.Before)
                .Where(placed => placed.Pod.Template.Recreation.ComesBack(kind) && !placed.IsTerminating)
                .GroupBy(placed => placed.Pod.Template, (IEqualityComparer<PodTemplate>)ReferenceEqualityComparer.Instance)
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
            return new LossTrial(hit, _simulator.Place([.. hit.Select(placed => placed.Pod)], seed, cancellation));
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
