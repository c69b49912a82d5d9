namespace Nines.Environments.Model;

/// <summary>Measures for how long a domain holds more pods of a workload than can be missing.</summary>
internal sealed class DriftClock
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

    public DriftClock(int[] zoneOf, OutageRate[] rates, DriftingPods[] workloads)
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
            Level(each, w, 0, _zoneOf.Length);
            Level(each, w, _zoneOf.Length, _rates.Length);
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
    private void Level(Drift[][] each, int w, int from, int to)
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
            each[domain][w] = probability > 0 ? each[domain][w] with { Probability = probability } : default;
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
            _any[domain] += now - _anySince[domain];
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
