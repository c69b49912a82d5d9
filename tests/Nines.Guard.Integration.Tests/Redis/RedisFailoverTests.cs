using System.Net;
using Nines.Guard.Cache;
using Nines.Guard.Cache.Redis;
using Nines.Testing.Faults;
using Nines.Testing.Redis;
using static Nines.Guard.Integration.Tests.Redis.StoreTesting;

namespace Nines.Guard.Integration.Tests.Redis;

/// <summary>Two replicas on three real Redis servers and three real Sentinels, and a primary that goes wrong.</summary>
public sealed class RedisFailoverTests
{
    private static CancellationToken Cancel => TestLimit.Token;

    [Fact]
    public async Task A_killed_primary_is_a_short_degraded_window_and_nothing_confirmed_is_lost()
    {
        Assert.SkipWhen(RedisTrio.Missing is not null, RedisTrio.Missing ?? "");
        await using RedisTrio trio = await RedisTrio.StartAsync(Cancel);
        await using EntryStore a = await StoreAsync(trio, Cancel);
        await using EntryStore b = await StoreAsync(trio, Cancel);
        Entry entry = Entry(120);
        (await a.PublishAsync(Key("k"), entry, 0, Cancel)).Outcome.ShouldBe(StoreOutcome.Hit);
        a.State.Unconfirmed.ShouldBe(0);
        (await a.PurgeAsync(Cancel)).ShouldBeTrue();
        await UntilAsync(() => b.Epoch == 1, "b knows of the purge", Cancel);
        entry = Entry(120);
        (await a.PublishAsync(Key("k"), entry, 1, Cancel)).Entry!.Version.ShouldBe(entry.Version);
        (await b.ReadAsync(Key("k"), Cancel)).Entry!.Version.ShouldBe(entry.Version);

        await trio.Servers[0].KillAsync(Cancel);
        await UntilAsync(() => !a.State.Shared && !b.State.Shared, "noticed", Cancel);
        a.TryGetNear(Key("k"), out _).ShouldBeFalse();
        (await a.ReadAsync(Key("k"), Cancel)).Outcome.ShouldBe(StoreOutcome.Unavailable);

        await UntilAsync(() => a.State.Shared && b.State.Shared, "shared again", Cancel, 40);
        (a.Epoch, b.Epoch).ShouldBe((1, 1));
        (await b.ReadAsync(Key("k"), Cancel)).Entry!.Version.ShouldBe(entry.Version);
        a.State.Degraded.ShouldHaveSingleItem().To.ShouldNotBeNull();
        a.State.Servers.ShouldContain(server => server.Role == "primary" && server.Reachable && server.Address != $"127.0.0.1:{trio.Servers[0].Port}");
        TestContext.Current.TestOutputHelper!.WriteLine($"gap: {(a.State.Degraded[0].To - a.State.Degraded[0].From)!.Value.TotalSeconds:0.0} s");
    }

    [Fact]
    public async Task A_primary_that_freezes_and_thaws_after_another_was_chosen_never_serves_again()
    {
        Assert.SkipWhen(RedisTrio.Missing is not null, RedisTrio.Missing ?? "");
        await using RedisTrio trio = await RedisTrio.StartAsync(Cancel);
        await using EntryStore a = await StoreAsync(trio, Cancel);
        await using EntryStore b = await StoreAsync(trio, Cancel);
        Entry old = Entry(120, "old");
        await a.PublishAsync(Key("k"), old, 0, Cancel);
        await b.ReadAsync(Key("k"), Cancel);

        await trio.Servers[0].Process.SignalAsync("STOP", Cancel);
        await UntilAsync(() => !a.State.Shared && !b.State.Shared, "noticed", Cancel);
        await UntilAsync(() => a.State.Shared && b.State.Shared, "shared again", Cancel, 40);

        // On the new primary the entry changes; the old one still holds the old one.
        RedisNode primary = (await trio.PrimaryAsync(Cancel))!;
        primary.ShouldNotBe(trio.Servers[0]);
        await primary.AskAsync(Cancel, "DEL", Name(a, Key("k")));
        Entry renewed = Entry(120, "new");
        StoreAnswer published = StoreAnswer.Unavailable;
        await UntilAsync(() => a.State.Shared, "shared", Cancel);
        published = await a.PublishAsync(Key("k"), renewed, 0, Cancel);
        published.Entry!.Version.ShouldBe(renewed.Version);

        await trio.Servers[0].Process.SignalAsync("CONT", Cancel);
        long thawed = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(thawed) < TimeSpan.FromSeconds(12))
        {
            foreach (EntryStore store in new[] { a, b })
            {
                StoreAnswer answer = await store.ReadAsync(Key("k"), Cancel);
                if (answer.Outcome == StoreOutcome.Hit)
                {
                    answer.Entry!.Version.ShouldBe(renewed.Version);
                }
            }

            await Task.Delay(20, Cancel);
        }
    }

    [Fact]
    public async Task A_primary_that_the_network_parted_from_the_others_is_silent_before_there_is_a_new_one_and_follows_it_afterwards()
    {
        Assert.SkipWhen(RedisTrio.Missing is not null, RedisTrio.Missing ?? "");
        FaultProxy proxy = null!;
        await using RedisTrio trio = await RedisTrio.StartAsync(
            Cancel, front: port => (proxy = FaultProxy.Start(new IPEndPoint(IPAddress.Loopback, port))).Port);
        await using FaultProxy _ = proxy;
        await using EntryStore a = await StoreAsync(trio, Cancel);

        // This one is on the side of the old primary, and no Sentinel tells it otherwise.
        RedisNode old = trio.Servers[0];
        await using EntryStore inside = await StoreAsync(old.Port, Cancel, options: new RedisStoreOptions());
        Entry entry = Entry(120, "old");
        await a.PublishAsync(Key("k"), entry, 0, Cancel);
        (await inside.ReadAsync(Key("k"), Cancel)).Entry!.Version.ShouldBe(entry.Version);

        proxy.Partition();
        long parted = TimeProvider.System.GetTimestamp();
        while (inside.State.Shared)
        {
            ((await trio.PrimaryAsync(Cancel)) ?? old).ShouldBe(old);
            await Task.Delay(50, Cancel);
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"silent after {TimeProvider.System.GetElapsedTime(parted).TotalSeconds:0.0} s");
        inside.TryGetNear(Key("k"), out Entry _).ShouldBeFalse();
        (await inside.ReadAsync(Key("k"), Cancel)).Outcome.ShouldBe(StoreOutcome.Unavailable);
        (await inside.PurgeAsync(Cancel)).ShouldBeFalse();
        await UntilAsync(() => a.State.Shared && a.State.DegradedWindows == 1, "another primary", Cancel, 40);
        (await a.PurgeAsync(Cancel)).ShouldBeTrue();

        // For as long as they are parted, and until the old one is taken back, nothing old is served on either side.
        bool isBack = false;
        for (int look = 0; look < 1000 && !isBack; look++)
        {
            if (look == 40)
            {
                proxy.Heal();
                proxy.ResetAll();
            }

            foreach (EntryStore store in new[] { a, inside })
            {
                store.TryGetNear(Key("k"), out Entry _).ShouldBeFalse();
                (await store.ReadAsync(Key("k"), Cancel)).Outcome.ShouldNotBe(StoreOutcome.Hit);
            }

            isBack = look % 20 == 0 && (await old.AskAsync(Cancel, "ROLE")).StartsWith("slave", StringComparison.Ordinal);
            await Task.Delay(40, Cancel);
        }

        isBack.ShouldBeTrue();
        a.Epoch.ShouldBe(1);
    }

    [Fact]
    public async Task A_primary_that_lost_its_replicas_is_fenced_and_what_it_holds_is_not_served()
    {
        Assert.SkipWhen(RedisTrio.Missing is not null, RedisTrio.Missing ?? "");
        await using RedisTrio trio = await RedisTrio.StartAsync(Cancel, downAfter: TimeSpan.FromSeconds(30));
        await using EntryStore a = await StoreAsync(trio, Cancel);
        await a.PublishAsync(Key("k"), Entry(120), 0, Cancel);
        await UntilAsync(() => a.TryGetNear(Key("k"), out _), "near", Cancel);

        // Isolated as far as its replicas can tell: neither of them answers.
        await trio.Servers[1].Process.SignalAsync("STOP", Cancel);
        await trio.Servers[2].Process.SignalAsync("STOP", Cancel);
        long isolated = TimeProvider.System.GetTimestamp();
        await UntilAsync(() => !a.State.Shared, "fenced", Cancel, 15);
        TestContext.Current.TestOutputHelper!.WriteLine($"fenced after {TimeProvider.System.GetElapsedTime(isolated).TotalSeconds:0.0} s");
        a.TryGetNear(Key("k"), out _).ShouldBeFalse();
        (await a.ReadAsync(Key("k"), Cancel)).Outcome.ShouldBe(StoreOutcome.Unavailable);
        a.State.Degraded.ShouldHaveSingleItem().Why.ShouldBe("NOREPLICAS");

        await trio.Servers[1].Process.SignalAsync("CONT", Cancel);
        await trio.Servers[2].Process.SignalAsync("CONT", Cancel);
        await UntilAsync(() => a.State.Shared, "shared again", Cancel, 30);
        (await a.ReadAsync(Key("k"), Cancel)).Outcome.ShouldBe(StoreOutcome.Hit);
    }

    [Fact]
    public async Task A_primary_that_no_majority_of_Sentinels_names_is_dropped()
    {
        Assert.SkipWhen(RedisTrio.Missing is not null, RedisTrio.Missing ?? "");
        await using RedisTrio trio = await RedisTrio.StartAsync(Cancel);
        await using EntryStore a = await StoreAsync(trio, Cancel);
        await trio.Sentinels[0].KillAsync(Cancel);
        await Task.Delay(5000, Cancel);
        a.State.Shared.ShouldBeTrue();
        await trio.Sentinels[1].KillAsync(Cancel);
        await UntilAsync(() => !a.State.Shared, "dropped", Cancel);
        await trio.Sentinels[1].StartAsync(Cancel);
        await UntilAsync(() => a.State.Shared, "found again", Cancel);
    }
}
