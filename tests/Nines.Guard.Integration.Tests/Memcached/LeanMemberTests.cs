using Nines.Guard.Cache;
using Nines.Guard.Cache.Memcached;
using Nines.Guard.Redis;
using Nines.Guard.Upstream;
using static Nines.Guard.Integration.Tests.Redis.StoreTesting;

namespace Nines.Guard.Integration.Tests.Memcached;

/// <summary>Two replicas on a member that knows only get, gets, add, set and delete.</summary>
public sealed class LeanMemberTests : IAsyncLifetime
{
    private readonly LeanMember _member = new();
    private EntryStore _a = null!;
    private EntryStore _b = null!;

    private static CancellationToken Cancel => TestLimit.Token;

    public async ValueTask InitializeAsync()
    {
        _a = await StoreAsync();
        _b = await StoreAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable each in new IAsyncDisposable[] { _a, _b, _member })
        {
            await each.DisposeAsync();
        }
    }

    [Fact]
    public async Task Everything_that_the_store_does_needs_no_other_command()
    {
        (_a.State.Shared && _b.State.Shared).ShouldBeTrue();
        (await _a.LeaseAsync(Key("k"), Cancel)).Outcome.ShouldBe(LeaseOutcome.Acquired);
        (await _b.LeaseAsync(Key("k"), Cancel)).Outcome.ShouldBe(LeaseOutcome.Held);
        Task<StoreAnswer> waiting = _b.WaitAsync(Key("k"), Cancel).AsTask();
        Entry entry = Entry();
        (await _a.PublishAsync(Key("k"), entry, 0, Cancel)).Entry!.Version.ShouldBe(entry.Version);
        (await waiting).Entry!.Version.ShouldBe(entry.Version);
        (await _b.PublishAsync(Key("k"), Entry(), 0, Cancel)).Entry!.Version.ShouldBe(entry.Version);

        StoreLease failed = await _a.LeaseAsync(Key("failed"), Cancel);
        failed.Outcome.ShouldBe(LeaseOutcome.Acquired);
        await failed.ReleaseAsync(Cancel);
        (await _b.LeaseAsync(Key("failed"), Cancel)).Outcome.ShouldBe(LeaseOutcome.Acquired);

        (await _a.PurgeAsync(Cancel)).ShouldBeTrue();
        _b.Epoch.ShouldBe(1);
        (await _b.ReadAsync(Key("k"), Cancel)).Outcome.ShouldBe(StoreOutcome.Miss);
        _member.Verbs.Keys.Except(["get", "gets", "add", "set", "delete"]).ShouldBeEmpty();
        (_a.State.DegradedWindows + _b.State.DegradedWindows).ShouldBe(0);
    }

    [Fact]
    public async Task One_replica_asks_for_both_and_an_answer_ends_when_it_should()
    {
        SharedCache[] replicas = [new(_a, SharedCacheOptions.Default, TimeProvider.System), new(_b, SharedCacheOptions.Default, TimeProvider.System)];
        async Task<CacheAnswer[]> AskAsync() => await Task.WhenAll(Enumerable.Range(0, 40).Select(number => replicas[number % 2].GetAsync(
            Key("q"),
            async stop =>
            {
                long sent = TimeProvider.System.GetTimestamp();
                await Task.Delay(200, stop);
                return new FreshAnswer("allow"u8.ToArray(), sent, TimeSpan.FromSeconds(2.5));
            },
            Cancel).AsTask()));

        CacheAnswer[] first = await AskAsync();
        first.Select(answer => answer.Version).Distinct().ShouldHaveSingleItem();
        replicas.Sum(replica => replica.Counts.Asked).ShouldBe(1);
        await Task.Delay(2600, Cancel);
        CacheAnswer[] second = await AskAsync();
        second.Select(answer => answer.Version).Distinct().ShouldHaveSingleItem().ShouldNotBe(first[0].Version);
        replicas.Sum(replica => replica.Counts.Asked).ShouldBe(2);
    }

    [Fact]
    public async Task A_failure_is_not_cached()
    {
        var cache = new SharedCache(_a, SharedCacheOptions.Default, TimeProvider.System);
        int before = _member.Entries;
        await Should.ThrowAsync<GuardUnavailableException>(cache.GetAsync(
            Key("q"), _ => throw new GuardUnavailableException("rbac", Unavailability.Brief, "Azure answered 502"), Cancel).AsTask());
        _member.Entries.ShouldBe(before);
        (await _b.ReadAsync(Key("q"), Cancel)).Outcome.ShouldBe(StoreOutcome.Miss);
    }

    private async Task<EntryStore> StoreAsync()
    {
        var options = new MemcachedStoreOptions(new RedisEndpoint("127.0.0.1", _member.Port))
        {
            ReadLimit = TimeSpan.FromSeconds(1),
            StartLimit = TimeSpan.FromSeconds(10),
        };
        var store = MemcachedStore.Create(options, () => Ring, TimeProvider.System);
        await store.StartAsync(Cancel);
        return store;
    }
}
