using Nines.Guard.Drills.Consistency;
using Nines.Guard.Drills.Faults;
using Nines.Guard.Drills.Recording;
using Nines.Guard.Drills.Site;
using Nines.Testing.Consistency;
using Nines.Testing.Site;

namespace Nines.Guard.Drills.Failures;

/// <summary>One row: a site of its own, callers behind a balancer of packets, one fault.</summary>
internal static class FailureRun
{
    public const int Questions = 200;
    public const int CallersEach = 3;
    public const int PerSecond = 20;

    private static readonly TimeSpan s_before = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan s_warm = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan s_after = TimeSpan.FromSeconds(8);

    /// <summary>So that a sixth of the reviews is not cached.</summary>
    public static TimeSpan TimeToLive { get; } = TimeSpan.FromSeconds(10);

    public static TimeSpan AzureTakes { get; } = TimeSpan.FromMilliseconds(20);

    public static async Task<FailureFigures> RunAsync(FailureRow row, int seed, CancellationToken cancellation)
    {
        var history = new HistoryRecorder(TimeProvider.System);
        await using DrillSite site = await DrillSite.StartAsync(
            new SiteOptions { Questions = Questions, TimeToLive = TimeToLive, Latency = AzureTakes, Seed = seed, DrainWait = "2s" }, history, cancellation);
        await using var balancer = new PacketBalancer([.. site.Guards.Select(guard => guard.Replica)]);
        PacedCaller[] callers =
        [
            .. Enumerable.Range(0, 2 * CallersEach).Select(number =>
                new PacedCaller(site, balancer.Port, number, number >= CallersEach, TimeSpan.FromSeconds(1.0 / PerSecond), seed + number)),
        ];
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var stalls = new StallMeter(TimeProvider.System);
        Task measuring = stalls.RunAsync(over.Token);
        Task flipping = site.Cloud.FlipAsync(new Random(seed), over.Token);
        Task asking = Task.WhenAll(callers.Select(caller => caller.RunAsync(over.Token)));
        TimeSpan began = default;
        TimeSpan healed = default;
        TimeSpan warm = default;
        try
        {
            await Task.Delay(s_warm, cancellation);
            warm = history.Now;
            await Task.Delay(s_before, cancellation);
            began = history.Now;
            await row.Run(new FaultScene(site, new Random(seed), _ => { }, cancellation));
            healed = history.Now;
            await site.SharedAsync(TimeSpan.FromSeconds(90), cancellation);
            await Task.Delay(s_after, cancellation);
        }
        finally
        {
            await over.CancelAsync();
            await Task.WhenAll(asking, flipping, measuring).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Report report = ConsistencyChecker.Check(history.Snapshot() with { Calls = [.. site.Cloud.Calls(history)] }, ConsistencySettings.For(1, stalls.Worst));
        return FailureFigures.Of(row, [.. callers.SelectMany(caller => caller.Samples).Where(sample => sample.Sent >= warm)], began, healed, report);
    }
}
