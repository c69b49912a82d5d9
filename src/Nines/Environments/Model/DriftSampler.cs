using Nines.Environments.Specs;
using Nines.Reliability.Months;

namespace Nines.Environments.Model;

/// <summary>Outages of a node or zone.</summary>
/// <param name="PerHour">Failures an hour while it is up.</param>
/// <param name="MeanHours">Mean length of an outage.</param>
internal readonly record struct OutageRate(double PerHour, double MeanHours);

/// <summary>The pods of one workload on a pool.</summary>
/// <param name="Home">Node of each pod after a rollout.</param>
/// <param name="Tolerated">Pods that may be missing while enough are ready.</param>
/// <param name="Spread">Decides where a pod moves to.</param>
/// <param name="Slots">Pods of the workload that fit on one node.</param>
/// <param name="RolloutHours">Time after which a rollout or a descheduler has put the pods back; infinite for never.</param>
internal sealed record DriftingPods(int[] Home, int Tolerated, SpreadKind Spread, int Slots, double RolloutHours);

/// <summary>A node or zone on which, after earlier outages, more pods of a workload may stand than can be missing.</summary>
/// <param name="Probability">Probability that they do, at a random time.</param>
/// <param name="MeanHours">Mean time for which they do.</param>
/// <param name="Wait">When it is then lost: mean time until no more are missing than can be, as a share of the mean time in which one pod returns.</param>
internal readonly record struct Drift(double Probability, double MeanHours, double Wait);

/// <summary>Drift of the workloads of a pool: [domain][workload], where domains are the nodes and then the zones.</summary>
/// <param name="Each">Of each workload.</param>
/// <param name="Any">Probability of any workload's, by domain.</param>
/// <param name="RelativeError">Standard error of the probabilities, weighted by the outages that they make matter; 0 when there is no drift.</param>
internal sealed record DriftTable(Drift[][] Each, double[] Any, double RelativeError);

/// <summary>
/// Follows the pods of a pool through a long history of outages of its nodes and zones: a pod that an outage moves stays where it went. Pods in the
/// domain of an outage that were at home come back together; pods that had moved there come back each after a time of its own.
/// Sampled, because the placements of a few pods on a few nodes are already too many for a chain; the seed is fixed, so that results repeat.
/// </summary>
internal sealed class DriftSampler
{
    private const ulong Seed = 20_261_129;
    private const int Batch = 500;
    private const int MinBatches = 12;
    private const int MaxBatches = 160;

    // Standard error at which the sampling stops: a hundredth of the exposure, or 0.2 s a year.
    private const double Precision = 0.01;
    private const double FineEnough = 5e-9;

    // Visits of pods and nodes, so that large pools take no longer than small ones need.
    private const long MaxVisits = 40_000_000;

    private readonly int[] _zoneOf;
    private readonly OutageRate[] _rates;
    private readonly DriftingPods[] _workloads;
    private readonly double _returnHours;
    private readonly int _nodes;
    private readonly Xoshiro256 _random = Xoshiro256.FromSeed(Seed);
    private readonly PriorityQueue<Change, double> _changes = new();
    private readonly bool[] _isDown;
    private readonly int[][] _at;
    private readonly int[][] _version;
    private readonly bool[] _hasRollout;
    private readonly bool[] _isHit;
    private readonly int[] _here;
    private readonly int[] _inZone;
    private readonly DriftClock _clock;
    private double _now;
    private long _visits;

    /// <param name="zoneOf">Index of the zone of each node; -1 for none.</param>
    /// <param name="rates">Of the nodes, then of the zones.</param>
    /// <param name="workloads">Workloads whose pods can move.</param>
    /// <param name="returnHours">Mean time from the loss of a node until a pod of it runs elsewhere.</param>
    public DriftSampler(int[] zoneOf, OutageRate[] rates, DriftingPods[] workloads, double returnHours)
    {
        (_zoneOf, _rates, _workloads, _returnHours, _nodes) = (zoneOf, rates, workloads, returnHours, zoneOf.Length);
        _isDown = new bool[rates.Length];
        _at = [.. workloads.Select(workload => (int[])workload.Home.Clone())];
        _version = [.. workloads.Select(workload => new int[workload.Home.Length])];
        _hasRollout = new bool[workloads.Length];
        _isHit = new bool[workloads.Length];
        (_here, _inZone) = (new int[_nodes], new int[rates.Length - _nodes + 1]);
        _clock = new DriftClock(zoneOf, rates, workloads);
    }

    private enum ChangeKind
    {
        Repair,
        PodReturns,
        Rollout,
    }

    /// <param name="Kind">What happens.</param>
    /// <param name="Index">Domain or workload.</param>
    /// <param name="Pod">Pod of the workload.</param>
    /// <param name="Version">Version of the pod for which it was planned.</param>
    private readonly record struct Change(ChangeKind Kind, int Index, int Pod, int Version);

    /// <summary>Simulates until the result is precise enough, or a bound on the outages is reached.</summary>
    public DriftTable Run(CancellationToken cancellation)
    {
        double total = _rates.Sum(rate => rate.PerHour);
        var rates = new AliasTable([.. _rates.Select(rate => rate.PerHour)]);
        double next = _random.Exponential() / total;
        for (int batch = 0; batch < MaxBatches && (batch < MinBatches || _visits < MaxVisits); batch++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (int outages = 0; outages < Batch;)
            {
                if (_changes.TryPeek(out _, out double time) && time <= next)
                {
                    _now = time;
                    Apply(_changes.Dequeue());
                    continue;
                }

                _now = next;
                outages++;
                next = _now + _random.Exponential() / total;
                int domain = rates.Next(_random);
                if (!_isDown[domain])
                {
                    Fail(domain);
                }
            }

            _clock.EndBatch(_now, batch == 0);
            if (batch >= MinBatches && (_clock.RelativeError < Precision || _clock.ErrorPerHour * _returnHours < FineEnough))
            {
                break;
            }
        }

        return _clock.Table();
    }

    private void Apply(Change change)
    {
        switch (change.Kind)
        {
            case ChangeKind.Repair:
                _isDown[change.Index] = false;
                for (int w = 0; w < _workloads.Length; w++)
                {
                    if (Resume(w, change.Index))
                    {
                        Count(w);
                    }
                }

                break;
            case ChangeKind.PodReturns when _version[change.Index][change.Pod] == change.Version:
                Move(change.Index, change.Pod);
                Count(change.Index);
                break;
            case ChangeKind.Rollout:
                _hasRollout[change.Index] = false;
                RollOut(change.Index);
                Count(change.Index);
                break;
        }
    }

    private bool IsUp(int node) => !_isDown[node] && (_zoneOf[node] < 0 || !_isDown[_nodes + _zoneOf[node]]);

    private bool IsIn(int node, int domain) => domain < _nodes ? node == domain : _zoneOf[node] == domain - _nodes;

    private void Fail(int domain)
    {
        double together = _now + _returnHours * _random.Exponential();
        _changes.Enqueue(new Change(ChangeKind.Repair, domain, 0, 0), _now + _rates[domain].MeanHours * _random.Exponential());
        for (int w = 0; w < _workloads.Length; w++)
        {
            int[] at = _at[w], home = _workloads[w].Home;
            _visits += at.Length;
            for (int pod = 0; pod < at.Length; pod++)
            {
                if (at[pod] >= 0 && IsIn(at[pod], domain) && IsUp(at[pod]))
                {
                    _isHit[w] = true;
                    double back = at[pod] == home[pod] ? together : _now + _returnHours * _random.Exponential();
                    _changes.Enqueue(new Change(ChangeKind.PodReturns, w, pod, ++_version[w][pod]), back);
                }
            }
        }

        _isDown[domain] = true;
        for (int w = 0; w < _workloads.Length; w++)
        {
            if (_isHit[w])
            {
                _isHit[w] = false;
                Count(w);
            }
        }
    }

    /// <summary>A pod whose node is back keeps it; one that found no node when its time had come gets one now. True when there is such a pod.</summary>
    private bool Resume(int w, int domain)
    {
        bool isChanged = false;
        _visits += _at[w].Length;
        for (int pod = 0; pod < _at[w].Length; pod++)
        {
            int node = _at[w][pod];
            if (node < 0)
            {
                Move(w, pod);
                isChanged = true;
            }
            else if (IsIn(node, domain) && IsUp(node))
            {
                _version[w][pod]++;
                isChanged = true;
            }
        }

        return isChanged;
    }

    private void Move(int w, int pod)
    {
        _at[w][pod] = -1;
        _at[w][pod] = Target(w);
        PlanRollout(w);
    }

    /// <summary>The node that the scheduler would prefer, by pods of the workload alone; -1 when none has room.</summary>
    private int Target(int w)
    {
        DriftingPods workload = _workloads[w];
        _visits += _nodes + _at[w].Length;
        Array.Clear(_here);
        Array.Clear(_inZone);
        foreach (int node in _at[w])
        {
            if (node >= 0 && IsUp(node))
            {
                _here[node]++;
                _inZone[_zoneOf[node] + 1]++;
            }
        }

        int best = -1, ties = 0;
        (int Zone, int Node) least = (int.MaxValue, int.MaxValue);
        for (int node = 0; node < _nodes; node++)
        {
            int here = _here[node];
            if (!IsUp(node) || here >= workload.Slots)
            {
                continue;
            }

            (int, int) load = workload.Spread switch
            {
                SpreadKind.Zone => (_inZone[_zoneOf[node] + 1], here),
                SpreadKind.Node => (0, here),
                _ => (0, -here),
            };
            int order = load.CompareTo(least);
            ties = order < 0 ? 1 : order == 0 ? ties + 1 : ties;
            if (order < 0 || (order == 0 && _random.Unit() * ties <= 1))
            {
                (best, least) = (node, load);
            }
        }

        return best;
    }

    private void RollOut(int w)
    {
        for (int pod = 0; pod < _at[w].Length; pod++)
        {
            if (IsUp(_workloads[w].Home[pod]))
            {
                _at[w][pod] = _workloads[w].Home[pod];
                _version[w][pod]++;
            }
        }

        PlanRollout(w);
    }

    // Rollouts come at fixed intervals, of which only those are followed that find a pod away from home.
    private void PlanRollout(int w)
    {
        double interval = _workloads[w].RolloutHours;
        if (!_hasRollout[w] && !double.IsPositiveInfinity(interval) && !_at[w].AsSpan().SequenceEqual(_workloads[w].Home))
        {
            _hasRollout[w] = true;
            _changes.Enqueue(new Change(ChangeKind.Rollout, w, 0, 0), (Math.Floor(_now / interval) + 1) * interval);
        }
    }

    private void Count(int w) => _clock.Count(w, _at[w], IsUp, _now);
}
