using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Nines.Guard.Drills.Faults;
using Nines.Guard.Drills.Load;
using Nines.Guard.Drills.Recording;
using Nines.Guard.Drills.Site;
using Nines.Testing.Consistency;

namespace Nines.Guard.Drills.Consistency;

/// <summary>Lets everything go wrong while callers ask without end, and judges all that happened.</summary>
internal sealed class ConsistencyRun
{
    private const int CallersEach = 2;
    private static readonly TimeSpan s_recovery = TimeSpan.FromSeconds(90);

    private readonly ConsistencyOptions _options;
    private readonly Action<string> _print;
    private readonly DrillSite _site;
    private readonly Schedule _schedule;
    private readonly StallMeter _stalls = new(TimeProvider.System);
    private readonly ConcurrentQueue<string> _broken = new();
    private readonly ConcurrentQueue<string> _done = new();

    private ConsistencyRun(ConsistencyOptions options, Schedule schedule, DrillSite site, Action<string> print) =>
        (_options, _schedule, _site, _print) = (options, schedule, site, print);

    /// <param name="print">Told the seed, the schedule and what happens; called by many threads.</param>
    /// <exception cref="ArgumentException">A fault is not known.</exception>
    public static async Task<ConsistencyResult> RunAsync(ConsistencyOptions options, Action<string> print, CancellationToken cancellation)
    {
        var schedule = new Schedule(options.Seed, options.Faults);
        print(schedule.ToString());
        var history = new HistoryRecorder(TimeProvider.System);
        await using DrillSite site = await DrillSite.StartAsync(options.Site with { Seed = options.Seed }, history, cancellation);
        return await new ConsistencyRun(options, schedule, site, print).RunAsync(cancellation);
    }

    private async Task<ConsistencyResult> RunAsync(CancellationToken cancellation)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var faults = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var callers = new Callers(_site, CallersEach, _options.Seed);
        Task asking = callers.RunAsync(over.Token);
        Task[] background =
        [
            asking,
            _stalls.RunAsync(over.Token),
            _site.Cloud.FlipAsync(new Random(_options.Seed), over.Token),
            LookOutAsync(faults, over.Token),
        ];
        try
        {
            TimeSpan end = _site.History.Now + _options.Length;
            await Task.WhenAll(Enumerable.Range(0, _schedule.Lanes).Select(lane => BreakAsync(lane, end, faults.Token)));
            await Task.Delay(500, faults.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // A promise was broken, and that was enough.
        }
        catch (DrillException why)
        {
            _broken.Enqueue(why.Message);
        }

        await over.CancelAsync();
        await Task.WhenAll(background).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await asking;
        cancellation.ThrowIfCancellationRequested();
        foreach (DrillGuard guard in _site.Guards)
        {
            await guard.FinishAsync(cancellation);
        }

        return Judge(callers.Mixed);
    }

    private async Task BreakAsync(int lane, TimeSpan end, CancellationToken stop)
    {
        int done = 0;
        foreach (PlannedFault planned in _schedule.Lane(lane))
        {
            // Lanes wait for each other's faults to be over, and so may be behind; no lane ends before every fault came once.
            if (_site.History.Now >= end && done >= _schedule.Round(lane))
            {
                return;
            }

            string name = planned.Fault.Name;
            FaultWindow window = _site.History.BeginFault(name, planned.Fault.Effects);
            Print($"{name} begins");
            await planned.Fault.Run(new FaultScene(_site, new Random(planned.Seed), what => Print($"{name}: {what}"), stop));
            TimeSpan healed = _site.History.Now;
            await _site.SharedAsync(s_recovery, stop);
            _site.History.EndFault(window);
            Print(string.Create(CultureInfo.InvariantCulture, $"{name} is over, all share again after {(_site.History.Now - healed).TotalSeconds:0.0} s"));
            _done.Enqueue(name);
            done++;
            await Task.Delay(planned.Pause, stop);
        }
    }

    // Ends the run early when there is nothing more to learn from it.
    private async Task LookOutAsync(CancellationTokenSource faults, CancellationToken stop)
    {
        while (true)
        {
            await Task.Delay(2000, stop);
            if (_site.Guards.Select(guard => guard.Crash).OfType<string>().FirstOrDefault() is not null
                || (_options.EndsAtViolation && !ConsistencyChecker.Check(Snapshot(), Settings).IsConsistent))
            {
                await faults.CancelAsync();
                return;
            }
        }
    }

    private ConsistencyResult Judge(IReadOnlyCollection<string> mixed)
    {
        History history = Snapshot();
        Report report = ConsistencyChecker.Check(history, Settings);
        ImmutableArray<string> broken = [.. _broken, .. _site.Guards.Select(guard => guard.Crash).OfType<string>(), .. mixed.Take(20)];
        string? file = null;
        if (!report.IsConsistent || broken.Length > 0)
        {
            Directory.CreateDirectory(_options.Folder);
            file = Path.Combine(_options.Folder, string.Create(CultureInfo.InvariantCulture, $"nines-guard-history-{_options.Seed}-{System.Environment.ProcessId}.json"));
            HistoryFile.Write(file, history);
        }

        Dictionary<string, long> rejected = _site.Guards.SelectMany(guard => guard.Rejected).GroupBy(pair => pair.Key).ToDictionary(group => group.Key, group => group.Sum(pair => pair.Value));
        return new ConsistencyResult(
            report, broken, rejected, [.. _done], history.Calls.Count(call => call.IsHedge), _stalls.Worst, _options.Command, file);
    }

    private History Snapshot()
    {
        History history = _site.History.Snapshot();
        (IReadOnlyList<DegradedWindow> Windows, IReadOnlyList<FaultWindow> Unanswered)[] told = [.. _site.Guards.Select(guard => guard.Windows.Read())];
        return history with
        {
            Calls = [.. _site.Cloud.Calls(_site.History)],
            Degraded = [.. told.SelectMany(guard => guard.Windows)],
            Faults = [.. history.Faults, .. told.SelectMany(guard => guard.Unanswered)],
        };
    }

    /// <summary>Assumptions; <see cref="ConsistencySettings"/> has the reasons.</summary>
    private CheckSettings Settings => ConsistencySettings.For(_site.Guards.Length, _stalls.Worst);

    private void Print(string what) => _print(string.Create(CultureInfo.InvariantCulture, $"{_site.History.Now.TotalSeconds,7:0.0} s  {what}"));
}
