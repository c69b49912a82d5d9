using System.Collections.Immutable;
using Nines.Clusters;
using Nines.Reliability.Months;
using Nines.Scheduling.State;

namespace Nines.Scheduling;

/// <summary>
/// Places pods as kube-scheduler would: its filters, scores, sampling of nodes and random choice among the best. What one run says
/// is one possible course of events; ask for many with <see cref="Trials"/>. Not simulated: preemption, image locality, limits on
/// attached disks, dynamic resources, extenders, and the time between placements. Not for use by several threads at a time.
/// </summary>
public sealed class Simulator
{
    /// <summary>The most trials at a time.</summary>
    public const int MaxTrials = 1_000_000;

    private readonly ClusterState _state;
    private readonly Scheduler _scheduler;

    /// <exception cref="ArgumentException">The cluster contradicts itself; the message has all faults.</exception>
    public Simulator(Cluster cluster, SchedulerProfile? profile = null)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        if (cluster.Faults() is { IsEmpty: false } faults)
        {
            throw new ArgumentException("The cluster cannot be used: " + string.Join("; ", faults), nameof(cluster));
        }

        profile ??= SchedulerProfile.Current;
        _state = new ClusterState(cluster, profile);
        _scheduler = new Scheduler(_state, profile);
    }

    /// <summary>Places pods one after the other, each seeing those before it, and takes them away again.</summary>
    /// <param name="pods">In the order in which the scheduler gets them.</param>
    /// <param name="seed">The same seed gives the same places.</param>
    /// <param name="cancellation">Stops between two pods.</param>
    public PlacementRun Place(IReadOnlyList<Pod> pods, ulong seed, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(pods);
        return Place(pods, seed, Xoshiro256.FromSeed(seed), cancellation);
    }

    /// <summary>Repeats a placement with different chances and gives the distribution of a number.</summary>
    /// <param name="pods">In the order in which the scheduler gets them.</param>
    /// <param name="trials">1 to <see cref="MaxTrials"/>.</param>
    /// <param name="seed">The same seed gives the same distribution.</param>
    /// <param name="statistic">What to ask of each run; see <see cref="RunStatistic"/>.</param>
    /// <param name="cancellation">Stops between two pods.</param>
    public Distribution Trials(
        IReadOnlyList<Pod> pods, int trials, ulong seed, Func<PlacementRun, int> statistic, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(pods);
        ArgumentNullException.ThrowIfNull(statistic);
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(trials, MaxTrials);
        var counts = new SortedDictionary<int, int>();
        var seeds = Xoshiro256.FromSeed(seed);
        for (int trial = 0; trial < trials; trial++)
        {
            ulong own = seeds.Next();
            int value = statistic(Place(pods, own, Xoshiro256.FromSeed(own), cancellation));
            counts[value] = counts.GetValueOrDefault(value) + 1;
        }

        return new Distribution(trials, counts.ToImmutableSortedDictionary());
    }

    /// <summary>Puts a pod on a node, whatever the rules say.</summary>
    /// <exception cref="ArgumentException">There is no such node.</exception>
    public void Add(PlacedPod placed) => Change(placed, 1);

    /// <summary>Takes a pod away that the cluster had or that <see cref="Add"/> put there; the inverse of <see cref="Add"/>.</summary>
    /// <exception cref="ArgumentException">There is no such node, or no such pod on it.</exception>
    public void Remove(PlacedPod placed) => Change(placed, -1);

    /// <summary>Takes nodes out of use until <see cref="Return"/>; what is on them is left to the caller.</summary>
    /// <param name="nodes">Their names.</param>
    /// <param name="kind">What remains of them.</param>
    internal void Lose(IEnumerable<string> nodes, LossKind kind)
    {
        var lost = new LossKind?[_state.Nodes.Length];
        foreach (string node in nodes)
        {
            lost[_state.Number(node)] = kind;
        }

        _state.Lost = lost;
        _scheduler.NodesChanged();
    }

    /// <summary>Brings all lost nodes back.</summary>
    internal void Return()
    {
        _state.Lost = null;
        _scheduler.NodesChanged();
    }

    /// <inheritdoc cref="Scheduler.MaxScored"/>
    internal int MaxScored
    {
        get => _scheduler.MaxScored;
        init => _scheduler.MaxScored = value;
    }

    private void Change(PlacedPod placed, int change)
    {
        ArgumentNullException.ThrowIfNull(placed);
        int node = _state.Number(placed.Node);
        if (node < 0)
        {
            throw new ArgumentException($"There is no node {placed.Node} in the cluster.", nameof(placed));
        }

        PodShape shape = _state.Shape(placed.Pod.Template);
        if (change < 0 && shape.Class(placed.IsTerminating).Nodes[node] == 0)
        {
            throw new ArgumentException($"There is no pod like {placed.Pod.Template.Namespace}/{placed.Pod.Name} on {placed.Node}.", nameof(placed));
        }

        _state.Change(shape, node, placed.IsTerminating, change);
    }

    private PlacementRun Place(IReadOnlyList<Pod> pods, ulong seed, Xoshiro256 random, CancellationToken cancellation)
    {
        // The real scheduler starts wherever its last search ended, which nobody can know.
        int nodes = _state.Nodes.Length;
        _scheduler.StartAt(nodes == 0 ? 0 : (int)(random.Next() % (ulong)nodes));
        ImmutableArray<PodOutcome>.Builder outcomes = ImmutableArray.CreateBuilder<PodOutcome>(pods.Count);
        var placed = new List<(PodShape Shape, int Node)>(pods.Count);
        PodShape? failed = null;
        try
        {
            foreach (Pod pod in pods)
            {
                cancellation.ThrowIfCancellationRequested();
                PodShape shape = _state.Shape(pod.Template);

                // Where nothing was placed since, a pod of the same kind fails for the same reasons.
                int node = shape == failed ? -1 : _scheduler.Choose(shape, random);
                if (node < 0)
                {
                    outcomes.Add(new PodOutcome(pod, null, _scheduler.NodesThere, shape == failed ? outcomes[^1].Reasons : _scheduler.Reasons.Counts()));
                    failed = shape;
                    continue;
                }

                failed = null;

                _state.Change(shape, node, isTerminating: false, 1);
                _scheduler.Placed(shape, node);
                placed.Add((shape, node));
                outcomes.Add(new PodOutcome(pod, _state.Nodes[node], _scheduler.NodesThere, []));
            }
        }
        finally
        {
            foreach ((PodShape shape, int node) in placed)
            {
                _state.Change(shape, node, isTerminating: false, -1);
            }
        }

        return new PlacementRun(seed, outcomes.MoveToImmutable());
    }
}
