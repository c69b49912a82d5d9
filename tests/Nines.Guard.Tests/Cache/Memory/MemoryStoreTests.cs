using System.Text;
using Nines.Guard.Cache;
using Nines.Testing;

namespace Nines.Guard.Tests.Cache.Memory;

public sealed class MemoryStoreTests
{
    private static readonly EntryKey Key = new(1, 2, 3, 4);

    private readonly ManualClock _clock = new();

    private static CancellationToken Cancel => TestLimit.Token;

    [Fact]
    public async Task The_first_entry_of_a_key_is_served_until_it_expires()
    {
        var store = MemoryStore.Create(1 << 20, _clock);
        Entry first = NewEntry(1);
        (await store.PublishAsync(Key, first, store.Epoch, Cancel)).Entry!.Version.ShouldBe(first.Version);
        (await store.PublishAsync(Key, NewEntry(2), store.Epoch, Cancel)).Entry!.Version.ShouldBe(first.Version);
        store.TryGetNear(Key, out Entry near).ShouldBeTrue();
        near.Version.ShouldBe(first.Version);

        _clock.Advance(TimeSpan.FromMinutes(1));
        store.TryGetNear(Key, out _).ShouldBeFalse();
        Entry next = NewEntry(3);
        (await store.PublishAsync(Key, next, store.Epoch, Cancel)).Entry!.Version.ShouldBe(next.Version);
    }

    [Fact]
    public async Task An_answer_from_before_a_purge_is_not_kept()
    {
        var store = MemoryStore.Create(1 << 20, _clock);
        long before = store.Epoch;
        await store.PublishAsync(new EntryKey(9, 9, 9, 9), NewEntry(1), before, Cancel);
        (await store.PurgeAsync(Cancel)).ShouldBeTrue();

        store.TryGetNear(new EntryKey(9, 9, 9, 9), out _).ShouldBeFalse();
        (await store.PublishAsync(Key, NewEntry(2), before, Cancel)).Outcome.ShouldBe(StoreOutcome.Miss);
        store.TryGetNear(Key, out _).ShouldBeFalse();
        (await store.PublishAsync(Key, NewEntry(3), store.Epoch, Cancel)).Outcome.ShouldBe(StoreOutcome.Hit);
    }

    [Fact]
    public async Task Its_size_stays_within_the_limit()
    {
        const long bound = 64 * 1024;
        var store = MemoryStore.Create(bound, _clock);
        for (ulong number = 0; number < 5_000; number++)
        {
            await store.PublishAsync(new EntryKey(number, 0, 0, number), NewEntry(number), store.Epoch, Cancel);
            store.State.NearBytes.ShouldBeLessThanOrEqualTo(bound);
        }

        store.State.NearEntries.ShouldBeGreaterThan(50);
    }

    [Fact]
    public async Task A_hit_costs_no_call_and_the_state_counts_it()
    {
        var store = MemoryStore.Create(1 << 20, _clock);
        var cache = new SharedCache(store, SharedCacheOptions.Default, _clock);
        for (int time = 0; time < 10; time++)
        {
            CacheAnswer answer = await cache.GetAsync(
                Key, _ => new(new FreshAnswer("yes"u8.ToArray(), _clock.GetTimestamp(), TimeSpan.FromMinutes(5))), Cancel);
            answer.Source.ShouldBe(time == 0 ? AnswerSource.Upstream : AnswerSource.NearCache);
        }

        cache.Counts.Asked.ShouldBe(1);
        _clock.Advance(TimeSpan.FromSeconds(30));
        StoreState state = store.State;
        (state.NearHits, state.Misses, state.NearEntries, state.OldestNearAge).ShouldBe((9, 1, 1, TimeSpan.FromSeconds(30)));
    }

    private Entry NewEntry(ulong version) =>
        new(version + 1, _clock.GetUtcNow(), _clock.GetUtcNow() + TimeSpan.FromMinutes(1), Encoding.UTF8.GetBytes($"answer {version}"));
}
