using Nines.Guard.Cache;
using Nines.Testing;

namespace Nines.Guard.Tests.Cache.Near;

public sealed class NearCacheTests
{
    private static readonly EntryKey Key = new(1, 2, 3, 4);
    private readonly ManualClock _clock = new();

    [Fact]
    public void A_copy_is_served_until_its_timestamp_and_not_at_it()
    {
        NearCache near = New();
        near.Keep(Key, Ends(60), End(10), near.Era).ShouldBeTrue();
        _clock.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        near.TryGet(Key, out _).ShouldBeTrue();
        _clock.Advance(TimeSpan.FromTicks(1));
        near.TryGet(Key, out _).ShouldBeFalse();
    }

    [Fact]
    public void A_copy_is_not_served_past_the_end_that_is_written_in_it()
    {
        NearCache near = New();
        near.Keep(Key, Ends(10), End(60), near.Era).ShouldBeTrue();
        _clock.Advance(TimeSpan.FromSeconds(10));
        near.TryGet(Key, out _).ShouldBeFalse();
    }

    [Fact]
    public void A_wall_clock_that_jumps_ahead_ends_a_copy_and_one_that_jumps_back_does_not_lengthen_it()
    {
        var time = new TwoClocks(_clock);
        var near = new NearCache(1 << 20, time);
        near.Keep(Key, Ends(60), End(60), near.Era);
        time.WallOffset = TimeSpan.FromSeconds(60);
        near.TryGet(Key, out _).ShouldBeFalse();
        time.WallOffset = TimeSpan.FromHours(-1);
        near.TryGet(Key, out _).ShouldBeTrue();
        _clock.Advance(TimeSpan.FromSeconds(60));
        near.TryGet(Key, out _).ShouldBeFalse();
    }

    [Fact]
    public void Expired_entries_are_not_kept()
    {
        NearCache near = New();
        near.Keep(Key, Ends(0), End(60), near.Era).ShouldBeFalse();
        near.Keep(Key, Ends(60), End(0), near.Era).ShouldBeFalse();
        (near.Entries, near.Bytes).ShouldBe((0, 0));
    }

    [Fact]
    public void Reading_does_not_extend_the_expiry()
    {
        NearCache near = New();
        near.Keep(Key, Ends(10), End(10), near.Era);
        for (int second = 0; second < 10; second++)
        {
            near.TryGet(Key, out _).ShouldBeTrue();
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        near.TryGet(Key, out _).ShouldBeFalse();
    }

    [Fact]
    public void Copies_are_served_only_while_heartbeats_are_answered()
    {
        NearCache near = New();
        NearEra era = near.Flush(End(2));
        near.Keep(Key, Ends(60), End(60), era);
        _clock.Advance(TimeSpan.FromSeconds(1));
        near.TryGet(Key, out _).ShouldBeTrue();
        era.TrustUntil(End(2));
        _clock.Advance(TimeSpan.FromSeconds(1.5));
        near.TryGet(Key, out _).ShouldBeTrue();
        _clock.Advance(TimeSpan.FromSeconds(0.5));
        near.TryGet(Key, out _).ShouldBeFalse();
    }

    [Fact]
    public void An_answer_requested_before_a_flush_is_not_cached_after_it()
    {
        NearCache near = New();
        NearEra before = near.Era;
        near.Flush(long.MaxValue);
        near.Keep(Key, Ends(60), End(60), before).ShouldBeFalse();
        near.TryGet(Key, out _).ShouldBeFalse();
    }

    [Fact]
    public void A_finished_era_cannot_be_trusted_again()
    {
        NearCache near = New();
        NearEra before = near.Era;
        near.Keep(Key, Ends(60), End(60), before);
        near.Flush(long.MaxValue);
        before.TrustUntil(long.MaxValue);
        before.IsTrusted(0).ShouldBeFalse();
        (near.Entries, near.Bytes).ShouldBe((0, 0));
    }

    [Fact]
    public void The_entry_that_expires_first_is_evicted_first()
    {
        var near = new NearCache(3 * NearCopy.Overhead, _clock);
        foreach (int second in new[] { 30, 10, 20 })
        {
            near.Keep(Named(second), Ends(60), End(second), near.Era).ShouldBeTrue();
        }

        near.Keep(Named(40), Ends(60), End(40), near.Era).ShouldBeTrue();
        near.TryGet(Named(10), out _).ShouldBeFalse();
        near.TryGet(Named(20), out _).ShouldBeTrue();
        near.TryGet(Named(30), out _).ShouldBeTrue();
        near.Evicted.ShouldBe(1);
    }

    [Fact]
    public void A_copy_larger_than_the_cache_is_not_kept_and_evicts_nothing()
    {
        var near = new NearCache(2 * NearCopy.Overhead, _clock);
        near.Keep(Named(1), Ends(60), End(60), near.Era);
        near.Keep(Named(2), Ends(60) with { Payload = new byte[2 * NearCopy.Overhead] }, End(60), near.Era).ShouldBeFalse();
        near.TryGet(Named(1), out _).ShouldBeTrue();
    }

    [Fact]
    public void A_slice_does_not_keep_a_large_buffer_alive()
    {
        NearCache near = New();
        byte[] large = new byte[100_000];
        large[50_000] = 9;
        near.Keep(Key, Ends(60) with { Payload = large.AsMemory(50_000, 1) }, End(60), near.Era);
        near.TryGet(Key, out Entry? entry).ShouldBeTrue();
        entry!.Payload.ToArray().ShouldBe([9]);
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(entry.Payload, out ArraySegment<byte> segment).ShouldBeTrue();
        segment.Array!.Length.ShouldBe(1);
    }

    [Fact]
    public void The_oldest_age_counts_from_when_it_was_fetched()
    {
        NearCache near = New();
        near.OldestAge().ShouldBeNull();
        near.Keep(Named(1), new Entry(1, _clock.GetUtcNow().AddSeconds(-20), _clock.GetUtcNow().AddSeconds(30), default), End(30), near.Era);
        near.Keep(Named(2), Ends(60), End(60), near.Era);
        _clock.Advance(TimeSpan.FromSeconds(5));
        near.OldestAge().ShouldBe(TimeSpan.FromSeconds(25));
        _clock.Advance(TimeSpan.FromSeconds(25));
        near.OldestAge().ShouldBe(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void Finding_a_copy_allocates_nothing()
    {
        var near = new NearCache(1 << 20, TimeProvider.System);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        near.Keep(Key, new Entry(1, now, now.AddMinutes(5), default), long.MaxValue, near.Era);
        near.TryGet(Key, out _).ShouldBeTrue();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            near.TryGet(Key, out _);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_agrees_with_a_plain_list_over_many_random_steps(int seed)
    {
        var random = new Random(seed);
        var near = new NearCache(long.MaxValue, _clock);
        var model = new Dictionary<EntryKey, (Entry Entry, TimeSpan End)>();
        for (int step = 0; step < 20_000; step++)
        {
            EntryKey key = Named(random.Next(200));
            switch (random.Next(10))
            {
                case < 4:
                    (int wall, int end) = (random.Next(40), random.Next(40));
                    Entry entry = Ends(wall);
                    model.Remove(key);
                    if (near.Keep(key, entry, End(end), near.Era))
                    {
                        model[key] = (entry, _clock.Passed + TimeSpan.FromSeconds(Math.Min(wall, end)));
                    }

                    break;
                case 4:
                    near.Drop(key);
                    model.Remove(key);
                    break;
                case 5:
                    _clock.Advance(TimeSpan.FromMilliseconds(random.Next(2000)));
                    break;
                case 6 when random.Next(100) == 0:
                    near.Flush(long.MaxValue);
                    model.Clear();
                    break;
                case 7:
                    near.Sweep();
                    int live = model.Values.Count(value => value.End > _clock.Passed);
                    (near.Entries, near.Bytes).ShouldBe((live, (long)live * NearCopy.Overhead));
                    break;
                default:
                    bool expected = model.TryGetValue(key, out var kept) && kept.End > _clock.Passed;
                    near.TryGet(key, out Entry? found).ShouldBe(expected);
                    found.ShouldBe(expected ? kept.Entry : null);
                    break;
            }
        }
    }

    [Fact]
    public void Readers_and_writers_at_once_see_whole_copies_and_the_bound_holds()
    {
        const long Most = 50L * NearCopy.Overhead;
        var near = new NearCache(Most, TimeProvider.System);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        Parallel.For(0, 4, worker =>
        {
            var random = new Random(worker);
            for (int i = 0; i < 20_000; i++)
            {
                int number = random.Next(100);
                if (random.Next(3) == 0)
                {
                    near.Keep(Named(number), new Entry((UInt128)number, now, now.AddMinutes(5), default), long.MaxValue, near.Era);
                }
                else if (near.TryGet(Named(number), out Entry? entry))
                {
                    entry.Version.ShouldBe((UInt128)number);
                }

                near.Bytes.ShouldBeLessThanOrEqualTo(Most);
            }
        });
        near.Entries.ShouldBeGreaterThan(0);
    }

    private NearCache New() => new(1 << 20, _clock);

    private static EntryKey Named(int number) => new((ulong)number * 0x9E3779B97F4A7C15, (ulong)number, 0, 0);

    private Entry Ends(double seconds) => new(1, _clock.GetUtcNow(), _clock.GetUtcNow().AddSeconds(seconds), default);

    private long End(double seconds) => _clock.After(_clock.GetTimestamp(), TimeSpan.FromSeconds(seconds));

    /// <summary>A wall clock that can be set apart from the monotonic one.</summary>
    private sealed class TwoClocks(ManualClock clock) : TimeProvider
    {
        public TimeSpan WallOffset { get; set; }

        public override long TimestampFrequency => clock.TimestampFrequency;

        public override long GetTimestamp() => clock.GetTimestamp();

        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow() + WallOffset;
    }
}
