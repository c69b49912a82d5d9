using Nines.Guard.Drills.Site;
using Nines.Testing.Consistency;
using Nines.Testing.Faults;
using Nines.Testing.Redis;

namespace Nines.Guard.Drills.Faults;

/// <summary>Redis servers, Sentinels and the ways to them.</summary>
internal static class StoreFaults
{
    private const FaultEffects Apart = FaultEffects.LosesEntries | FaultEffects.PreventsSharing;

    public static IReadOnlyList<DrillFault> All { get; } =
    [
        new("primary killed", Apart, async scene =>
        {
            int primary = await PrimaryAsync(scene);
            await scene.Site.Redis.Trio.Servers[primary].KillAsync(scene.Cancellation);
            await scene.Site.Redis.PrimaryOtherThanAsync(primary, scene.Cancellation);
            await scene.Site.Redis.RestartAsync(primary, scene.Cancellation);
        }),
        new("primary frozen for a moment", Apart, async scene => await FreezeAsync(scene, 2.5, isReplaced: false)),
        new("primary frozen and replaced", Apart, async scene => await FreezeAsync(scene, 1, isReplaced: true)),
        new("primary isolated with the guards", Apart, async scene =>
        {
            int primary = await PrimaryAsync(scene);
            Edges.Cut(scene.Site.Edges.Peers[primary]);
            await scene.Site.Redis.PrimaryOtherThanAsync(primary, scene.Cancellation);
            await scene.WaitAsync(1);
            Edges.Mend(scene.Site.Edges.Peers[primary]);
        }),
        new("primary cut off from the guards", Apart, async scene =>
        {
            int primary = await PrimaryAsync(scene);
            FaultProxy[] edges = [.. scene.Site.Edges.Redis.Select(guard => guard[primary])];
            Edges.Cut(edges);
            await scene.WaitAsync(3);
            Edges.Mend(edges);
        }),
        new("replica of the primary killed", Apart, async scene =>
        {
            int primary = await PrimaryAsync(scene);
            int replica = (primary + 1 + scene.Random.Next(2)) % 3;
            scene.Report($"server {replica}");
            await scene.Site.Redis.Trio.Servers[replica].KillAsync(scene.Cancellation);
            await scene.WaitAsync(1.5);
            await scene.Site.Redis.RestartAsync(replica, scene.Cancellation);
        }),
        new("all Redis servers killed", Apart, async scene =>
        {
            int primary = await PrimaryAsync(scene);
            await Task.WhenAll(scene.Site.Redis.Trio.Servers.Select(server => server.KillAsync(scene.Cancellation)));
            await scene.WaitAsync(2);
            await scene.Site.Redis.RestartAllAsync(primary, scene.Cancellation);
        }),
        new("a Sentinel killed", FaultEffects.None, async scene =>
        {
            RedisNode sentinel = AnySentinel(scene);
            await sentinel.KillAsync(scene.Cancellation);
            await scene.WaitAsync(1.5);
            await sentinel.StartAsync(scene.Cancellation);
        }),
        new("a Sentinel frozen", FaultEffects.None, async scene =>
        {
            RedisNode sentinel = AnySentinel(scene);
            await sentinel.Process.SignalAsync("STOP", scene.Cancellation);
            await scene.WaitAsync(1.5);
            await sentinel.Process.SignalAsync("CONT", scene.Cancellation);
        }),

        // Not frozen: two Sentinels that stood still would distrust their clocks for half a minute, and elect no primary meanwhile.
        new("Sentinels without a quorum", Apart, async scene =>
        {
            RedisNode[] two = [.. scene.Site.Redis.Trio.Sentinels.Except([AnySentinel(scene)])];
            await Task.WhenAll(two.Select(sentinel => sentinel.KillAsync(scene.Cancellation)));
            await scene.WaitAsync(4);
            await Task.WhenAll(two.Select(sentinel => sentinel.StartAsync(scene.Cancellation)));
        }),
        new("a guard cut off from the Sentinels", Apart, async scene =>
        {
            DrillGuard guard = scene.AnyGuard();
            scene.Report($"guard {guard.Number}");
            Edges.Cut(scene.Site.Edges.Sentinels[guard.Number]);
            await scene.WaitAsync(4.5);
            Edges.Mend(scene.Site.Edges.Sentinels[guard.Number]);
        }),
        new("a guard cut off from Redis", Apart, async scene =>
        {
            DrillGuard guard = scene.AnyGuard();
            scene.Report($"guard {guard.Number}");
            Edges.Cut(scene.Site.Edges.Redis[guard.Number]);
            await scene.WaitAsync(3);
            Edges.Mend(scene.Site.Edges.Redis[guard.Number]);
        }),
        new("tracking connection half open", Apart, async scene =>
        {
            int primary = await PrimaryAsync(scene);
            DrillGuard guard = scene.AnyGuard();
            scene.Report($"guard {guard.Number}");
            FaultProxy edge = scene.Site.Edges.Redis[guard.Number][primary];
            edge.Set(ProxyDirection.ToCaller, Fault.Stall);
            await scene.WaitAsync(3);
            Edges.Mend(edge);
        }),
    ];

    private static async Task<int> PrimaryAsync(FaultScene scene)
    {
        int primary = await scene.Site.Redis.PrimaryAsync(scene.Cancellation);
        scene.Report($"primary is server {primary}");
        return primary;
    }

    private static async Task FreezeAsync(FaultScene scene, double seconds, bool isReplaced)
    {
        int primary = await PrimaryAsync(scene);
        await scene.Site.Redis.Trio.Servers[primary].Process.SignalAsync("STOP", scene.Cancellation);
        try
        {
            if (isReplaced)
            {
                await scene.Site.Redis.PrimaryOtherThanAsync(primary, scene.Cancellation);
            }

            await scene.WaitAsync(seconds);
        }
        finally
        {
            await scene.Site.Redis.Trio.Servers[primary].Process.SignalAsync("CONT", CancellationToken.None);
        }

        // The thawed one believes that it is the primary until a Sentinel corrects it.
        await scene.WaitAsync(2);
    }

    private static RedisNode AnySentinel(FaultScene scene)
    {
        int sentinel = scene.Random.Next(3);
        scene.Report($"Sentinel {sentinel}");
        return scene.Site.Redis.Trio.Sentinels[sentinel];
    }
}
