using System.Collections.Immutable;
using System.Globalization;
using Nines.Clusters;
using Nines.Reliability.Months;
using Nines.Scheduling.State;

namespace Nines.Scheduling;

/// <summary>
/// Places pods as kube-scheduler would: its filters, scores, sampling of nodes and random choice among the best. One run
/// is one possible course of events. Not simulated: preemption, image locality, limits on
/// attached disks, dynamic resources, extenders, and the time between placements. Not for use by several threads at a time.
/// </summary>
public sealed class Simulator
{
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

    /// <summary>Puts a pod on a node, whatever the rules say.</summary>
    /// <exception cref="ArgumentException">There is no such node.</exception>
    public void Add(Pod placed) => Change(placed, 1);

    /// <summary>Takes a pod away that the cluster had or that <see cref="Add"/> put there; the inverse of <see cref="Add"/>.</summary>
    /// <exception cref="ArgumentException">There is no such node, or no such pod on it.</exception>
    public void Remove(Pod placed) => Change(placed, -1);

    /// <summary>Takes nodes out of use until <see cref="Return"/>; what is on them is left to the caller.</summary>
    /// <param name="nodes">Their names.</param>
    /// <param name="kind">State of the lost nodes.</param>
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

    private void Change(Pod placed, int change)
    {
        ArgumentNullException.ThrowIfNull(placed);
        int node = placed.Node is null ? -1 : _state.Number(placed.Node);
        if (node < 0)
        {
            throw new ArgumentException($"There is no node {placed.Node} in the cluster.", nameof(placed));
        }

        PreparedTemplate prepared = _state.Prepare(placed.Template);
        if (change < 0 && prepared.Class(placed.IsTerminating).Nodes[node] == 0)
        {
            throw new ArgumentException($"There is no pod like {placed.Template.Namespace}/{placed.Name} on {placed.Node}.", nameof(placed));
        }

        _state.Change(prepared, node, placed.IsTerminating, change);
    }

    private PlacementRun Place(IReadOnlyList<Pod> pods, ulong seed, Xoshiro256 random, CancellationToken cancellation)
    {
        // The real scheduler starts where its last search ended, which is unknown.
        int nodes = _state.Nodes.Length;
        _scheduler.StartAt(nodes == 0 ? 0 : (int)(random.Next() % (ulong)nodes));
        ImmutableArray<PodOutcome>.Builder outcomes = ImmutableArray.CreateBuilder<PodOutcome>(pods.Count);
        var placed = new List<(PreparedTemplate Template, int Node)>(pods.Count);
        PreparedTemplate? failed = null;
        try
        {
            foreach (Pod pod in pods)
            {
                cancellation.ThrowIfCancellationRequested();
                PreparedTemplate prepared = _state.Prepare(pod.Template);

                // Where nothing was placed since, a pod of the same kind fails for the same reasons.
                int node = prepared == failed ? -1 : _scheduler.Choose(prepared, random);
                if (node < 0)
                {
                    outcomes.Add(new PodOutcome(pod, null, _scheduler.NodesThere, prepared == failed ? outcomes[^1].Reasons : _scheduler.Reasons.Counts()));
                    failed = prepared;
                    continue;
                }

                failed = null;

                _state.Change(prepared, node, isTerminating: false, 1);
                _scheduler.Placed(prepared, node);
                placed.Add((prepared, node));
                outcomes.Add(new PodOutcome(pod, _state.Nodes[node], _scheduler.NodesThere, []));
            }
        }
        finally
        {
            foreach ((PreparedTemplate prepared, int node) in placed)
            {
                _state.Change(prepared, node, isTerminating: false, -1);
            }
        }

        return new PlacementRun(seed, outcomes.MoveToImmutable());
    }
}

/// <summary>Placement of one pod.</summary>
/// <param name="Pod">The pod.</param>
/// <param name="Node">Its node; null when no node could take it.</param>
/// <param name="NodesInCluster">Number of nodes in the cluster.</param>
/// <param name="Reasons">Reasons for which nodes were ruled out, sorted as the scheduler prints them; empty when it was placed. A node may give several.</param>
public sealed record PodOutcome(Pod Pod, Node? Node, int NodesInCluster, ImmutableArray<ReasonCount> Reasons)
{
    /// <summary>
    /// The scheduler's message: <c>0/3 nodes are available: 1 Insufficient cpu, 2 node(s) were unschedulable.</c> Without the part
    /// on preemption, which is not simulated. Null when the pod was placed.
    /// </summary>
    public string? Message =>
        Node is not null ? null
        : NodesInCluster == 0 ? "no nodes available to schedule pods"
        : string.Create(CultureInfo.InvariantCulture, $"0/{NodesInCluster} nodes are available: {string.Join(", ", Reasons)}.");
}

/// <summary>Placement of some pods one after the other.</summary>
/// <param name="Seed">Repeats it.</param>
/// <param name="Outcomes">In the order in which they were placed.</param>
public sealed record PlacementRun(ulong Seed, ImmutableArray<PodOutcome> Outcomes)
{
    /// <summary>Number of pods that found no node.</summary>
    public int Unplaced => Outcomes.Count(outcome => outcome.Node is null);
}

/// <summary>Frequency of each value of a statistic.</summary>
/// <param name="Trials">Number of runs, 1 or more.</param>
/// <param name="Counts">By value, ascending; the counts add up to <paramref name="Trials"/>.</param>
public sealed record Distribution(int Trials, ImmutableSortedDictionary<int, int> Counts);
