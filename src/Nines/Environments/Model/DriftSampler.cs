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
    private readonly CrowdingClock _clock;
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
        _clock = new CrowdingClock(zoneOf, rates, workloads);
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

/// <summary>Measures for how long a domain holds more pods of a workload than can be missing.</summary>
internal sealed class CrowdingClock
{
    private readonly int[] _zoneOf;
    private readonly OutageRate[] _rates;
    private readonly DriftingPods[] _workloads;
    private readonly int[][] _native;
    private readonly Cell[][] _cells;
    private readonly int[] _crowded;
    private readonly double[] _anySince;
    private readonly double[] _any;
    private readonly List<double> _batches = [];
    private readonly int[] _moved;
    private readonly int[] _kept;
    private double _start;
    private double _now;

    public CrowdingClock(int[] zoneOf, OutageRate[] rates, DriftingPods[] workloads)
    {
        (_zoneOf, _rates, _workloads) = (zoneOf, rates, workloads);
        _native = [.. workloads.Select(workload => CountByDomain(workload.Home))];
        _cells = [.. rates.Select(_ => new Cell[workloads.Length])];
        _crowded = new int[rates.Length];
        (_anySince, _any) = (new double[rates.Length], new double[rates.Length]);
        (_moved, _kept) = (new int[rates.Length], new int[rates.Length]);
    }

    private struct Cell
    {
        public double Wait;
        public double Since;
        public double Time;
        public double WaitTime;
        public double Times;
    }

    /// <summary>Standard error of the exposure to drift, as a share of it; 0 when there is none.</summary>
    public double RelativeError
    {
        get
        {
            double mean = _batches.Average();
            double variance = _batches.Sum(value => (value - mean) * (value - mean)) / (_batches.Count - 1);
            return mean > 0 ? Math.Sqrt(variance / _batches.Count) / mean : 0;
        }
    }

    /// <summary>Standard error of the rate at which outages hit a domain with too many pods, weighted by how long that lasts.</summary>
    public double ErrorPerHour => RelativeError * _batches.Sum() / (_now - _start);

    /// <summary>Takes the placement of a workload from a time on.</summary>
    public void Count(int w, int[] at, Func<int, bool> isUp, double now)
    {
        Array.Clear(_moved);
        Array.Clear(_kept);
        int[] home = _workloads[w].Home;
        for (int pod = 0; pod < at.Length; pod++)
        {
            if (at[pod] >= 0 && isUp(at[pod]))
            {
                int[] counts = at[pod] == home[pod] ? _kept : _moved;
                counts[at[pod]]++;
                if (_zoneOf[at[pod]] >= 0)
                {
                    counts[_zoneOf.Length + _zoneOf[at[pod]]]++;
                }
            }
        }

        for (int domain = 0; domain < _rates.Length; domain++)
        {
            ref Cell cell = ref _cells[domain][w];
            double wait = Wait(_kept[domain], _moved[domain], _workloads[w].Tolerated);
            if (wait == cell.Wait)
            {
                continue;
            }

            Close(ref cell, domain, now);
            cell.Times += wait > 0 && cell.Wait == 0 ? 1 : 0;
            _crowded[domain] += (wait > 0 ? 1 : 0) - (cell.Wait > 0 ? 1 : 0);
            (cell.Wait, cell.Since) = (wait, now);
        }
    }

    /// <summary>Ends a batch; what was measured in the first is dropped, since every pod starts at home.</summary>
    public void EndBatch(double now, bool isFirst)
    {
        double exposure = 0;
        for (int domain = 0; domain < _rates.Length; domain++)
        {
            for (int w = 0; w < _workloads.Length; w++)
            {
                ref Cell cell = ref _cells[domain][w];
                Close(ref cell, domain, now);
                cell.Since = now;
                exposure += cell.WaitTime * _rates[domain].PerHour;
                if (isFirst)
                {
                    cell = cell with { Time = 0, WaitTime = 0, Times = cell.Wait > 0 ? 1 : 0 };
                }
            }

            _any[domain] = isFirst ? 0 : _any[domain];
        }

        if (isFirst)
        {
            _start = now;
        }
        else
        {
            _batches.Add(exposure - _batches.Sum());
        }

        _now = now;
    }

    public DriftTable Table()
    {
        double total = _now - _start;
        Share();
        Drift[][] each = [.. _cells.Select(row => row.Select(cell => cell.Time > 0
            ? new Drift(cell.Time / total, cell.Time / Math.Max(1, cell.Times), cell.WaitTime / cell.Time)
            : default).ToArray())];
        for (int w = 0; w < _workloads.Length; w++)
        {
            Level(each, w, 0, _zoneOf.Length, total);
            Level(each, w, _zoneOf.Length, _rates.Length, total);
        }

        return new DriftTable(each, [.. _any.Select(time => time / total)], RelativeError);
    }

    /// <summary>Gives domains that are alike the mean of what was measured on them.</summary>
    private void Share()
    {
        foreach (int[] alike in Enumerable.Range(0, _rates.Length).GroupBy(Kind).Select(group => group.ToArray()).Where(group => group.Length > 1))
        {
            for (int w = 0; w < _workloads.Length; w++)
            {
                Cell[] cells = [.. alike.Select(domain => _cells[domain][w])];
                var mean = new Cell
                {
                    Time = cells.Average(cell => cell.Time),
                    WaitTime = cells.Average(cell => cell.WaitTime),
                    Times = cells.Average(cell => cell.Times),
                };
                foreach (int domain in alike)
                {
                    _cells[domain][w] = mean;
                }
            }

            double any = alike.Average(domain => _any[domain]);
            foreach (int domain in alike)
            {
                _any[domain] = any;
            }
        }
    }

    /// <summary>Equal for domains with equal outages and equal pods at home, in zones with such.</summary>
    private string Kind(int domain)
    {
        int zone = domain < _zoneOf.Length && _zoneOf[domain] >= 0 ? _zoneOf.Length + _zoneOf[domain] : domain;
        return FormattableString.Invariant($"{domain < _zoneOf.Length} {Pods(domain)} {Pods(zone)} {_zoneOf.Count(other => other == zone - _zoneOf.Length)}");

        string Pods(int of) => FormattableString.Invariant($"{_rates[of].PerHour:R} {_rates[of].MeanHours:R} {string.Join(',', _native.Select(counts => counts[of]))}");
    }

    /// <summary>
    /// Takes off what the model counts at home already: a domain whose own pods are too many to lose is no risk while they are elsewhere.
    /// </summary>
    private void Level(Drift[][] each, int w, int from, int to, double total)
    {
        int always = 0;
        double sum = 0, drifted = 0;
        for (int domain = from; domain < to; domain++)
        {
            bool isNative = _native[w][domain] > _workloads[w].Tolerated;
            always += isNative ? 1 : 0;
            sum += each[domain][w].Probability;
            drifted += isNative ? 0 : each[domain][w].Probability;
        }

        double share = drifted > 0 ? Math.Max(0, sum - always) / drifted : 0;
        for (int domain = from; domain < to; domain++)
        {
            double probability = _native[w][domain] > _workloads[w].Tolerated ? 0 : each[domain][w].Probability * Math.Min(1, share);
            each[domain][w] = probability * total > 0 ? each[domain][w] with { Probability = probability } : default;
        }
    }

    /// <summary>
    /// Mean time until no more pods are missing than can be, when a domain with them is lost, in units of the mean time of one: pods at home
    /// return at one time, and each that had moved at its own, all exponential. 0 when the loss interrupts nothing.
    /// </summary>
    private static double Wait(int kept, int moved, int tolerated)
    {
        if (kept + moved <= tolerated)
        {
            return 0;
        }

        // Of the moved pods, m are missing; E(home back, m) first, then E(home missing, m).
        double back = 0, missing = 0;
        for (int m = 0; m <= moved; m++)
        {
            double newBack = m <= tolerated ? 0 : 1.0 / m + back;
            missing = kept + m <= tolerated ? 0 : kept == 0 ? newBack : (1 + newBack + m * missing) / (1 + m);
            back = newBack;
        }

        return missing;
    }

    private void Close(ref Cell cell, int domain, double now)
    {
        if (_crowded[domain] > 0)
        {
            _any[domain] += now - Math.Max(_anySince[domain], 0);
        }

        _anySince[domain] = now;
        if (cell.Wait > 0)
        {
            cell.Time += now - cell.Since;
            cell.WaitTime += cell.Wait * (now - cell.Since);
        }
    }

    private int[] CountByDomain(int[] home)
    {
        int[] counts = new int[_rates.Length];
        foreach (int node in home)
        {
            counts[node]++;
            if (_zoneOf[node] >= 0)
            {
                counts[_zoneOf.Length + _zoneOf[node]]++;
            }
        }

        return counts;
    }
}
