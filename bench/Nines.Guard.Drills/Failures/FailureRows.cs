using System.Collections.Immutable;
using Nines.Guard.Drills.Faults;
using Nines.Guard.Drills.Site;
using Nines.Testing.Faults;
using Nines.Testing.Redis;
using Fault = Nines.FakeAzure.Faults.Fault;

namespace Nines.Guard.Drills.Failures;

/// <summary>Everything that the table has a row for.</summary>
internal static class FailureRows
{
    /// <summary>How long what has a length lasts, in seconds.</summary>
    private const double Long = 10;

    public static ImmutableArray<FailureRow> All { get; } =
    [
        new("none", "nothing goes wrong, for comparison", scene => scene.WaitAsync(Long)),
        new("guard-killed", "SIGKILL of one of three guards; back after 5 s", async scene =>
        {
            await scene.Site.Guards[0].EndAsync("KILL", scene.Cancellation);
            await scene.WaitAsync(5);
            await scene.Site.Guards[0].StartAsync(scene.Cancellation);
        }),
        new("guard-frozen", "SIGSTOP of one of three guards for 5 s", async scene =>
        {
            await scene.Site.Guards[0].SignalAsync("STOP", scene.Cancellation);
            await scene.WaitAsync(5);
            await scene.Site.Guards[0].SignalAsync("CONT", scene.Cancellation);
        }),
        new("rolling-update", "SIGTERM of each guard in turn, replaced by a new one", async scene =>
        {
            foreach (DrillGuard guard in scene.Site.Guards)
            {
                await guard.EndAsync("TERM", scene.Cancellation);
                await guard.StartAsync(scene.Cancellation);
                await scene.WaitAsync(1);
            }
        }),
        new("primary-killed", "SIGKILL of the Redis primary; back as a replica after the fail-over", scene => Store(scene, "primary killed")),
        new("primary-frozen", "SIGSTOP of the Redis primary until another is chosen, then SIGCONT", scene => Store(scene, "primary frozen and replaced")),
        new("primary-isolated", "Redis primary cut off from its replicas and the Sentinels, but not from the guards", scene => Store(scene, "primary isolated with the guards")),
        new("primary-unreachable", "Redis primary cut off from the guards alone for 10 s", async scene =>
        {
            int primary = await scene.Site.Redis.PrimaryAsync(scene.Cancellation);
            await CutAsync(scene, [.. scene.Site.Edges.Redis.Select(guard => guard[primary])]);
        }),
        new("replica-killed", "SIGKILL of a Redis replica", scene => Store(scene, "replica of the primary killed")),
        new("redis-down", "SIGKILL of all Redis servers; back, empty, after 10 s", async scene =>
        {
            int primary = await scene.Site.Redis.PrimaryAsync(scene.Cancellation);
            await Task.WhenAll(scene.Site.Redis.Trio.Servers.Select(server => server.KillAsync(scene.Cancellation)));
            await scene.WaitAsync(Long);
            await scene.Site.Redis.RestartAllAsync(primary, scene.Cancellation);
        }),
        new("sentinels-lost", "SIGKILL of two of three Sentinels; back after 10 s", async scene =>
        {
            RedisNode[] two = [.. scene.Site.Redis.Trio.Sentinels.Take(2)];
            await Task.WhenAll(two.Select(sentinel => sentinel.KillAsync(scene.Cancellation)));
            await scene.WaitAsync(Long);
            await Task.WhenAll(two.Select(sentinel => sentinel.StartAsync(scene.Cancellation)));
        }),
        new("half-open", "nothing comes back on the connection of one guard to Redis, which stays open, for 10 s", async scene =>
        {
            int primary = await scene.Site.Redis.PrimaryAsync(scene.Cancellation);
            FaultProxy edge = scene.Site.Edges.Redis[0][primary];
            edge.Set(ProxyDirection.ToCaller, Nines.Testing.Faults.Fault.Stall);
            await scene.WaitAsync(Long);
            Edges.Mend(edge);
        }),
        new("flushall", "FLUSHALL on the Redis primary", async scene =>
            await scene.Site.Redis.AskAsync(await scene.Site.Redis.PrimaryAsync(scene.Cancellation), scene.Cancellation, "FLUSHALL")),
        new("purge", "`nines guard purge`: every answer is asked for again", async scene => await scene.Site.Guards[0].PurgeAsync(scene.Cancellation)),
        new("forged", "another client overwrites every value in Redis, once a second for 10 s", async scene =>
        {
            int primary = await scene.Site.Redis.PrimaryAsync(scene.Cancellation);
            string[] values = [.. (await scene.Site.Redis.NamesAsync(primary, scene.Cancellation)).SelectMany(name => (string[])[name, new string('f', 90)])];
            for (int round = 0; round < Long; round++)
            {
                await scene.Site.Redis.AskAsync(primary, scene.Cancellation, ["MSET", .. values]);
                await scene.WaitAsync(1);
            }

            await scene.Site.Redis.AskAsync(primary, scene.Cancellation, ["DEL", .. values.Where((_, at) => at % 2 == 0)]);
        }),
        new("azure-down", "Azure answers 500 for 10 s", scene => AzureAsync(scene, new Fault(Status: 500))),
        new("azure-unreachable", "nothing passes between the guards and Azure for 10 s", scene => CutAsync(scene, [.. scene.Site.Edges.Azure])),
        new("azure-slow", "Azure takes 10 s for each answer, for 10 s", scene => AzureAsync(scene, new Fault(LatencyMs: 10_000))),
        new("azure-throttles", "Azure answers 429 with Retry-After 1 for 10 s", scene => AzureAsync(scene, new Fault(Status: 429, RetryAfterSeconds: 1))),
        new("clock-ahead", "the clock of one guard is 30 s ahead for 10 s", scene => SkewAsync(scene, 30)) { Missing = SkewedClock.Missing },
        new("clock-behind", "the clock of one guard is 30 s behind for 10 s", scene => SkewAsync(scene, -30)) { Missing = SkewedClock.Missing },
        new("zone-lost", "SIGKILL of one guard, the Redis primary and a Sentinel at once; back after the fail-over", async scene =>
        {
            int primary = await scene.Site.Redis.PrimaryAsync(scene.Cancellation);
            RedisNode sentinel = scene.Site.Redis.Trio.Sentinels[0];
            await Task.WhenAll(
                scene.Site.Guards[0].EndAsync("KILL", scene.Cancellation), scene.Site.Redis.Trio.Servers[primary].KillAsync(scene.Cancellation), sentinel.KillAsync(scene.Cancellation));
            await scene.Site.Redis.PrimaryOtherThanAsync(primary, scene.Cancellation);
            await sentinel.StartAsync(scene.Cancellation);
            await scene.Site.Redis.RestartAsync(primary, scene.Cancellation);
            await scene.Site.Guards[0].StartAsync(scene.Cancellation);
        }),
    ];

    private static Task Store(FaultScene scene, string name) => StoreFaults.All.Single(fault => fault.Name == name).Run(scene);

    private static async Task CutAsync(FaultScene scene, FaultProxy[] edges)
    {
        Edges.Cut(edges);
        await scene.WaitAsync(Long);
        Edges.Mend(edges);
    }

    private static async Task AzureAsync(FaultScene scene, Fault fault)
    {
        AzureFaults.Set(scene.Site, fault);
        await scene.WaitAsync(Long);
        AzureFaults.Usual(scene.Site, FailureRun.AzureTakes);
    }

    private static async Task SkewAsync(FaultScene scene, double seconds)
    {
        scene.Site.Clock!.Set(TimeSpan.FromSeconds(seconds));
        await scene.WaitAsync(Long);
        scene.Site.Clock.Set(TimeSpan.Zero);
    }
}
