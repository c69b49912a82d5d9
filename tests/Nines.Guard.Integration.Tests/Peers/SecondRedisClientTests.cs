using Nines.Guard.Cache;
using Nines.Testing.Redis;
using StackExchange.Redis;
using static Nines.Guard.Integration.Tests.Redis.StoreTesting;

namespace Nines.Guard.Integration.Tests.Peers;

/// <summary>A widely used client of Redis writes and deletes behind the guard's back, over a connection and a protocol of its own.</summary>
public sealed class SecondRedisClientTests : IAsyncLifetime
{
    private RedisNode _server = null!;
    private EntryStore _store = null!;
    private ConnectionMultiplexer _other = null!;

    private static CancellationToken Cancel => TestLimit.Token;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        _server = await StartServerAsync(Cancel);
        _store = await StoreAsync(_server.Port, Cancel);
        _other = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{_server.Port},password={Password},connectTimeout=20000,syncTimeout=20000,asyncTimeout=20000");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable? each in new IAsyncDisposable?[] { _other, _store, _server })
        {
            await (each?.DisposeAsync() ?? default);
        }
    }

    public static TheoryData<string> Changes() => ["delete", "unlink", "overwrite", "append", "rename", "transaction", "script", "batch"];

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_change_by_another_client_invalidates_the_near_copy(string change)
    {
        EntryKey key = Key(change);
        EntryKey untouched = Key("untouched");
        foreach (EntryKey each in (EntryKey[])[key, untouched])
        {
            await _store.PublishAsync(each, Entry(), 0, Cancel);
            await UntilAsync(() => _store.TryGetNear(each, out _), "near", Cancel);
        }

        await ChangeAsync(change, _other.GetDatabase(), Name(_store, key));

        await UntilAsync(() => !_store.TryGetNear(key, out _), $"invalidated by: {change}", Cancel);
        (await _store.ReadAsync(key, Cancel)).Outcome.ShouldBe(StoreOutcome.Miss);
        _store.TryGetNear(untouched, out _).ShouldBeTrue();
        _store.State.DegradedWindows.ShouldBe(0);
    }

    [Fact]
    public async Task An_entry_that_another_client_stored_byte_by_byte_is_served()
    {
        EntryKey key = Key("copied");
        Entry entry = Entry();
        await _store.PublishAsync(key, entry, 0, Cancel);
        IDatabase other = _other.GetDatabase();
        byte[] stored = (await other.StringGetAsync(Name(_store, key)))!;
        TimeSpan? ttl = await other.KeyTimeToLiveAsync(Name(_store, key));
        await other.KeyDeleteAsync(Name(_store, key));
        await UntilAsync(() => !_store.TryGetNear(key, out _), "invalidated", Cancel);

        await other.StringSetAsync(Name(_store, key), stored, ttl!.Value);

        (await _store.ReadAsync(key, Cancel)).Entry!.Version.ShouldBe(entry.Version);
    }

    private static async Task ChangeAsync(string change, IDatabase other, string name)
    {
        switch (change)
        {
            case "delete":
                await other.KeyDeleteAsync(name);
                break;
            case "unlink":
                await other.ExecuteAsync("UNLINK", name);
                break;
            case "overwrite":
                await other.StringSetAsync(name, "forged", TimeSpan.FromMinutes(1));
                break;
            case "append":
                await other.StringAppendAsync(name, "x");
                break;
            case "rename":
                await other.KeyRenameAsync(name, "elsewhere");
                break;
            case "transaction":
                ITransaction transaction = other.CreateTransaction();
                _ = transaction.KeyDeleteAsync(name);
                (await transaction.ExecuteAsync()).ShouldBeTrue();
                break;
            case "script":
                await other.ScriptEvaluateAsync("return redis.call('DEL', KEYS[1])", [name]);
                break;
            case "batch":
                IBatch batch = other.CreateBatch();
                Task<bool> deleted = batch.KeyDeleteAsync(name);
                batch.Execute();
                (await deleted).ShouldBeTrue();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(change), change, "not a change");
        }
    }
}
