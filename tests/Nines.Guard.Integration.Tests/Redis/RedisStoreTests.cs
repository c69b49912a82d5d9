using Nines.Guard.Cache;
using Nines.Guard.Cache.Redis;
using Nines.Guard.Redis;
using Nines.Testing.Faults;
using Nines.Testing.Redis;
using static Nines.Guard.Integration.Tests.Redis.StoreTesting;

namespace Nines.Guard.Integration.Tests.Redis;

/// <summary>Two replicas and one real Redis.</summary>
public sealed class RedisStoreTests : IAsyncLifetime
{
    private RedisNode _server = null!;
    private EntryStore _a = null!;
    private EntryStore _b = null!;

    private static CancellationToken Cancel => TestLimit.Token;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        _server = await StartServerAsync(Cancel);
        _a = await StoreAsync(_server.Port, Cancel);
        _b = await StoreAsync(_server.Port, Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable? each in new IAsyncDisposable?[] { _a, _b, _server })
        {
            await (each?.DisposeAsync() ?? default);
        }
    }

    [Fact]
    public async Task A_published_entry_is_served_by_other_replicas_and_kept_near_by_both()
    {
        EntryKey key = Key("k");
        Entry entry = Entry();
        (await _b.ReadAsync(key, Cancel)).Outcome.ShouldBe(StoreOutcome.Miss);
        (await _a.PublishAsync(key, entry, 0, Cancel)).Entry!.Version.ShouldBe(entry.Version);
        (await _b.ReadAsync(key, Cancel)).Entry!.Version.ShouldBe(entry.Version);
        await UntilAsync(() => _a.TryGetNear(key, out _) && _b.TryGetNear(key, out _), "both have it near", Cancel);
        _a.TryGetNear(key, out Entry near).ShouldBeTrue();
        near.Payload.ToArray().ShouldBe("allow"u8.ToArray());
        _a.State.Shared.ShouldBeTrue();
        _a.State.DegradedWindows.ShouldBe(0);
        _a.State.Servers.ShouldBe([new StoreServer($"127.0.0.1:{_server.Port}", "primary", true)]);
    }

    [Fact]
    public async Task The_first_of_concurrent_writers_wins()
    {
        for (int round = 0; round < 50; round++)
        {
            EntryKey key = Key($"race {round}");
            StoreAnswer[] answers = await Task.WhenAll(
                _a.PublishAsync(key, Entry(), 0, Cancel).AsTask(), _b.PublishAsync(key, Entry(), 0, Cancel).AsTask());
            answers[0].Entry!.Version.ShouldBe(answers[1].Entry!.Version);
            (await _a.ReadAsync(key, Cancel)).Entry!.Version.ShouldBe(answers[0].Entry!.Version);
        }
    }

    [Theory]
    [InlineData("DEL")]
    [InlineData("FLUSHALL")]
    [InlineData("SET")]
    public async Task A_change_by_another_client_drops_the_near_copy(string how)
    {
        EntryKey key = Key("k");
        await _a.PublishAsync(key, Entry(), 0, Cancel);
        await UntilAsync(() => _a.TryGetNear(key, out _), "near", Cancel);
        string name = Name(_a, key);
        await _server.AskAsync(Cancel, how == "FLUSHALL" ? ["FLUSHALL"] : how == "DEL" ? ["DEL", name] : ["SET", name, "forged"]);
        await UntilAsync(() => !_a.TryGetNear(key, out _), "dropped", Cancel);
        (await _a.ReadAsync(key, Cancel)).Outcome.ShouldBe(StoreOutcome.Miss);
        _a.State.DegradedWindows.ShouldBe(0);
    }

    [Fact]
    public async Task Keys_that_expire_in_Redis_are_gone_near_too_even_when_our_wall_clock_is_behind()
    {
        EntryKey key = Key("k");
        await _a.PublishAsync(key, Entry(1.5), 0, Cancel);
        var behind = new ShiftedClock(TimeSpan.FromSeconds(-30));
        await using EntryStore late = await StoreAsync(_server.Port, Cancel, time: behind);
        (await late.ReadAsync(key, Cancel)).Outcome.ShouldBe(StoreOutcome.Hit);
        late.TryGetNear(key, out _).ShouldBeTrue();
        await Task.Delay(1600, Cancel);
        late.TryGetNear(key, out _).ShouldBeFalse();
        (await late.ReadAsync(key, Cancel)).Outcome.ShouldBe(StoreOutcome.Miss);
    }

    [Fact]
    public async Task Forged_swapped_and_replayed_values_are_misses_and_counted_and_replaced()
    {
        await _a.PublishAsync(Key("victim"), Entry(payload: "deny"), 0, Cancel);
        await _a.PublishAsync(Key("other"), Entry(payload: "allow"), 0, Cancel);
        await UntilAsync(() => _a.TryGetNear(Key("victim"), out _), "near", Cancel);

        // Copied to another name inside Redis, byte by byte.
        await _server.AskAsync(Cancel, "COPY", Name(_a, Key("other")), Name(_a, Key("victim")), "REPLACE");
        await UntilAsync(() => !_a.TryGetNear(Key("victim"), out _), "dropped", Cancel);
        (await _a.ReadAsync(Key("victim"), Cancel)).Outcome.ShouldBe(StoreOutcome.Miss);
        _a.State.Rejected["signature"].ShouldBe(1);

        Entry again = Entry(payload: "deny");
        (await _a.PublishAsync(Key("victim"), again, 0, Cancel)).Entry!.Version.ShouldBe(again.Version);
        _a.State.Replaced.ShouldBe(1);
        (await _b.ReadAsync(Key("victim"), Cancel)).Entry!.Version.ShouldBe(again.Version);

        await _server.AskAsync(Cancel, "SET", Name(_a, Key("short")), "x");
        (await _a.ReadAsync(Key("short"), Cancel)).Outcome.ShouldBe(StoreOutcome.Miss);
        _a.State.Rejected["too-far"].ShouldBe(1);
        await _server.AskAsync(Cancel, "SET", Name(_a, Key("short")), "x", "PX", "60000");
        (await _a.ReadAsync(Key("short"), Cancel)).Outcome.ShouldBe(StoreOutcome.Miss);
        _a.State.Rejected["malformed"].ShouldBe(1);
        await _server.AskAsync(Cancel, "LPUSH", Name(_a, Key("list")), "x");
        (await _a.ReadAsync(Key("list"), Cancel)).Outcome.ShouldBe(StoreOutcome.Miss);
        (await _a.PublishAsync(Key("list"), Entry(), 0, Cancel)).Outcome.ShouldBe(StoreOutcome.Hit);
        _a.State.Shared.ShouldBeTrue();
    }

    [Fact]
    public async Task A_value_from_before_a_purge_that_is_put_back_after_it_is_refused()
    {
        EntryKey key = Key("k");
        await _a.PublishAsync(key, Entry(), 0, Cancel);
        string before = Name(_a, key);
        (await _a.PurgeAsync(Cancel)).ShouldBeTrue();
        await _server.AskAsync(Cancel, "COPY", before, Name(_a, key));
        (await _a.ReadAsync(key, Cancel)).Outcome.ShouldBe(StoreOutcome.Miss);
        _a.State.Rejected["signature"].ShouldBe(1);
    }

    [Fact]
    public async Task A_purge_ends_what_every_replica_has_and_what_is_still_on_its_way()
    {
        EntryKey key = Key("k");
        await _a.PublishAsync(key, Entry(), 0, Cancel);
        await _b.ReadAsync(key, Cancel);
        await UntilAsync(() => _b.TryGetNear(key, out _), "near", Cancel);
        long noted = _b.Epoch;
        (await _a.PurgeAsync(Cancel)).ShouldBeTrue();
        (_a.Epoch, _b.Epoch).ShouldBe((1, 1));
        _b.TryGetNear(key, out _).ShouldBeFalse();
        (await _b.ReadAsync(key, Cancel)).Outcome.ShouldBe(StoreOutcome.Miss);
        (await _b.PublishAsync(key, Entry(), noted, Cancel)).Outcome.ShouldBe(StoreOutcome.Miss);
        (await _a.ReadAsync(key, Cancel)).Outcome.ShouldBe(StoreOutcome.Miss);

        await using EntryStore newcomer = await StoreAsync(_server.Port, Cancel);
        newcomer.Epoch.ShouldBe(1);
        _b.State.DegradedWindows.ShouldBe(0);
    }

    [Fact]
    public async Task A_lost_or_forged_epoch_is_written_again()
    {
        (await _a.PurgeAsync(Cancel)).ShouldBeTrue();
        await _server.AskAsync(Cancel, "FLUSHALL");
        await UntilAsync(() => Ask("GET", "~ng:e").StartsWith("1.", StringComparison.Ordinal), "written again", Cancel);
        await _server.AskAsync(Cancel, "SET", "~ng:e", "9223372036854775807.1." + new string('a', 64));
        await UntilAsync(() => Ask("GET", "~ng:e").StartsWith("1.", StringComparison.Ordinal), "written again", Cancel);
        _a.Epoch.ShouldBe(1);
        await UntilAsync(() => _a.State.Shared && _b.State.Shared, "shared again", Cancel);
        (await _b.PurgeAsync(Cancel)).ShouldBeTrue();
        _b.Epoch.ShouldBe(2);
    }

    [Fact]
    public async Task Two_purges_at_once_make_two_epochs()
    {
        bool[] done = await Task.WhenAll(_a.PurgeAsync(Cancel).AsTask(), _b.PurgeAsync(Cancel).AsTask());
        done.ShouldBe([true, true]);
        await UntilAsync(() => _a.Epoch == 2 && _b.Epoch == 2, "both know", Cancel);
    }

    [Fact]
    public async Task One_replica_gets_the_lease_and_the_other_gets_its_entry()
    {
        EntryKey key = Key("k");
        (await _a.LeaseAsync(key, Cancel)).Outcome.ShouldBe(LeaseOutcome.Acquired);
        (await _b.LeaseAsync(key, Cancel)).Outcome.ShouldBe(LeaseOutcome.Held);
        Task<StoreAnswer> waiting = _b.WaitAsync(key, Cancel).AsTask();
        await Task.Delay(700, Cancel);
        waiting.IsCompleted.ShouldBeFalse();
        Entry entry = Entry();
        await _a.PublishAsync(key, entry, 0, Cancel);
        (await waiting).Entry!.Version.ShouldBe(entry.Version);
    }

    [Fact]
    public async Task A_lease_given_back_ends_the_waiting()
    {
        EntryKey key = Key("k");
        StoreLease lease = await _a.LeaseAsync(key, Cancel);
        lease.Outcome.ShouldBe(LeaseOutcome.Acquired);
        Task<StoreAnswer> waiting = _b.WaitAsync(key, Cancel).AsTask();
        await lease.ReleaseAsync(Cancel);
        (await waiting).Outcome.ShouldBe(StoreOutcome.Miss);
        (await _b.LeaseAsync(key, Cancel)).Outcome.ShouldBe(LeaseOutcome.Acquired);
        // It is not ours any more.
        await lease.ReleaseAsync(Cancel);
        (await _a.LeaseAsync(key, Cancel)).Outcome.ShouldBe(LeaseOutcome.Held);
    }

    [Fact]
    public async Task A_half_open_tracking_socket_does_not_leave_a_stale_copy_for_longer_than_the_near_lease()
    {
        await using var proxy = FaultProxy.Start(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, _server.Port));
        await using EntryStore cut = await StoreAsync(proxy.Port, Cancel);
        EntryKey key = Key("k");
        await _a.PublishAsync(key, Entry(), 0, Cancel);
        await cut.ReadAsync(key, Cancel);
        cut.TryGetNear(key, out _).ShouldBeTrue();
        proxy.Set(ProxyDirection.ToCaller, Fault.Stall);
        proxy.NewConnections = NewConnections.BlackHole;
        await _server.AskAsync(Cancel, "DEL", Name(_a, key));
        long deleted = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(deleted) < TimeSpan.FromSeconds(4))
        {
            // Read before the clock: what is found now was served at the earliest now.
            TimeSpan at = TimeProvider.System.GetElapsedTime(deleted);
            if (cut.TryGetNear(key, out _))
            {
                at.ShouldBeLessThan(new RedisStoreOptions().NearLease);
            }

            await Task.Delay(5, Cancel);
        }

        cut.State.Shared.ShouldBeFalse();
        (await cut.ReadAsync(key, Cancel)).Outcome.ShouldBe(StoreOutcome.Unavailable);
        cut.State.Unanswered.ShouldBeGreaterThan(0);
        DegradedWindow window = cut.State.Degraded.ShouldHaveSingleItem();
        window.To.ShouldBeNull();

        // In the window it keeps what it got itself; when the store is back, that is gone.
        (await cut.PublishAsync(key, Entry(), 0, Cancel)).Outcome.ShouldBe(StoreOutcome.Unavailable);
        cut.TryGetNear(key, out _).ShouldBeTrue();
        proxy.Set(ProxyDirection.ToCaller, Fault.Pass);
        proxy.NewConnections = NewConnections.Join;
        await UntilAsync(() => cut.State.Shared, "shared again", Cancel);
        cut.TryGetNear(key, out _).ShouldBeFalse();
        cut.State.Degraded.ShouldHaveSingleItem().To.ShouldNotBeNull();
        (await cut.ReadAsync(key, Cancel)).Outcome.ShouldBe(StoreOutcome.Miss);
    }

    [Fact]
    public async Task A_guard_starts_without_its_store_and_finds_it_later()
    {
        var options = Options(new RedisStoreOptions { WaitReplicas = 0 }) with { StartLimit = TimeSpan.FromMilliseconds(300) };
        int port = Nines.Testing.Processes.FreePorts.Next();
        await using var store = RedisStore.Create(
            new Nines.Guard.Redis.StandaloneTopology(new RedisEndpoint("127.0.0.1", port)), options, () => Ring, TimeProvider.System);
        await store.StartAsync(Cancel);
        store.State.Shared.ShouldBeFalse();
        store.State.DegradedWindows.ShouldBe(1);
        (await store.LeaseAsync(Key("k"), Cancel)).Outcome.ShouldBe(LeaseOutcome.Unavailable);
        store.State.Unanswered.ShouldBeGreaterThan(0);
        (await store.PurgeAsync(Cancel)).ShouldBeFalse();
        (await store.PublishAsync(Key("k"), Entry(), 0, Cancel)).Outcome.ShouldBe(StoreOutcome.Unavailable);
        (await store.ReadAsync(Key("k"), Cancel)).Near.ShouldBeTrue();

        await using var late = new RedisNode("redis-server", port, Password, "save \"\"\n");
        await late.StartAsync(Cancel);
        await UntilAsync(() => store.State.Shared, "found", Cancel);
        store.TryGetNear(Key("k"), out _).ShouldBeFalse();
        store.State.Degraded.ShouldHaveSingleItem().To.ShouldNotBeNull();
    }

    [Fact]
    public async Task The_listed_commands_are_sufficient()
    {
        await _server.AskAsync(Cancel, ["ACL", "SETUSER", .. RedisServerNeeds.AclLine.Split(' ')[1..], ">secret"]);
        RedisStoreOptions options = Options(new RedisStoreOptions { WaitReplicas = 0 });
        options = options with { Dial = options.Dial with { Login = () => new RedisLogin("nines-guard", "secret") } };
        await using EntryStore store = await StoreAsync(_server.Port, Cancel, options: options);
        store.State.Shared.ShouldBeTrue(string.Join("; ", store.Troubles));
        EntryKey key = Key("k");
        (await store.LeaseAsync(key, Cancel)).Outcome.ShouldBe(LeaseOutcome.Acquired);
        (await store.PublishAsync(key, Entry(), 0, Cancel)).Outcome.ShouldBe(StoreOutcome.Hit);
        (await store.ReadAsync(key, Cancel)).Outcome.ShouldBe(StoreOutcome.Hit);
        await (await store.LeaseAsync(Key("other"), Cancel)).ReleaseAsync(Cancel);
        await store.WaitAsync(Key("other"), Cancel);
        (await store.PurgeAsync(Cancel)).ShouldBeTrue();
        store.State.DegradedWindows.ShouldBe(0);
        (await _server.AskAsync(Cancel, "ACL", "LOG")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_wrong_password_is_reported_without_the_password()
    {
        RedisStoreOptions options = Options(new RedisStoreOptions()) with { StartLimit = TimeSpan.FromMilliseconds(500) };
        options = options with { Dial = options.Dial with { Login = () => new RedisLogin("default", "canary-wrong") } };
        await using var store = RedisStore.Create(
            new Nines.Guard.Redis.StandaloneTopology(new RedisEndpoint("127.0.0.1", _server.Port)), options, () => Ring, TimeProvider.System);
        await store.StartAsync(Cancel);
        store.Troubles.ShouldHaveSingleItem().ShouldBe($"127.0.0.1:{_server.Port}: HELLO was refused: WRONGPASS");
        $"{options}".ShouldNotContain("canary");
    }

    [Fact]
    public async Task A_server_whose_memory_is_full_is_a_degraded_window_and_the_connection_stays()
    {
        await _server.AskAsync(Cancel, "CONFIG", "SET", "maxmemory-policy", "volatile-ttl");
        await _server.AskAsync(Cancel, "SET", "ballast", new string('b', 50_000));
        await _server.AskAsync(Cancel, "CONFIG", "SET", "maxmemory", "1");
        (await _a.PublishAsync(Key("k"), Entry(), 0, Cancel)).Outcome.ShouldBe(StoreOutcome.Unavailable);
        _a.State.Degraded.ShouldHaveSingleItem().Why.ShouldBe("OOM");
        await _server.AskAsync(Cancel, "CONFIG", "SET", "maxmemory", "0");
        await UntilAsync(() => _a.State.Shared, "shared again", Cancel);
        Entry entry = Entry();
        (await _a.PublishAsync(Key("k"), entry, 0, Cancel)).Entry!.Version.ShouldBe(entry.Version);
        (await _b.ReadAsync(Key("k"), Cancel)).Entry!.Version.ShouldBe(entry.Version);
    }

    [Fact]
    public async Task Thousands_of_commands_at_once_stay_in_step()
    {
        Entry[] entries = [.. Enumerable.Range(0, 2000).Select(i => Entry(payload: $"{i}"))];
        await Task.WhenAll(entries.Select((entry, i) => _a.PublishAsync(Key($"many {i}"), entry, 0, Cancel).AsTask()));
        StoreAnswer[] answers = await Task.WhenAll(entries.Select((_, i) => _b.ReadAsync(Key($"many {i}"), Cancel).AsTask()));
        answers.Select(answer => answer.Entry!.Version).ShouldBe(entries.Select(entry => entry.Version));
    }

    private string Ask(params string[] command) => _server.AskAsync(Cancel, command).GetAwaiter().GetResult();
}
