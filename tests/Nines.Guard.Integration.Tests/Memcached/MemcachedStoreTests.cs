using System.Net;
using System.Net.Sockets;
using System.Text;
using Nines.Guard.Cache;
using Nines.Guard.Cache.Memcached;
using Nines.Guard.Redis;
using Nines.Testing.Processes;
using static Nines.Guard.Integration.Tests.Redis.StoreTesting;

namespace Nines.Guard.Integration.Tests.Memcached;

/// <summary>Two replicas and one real memcached.</summary>
public sealed class MemcachedStoreTests : IAsyncLifetime
{
    private readonly int _port = FreePorts.Next();
    private RealProcess? _server;
    private EntryStore _a = null!;
    private EntryStore _b = null!;

    private static CancellationToken Cancel => TestLimit.Token;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Programs.Find("memcached") is null, "memcached is not installed; tests/install does it");
        await StartServerAsync();
        _a = await StoreAsync();
        _b = await StoreAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable? each in new IAsyncDisposable?[] { _a, _b, _server })
        {
            await (each?.DisposeAsync() ?? default);
        }
    }

    [Fact]
    public async Task The_first_writer_wins_and_both_serve_its_entry()
    {
        Entry entry = Entry();
        (await _a.PublishAsync(Key("k"), entry, 0, Cancel)).Entry!.Version.ShouldBe(entry.Version);
        (await _b.PublishAsync(Key("k"), Entry(), 0, Cancel)).Entry!.Version.ShouldBe(entry.Version);
        _b.TryGetNear(Key("k"), out Entry near).ShouldBeTrue();
        near.Version.ShouldBe(entry.Version);
        (await _b.ReadAsync(Key("none"), Cancel)).Outcome.ShouldBe(StoreOutcome.Miss);
        _a.State.Shared.ShouldBeTrue();
    }

    [Fact]
    public async Task A_near_copy_is_served_for_at_most_a_second()
    {
        await _a.PublishAsync(Key("k"), Entry(), 0, Cancel);
        await SendAsync($"delete ~ng:v:0:{Key("k")}\r\n");
        await Task.Delay(1050, Cancel);
        _a.TryGetNear(Key("k"), out _).ShouldBeFalse();
        (await _a.ReadAsync(Key("k"), Cancel)).Outcome.ShouldBe(StoreOutcome.Miss);
    }

    [Fact]
    public async Task Times_to_live_are_rounded_down_and_less_than_a_second_is_not_shared()
    {
        (await _a.PublishAsync(Key("k"), Entry(0.9), 0, Cancel)).Outcome.ShouldBe(StoreOutcome.Miss);
        (await _a.PublishAsync(Key("k"), Entry(1.9), 0, Cancel)).Outcome.ShouldBe(StoreOutcome.Hit);
        await Task.Delay(2000, Cancel);
        (await _b.ReadAsync(Key("k"), Cancel)).Outcome.ShouldBe(StoreOutcome.Miss);
    }

    [Fact]
    public async Task Forged_values_are_refused_and_replaced()
    {
        string name = $"~ng:v:0:{Key("k")}";
        (await SendAsync($"set {name} 0 0 5\r\nhello\r\n")).ShouldBe("STORED");
        (await _a.ReadAsync(Key("k"), Cancel)).Outcome.ShouldBe(StoreOutcome.Miss);
        _a.State.Rejected["malformed"].ShouldBe(1);
        Entry entry = Entry();
        (await _a.PublishAsync(Key("k"), entry, 0, Cancel)).Entry!.Version.ShouldBe(entry.Version);
        (await _b.ReadAsync(Key("k"), Cancel)).Entry!.Version.ShouldBe(entry.Version);
    }

    [Fact]
    public async Task One_replica_gets_the_lease_and_the_other_waits_for_its_entry()
    {
        (await _a.LeaseAsync(Key("k"), Cancel)).Outcome.ShouldBe(LeaseOutcome.Acquired);
        (await _b.LeaseAsync(Key("k"), Cancel)).Outcome.ShouldBe(LeaseOutcome.Held);
        Task<StoreAnswer> waiting = _b.WaitAsync(Key("k"), Cancel).AsTask();
        Entry entry = Entry();
        await _a.PublishAsync(Key("k"), entry, 0, Cancel);
        (await waiting).Entry!.Version.ShouldBe(entry.Version);
        await (await _a.LeaseAsync(Key("other"), Cancel)).ReleaseAsync(Cancel);
        (await _b.WaitAsync(Key("other"), Cancel)).Outcome.ShouldBe(StoreOutcome.Miss);
    }

    [Fact]
    public async Task A_purge_ends_what_every_replica_has_and_an_epoch_that_was_lost_is_written_again()
    {
        await _a.PublishAsync(Key("k"), Entry(), 0, Cancel);
        await _b.ReadAsync(Key("k"), Cancel);
        (await _a.PurgeAsync(Cancel)).ShouldBeTrue();
        _b.Epoch.ShouldBe(1);
        (await _b.ReadAsync(Key("k"), Cancel)).Outcome.ShouldBe(StoreOutcome.Miss);
        await SendAsync("flush_all\r\n");
        await UntilAsync(() => SendAsync("get ~ng:e\r\n").GetAwaiter().GetResult().StartsWith("VALUE", StringComparison.Ordinal), "again", Cancel);
        await using EntryStore newcomer = await StoreAsync();
        newcomer.Epoch.ShouldBe(1);
    }

    [Fact]
    public async Task A_lost_server_is_a_degraded_window_whose_copies_are_dropped_at_its_end()
    {
        await _server!.KillAsync(Cancel);
        await UntilAsync(() => !_a.State.Shared, "noticed", Cancel);
        (await _a.ReadAsync(Key("k"), Cancel)).Outcome.ShouldBe(StoreOutcome.Unavailable);
        (await _a.PublishAsync(Key("k"), Entry(), 0, Cancel)).Outcome.ShouldBe(StoreOutcome.Unavailable);
        await Task.Delay(1100, Cancel);
        _a.TryGetNear(Key("k"), out _).ShouldBeTrue();
        await StartServerAsync();
        await UntilAsync(() => _a.State.Shared, "back", Cancel);
        _a.TryGetNear(Key("k"), out _).ShouldBeFalse();
        _a.State.Degraded.ShouldHaveSingleItem().To.ShouldNotBeNull();
    }

    private async Task StartServerAsync()
    {
        // As root it wants to be told whom to become.
        _server = RealProcess.Start("memcached", ["-p", $"{_port}", "-U", "0", "-l", "127.0.0.1", "-u", Environment.UserName]);
        await _server.WaitUntilAsync(async _ => await TrySendAsync() is not null, TimeSpan.FromSeconds(20), Cancel);
    }

    private async Task<string?> TrySendAsync()
    {
        try
        {
            return await SendAsync("version\r\n");
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private async Task<EntryStore> StoreAsync()
    {
        var options = new MemcachedStoreOptions(new RedisEndpoint("127.0.0.1", _port))
        {
            ReadLimit = TimeSpan.FromSeconds(1),
            StartLimit = TimeSpan.FromSeconds(10),
        };
        var store = MemcachedStore.Create(options, () => Ring, TimeProvider.System);
        await store.StartAsync(Cancel);
        return store;
    }

    // Plain bytes, not our client; answers with the first line.
    private async Task<string> SendAsync(string text)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, _port), Cancel);
        await socket.SendAsync(Encoding.ASCII.GetBytes(text), Cancel);
        byte[] bytes = new byte[4096];
        int length = await socket.ReceiveAsync(bytes, Cancel);
        return Encoding.ASCII.GetString(bytes, 0, length).Split("\r\n")[0];
    }
}
