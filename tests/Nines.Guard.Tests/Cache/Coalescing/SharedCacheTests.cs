using System.Text;
using Nines.Guard.Cache;
using Nines.Guard.Upstream;
using Nines.Testing;

namespace Nines.Guard.Tests.Cache.Coalescing;

public sealed class SharedCacheTests
{
    private static readonly EntryKey Key = new(1, 2, 3, 4);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly ManualClock _clock = new();
    private readonly SimulatedServer _server = new();

    private static CancellationToken Cancel => TestLimit.Token;

    [Fact]
    public async Task Concurrent_callers_on_all_replicas_send_one_request()
    {
        SharedCache[] replicas = [Replica(), Replica(), Replica()];
        int asked = 0;
        var azure = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<CacheAnswer>[] callers = [.. Enumerable.Range(0, 192).Select(caller => Task.Run(
            async () => await replicas[caller % 3].GetAsync(
                Key,
                async stop =>
                {
                    Interlocked.Increment(ref asked);
                    await azure.Task.WaitAsync(stop);
                    return Fresh("yes", Minute);
                },
                Cancel),
            Cancel))];
        await Until(() => replicas.Sum(replica => replica.Counts.Joined) == 192 - 3);
        azure.SetResult();
        CacheAnswer[] answers = await Task.WhenAll(callers);

        asked.ShouldBe(1);
        answers.Select(answer => answer.Version).Distinct().Count().ShouldBe(1);
        answers.Select(answer => Encoding.UTF8.GetString(answer.Payload.Span)).ShouldAllBe(text => text == "yes");
        answers[0].Version.ShouldNotBe(UInt128.Zero);
        answers.Count(answer => answer.Source == AnswerSource.Upstream).ShouldBe(1);
    }

    [Fact]
    public async Task An_answer_is_served_until_it_expires_however_often_it_is_read()
    {
        SharedCache cache = Replica();
        int asked = 0;
        ValueTask<CacheAnswer> Get() => cache.GetAsync(Key, _ => new(Fresh($"{++asked}", Minute)), Cancel);

        UInt128 first = (await Get()).Version;
        for (int second = 0; second < 59; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            (await Get()).Version.ShouldBe(first);
        }

        _clock.Advance(TimeSpan.FromSeconds(1));
        (await Get()).Version.ShouldNotBe(first);
        asked.ShouldBe(2);
    }

    [Theory]
    [InlineData(3, 2, 1)]
    [InlineData(3, 4, 2)]
    [InlineData(0, 1, 2)]
    public async Task An_expired_answer_is_requested_again(int life, int comesAfter, int asked)
    {
        SharedCache cache = Replica();
        int calls = 0;
        var azure = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        async ValueTask<FreshAnswer> Ask(CancellationToken stop)
        {
            long sent = _clock.GetTimestamp();
            string name = $"{++calls}";
            await azure.Task.WaitAsync(stop);
            return new FreshAnswer(Encoding.UTF8.GetBytes(name), sent, TimeSpan.FromSeconds(life));
        }

        Task<CacheAnswer> first = cache.GetAsync(Key, Ask, Cancel).AsTask();
        await Until(() => calls == 1);
        _clock.Advance(TimeSpan.FromSeconds(comesAfter));
        Task<CacheAnswer>[] later = [.. Enumerable.Range(0, 20).Select(_ => cache.GetAsync(Key, Ask, Cancel).AsTask())];
        azure.SetResult();

        Encoding.UTF8.GetString((await first).Payload.Span).ShouldBe("1");
        (await Task.WhenAll(later)).Select(answer => Encoding.UTF8.GetString(answer.Payload.Span)).Distinct().ShouldHaveSingleItem().ShouldBe($"{asked}");
        calls.ShouldBe(asked);
    }

    [Fact]
    public async Task Age_counts_from_when_the_request_was_sent()
    {
        SharedCache cache = Replica();
        await cache.GetAsync(
            Key,
            _ =>
            {
                long sent = _clock.GetTimestamp();
                _clock.Advance(TimeSpan.FromSeconds(5));
                return new(new FreshAnswer("slow"u8.ToArray(), sent, Minute));
            },
            Cancel);

        _clock.Advance(TimeSpan.FromSeconds(54.9));
        (await cache.GetAsync(Key, _ => new(Fresh("new", Minute)), Cancel)).Source.ShouldBe(AnswerSource.NearCache);
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        (await cache.GetAsync(Key, _ => new(Fresh("new", Minute)), Cancel)).Source.ShouldBe(AnswerSource.Upstream);
    }

    [Fact]
    public async Task No_answer_is_cached_longer_than_the_limit()
    {
        SharedCache cache = Replica();
        await cache.GetAsync(Key, _ => new(Fresh("a", TimeSpan.FromDays(1))), Cancel);
        _clock.Advance(TimeSpan.FromMinutes(5));
        (await cache.GetAsync(Key, _ => new(Fresh("b", Minute)), Cancel)).Source.ShouldBe(AnswerSource.Upstream);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1000)]
    public async Task An_answer_that_must_not_be_cached_is_served_once(int milliseconds)
    {
        SharedCache cache = Replica();
        for (int time = 1; time <= 3; time++)
        {
            CacheAnswer answer = await cache.GetAsync(Key, _ => new(Fresh("a", TimeSpan.FromMilliseconds(milliseconds))), Cancel);
            answer.Version.ShouldBe(UInt128.Zero);
            cache.Counts.Asked.ShouldBe(time);
        }

        _server.Leases.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_failure_reaches_all_waiting_callers_and_is_not_cached()
    {
        SharedCache[] replicas = [Replica(), Replica()];
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<CacheAnswer>[] callers = [.. Enumerable.Range(0, 10).Select(_ => replicas[0].GetAsync(
            Key,
            async stop =>
            {
                await gate.Task.WaitAsync(stop);
                throw new GuardUnavailableException("rbac", Unavailability.Brief, "Azure answered 502");
            },
            Cancel).AsTask())];
        gate.SetResult();
        foreach (Task<CacheAnswer> caller in callers)
        {
            (await Should.ThrowAsync<GuardUnavailableException>(caller)).Part.ShouldBe("rbac");
        }

        _server.Values.ShouldBeEmpty();
        _server.Leases.ShouldBeEmpty();
        (await replicas[1].GetAsync(Key, _ => new(Fresh("well", Minute)), Cancel)).Source.ShouldBe(AnswerSource.Upstream);
    }

    [Fact]
    public async Task When_a_leader_fails_one_waiter_takes_over_and_the_others_get_its_answer()
    {
        Waiting waiting = await WaitForOneAsync(6);
        waiting.Azure.Enqueue(FreshAnswerOrFailure(fails: true));
        waiting.Azure.Enqueue(FreshAnswerOrFailure(fails: false));
        waiting.Gate.SetResult();

        await Should.ThrowAsync<GuardUnavailableException>(waiting.Callers[0]);
        CacheAnswer[] answers = await Task.WhenAll(waiting.Callers[1..]);
        answers.Select(answer => answer.Version).Distinct().ShouldHaveSingleItem().ShouldNotBe(UInt128.Zero);
        answers.Count(answer => answer.Source == AnswerSource.Upstream).ShouldBe(1);
        waiting.Replicas.Sum(replica => replica.Counts.Asked).ShouldBe(2);
    }

    [Fact]
    public async Task After_two_failed_leaders_each_waiter_sends_its_own_request()
    {
        Waiting waiting = await WaitForOneAsync(4);
        waiting.Azure.Enqueue(FreshAnswerOrFailure(fails: true));
        waiting.Azure.Enqueue(FreshAnswerOrFailure(fails: true));
        waiting.Azure.Enqueue(FreshAnswerOrFailure(fails: false));
        waiting.Azure.Enqueue(FreshAnswerOrFailure(fails: false));
        waiting.Gate.SetResult();

        await Should.ThrowAsync<GuardUnavailableException>(waiting.Callers[0]);
        await Task.WhenAll(waiting.Callers[1..].Select(caller => ((Task)caller).ContinueWith(_ => { }, Cancel, default, TaskScheduler.Default)));
        waiting.Callers[1..].Count(caller => caller.IsFaulted).ShouldBe(1);
        UInt128[] served = [.. waiting.Callers[1..].Where(caller => caller.IsCompletedSuccessfully).Select(caller => caller.Result.Version)];
        served.Length.ShouldBe(2);
        served.Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Waiting_for_a_silent_leader_leaves_time_for_an_own_request()
    {
        // Somebody renews a lease for ever and no entry comes of it.
        _server.Leases[(0, Key)] = new SimulatedLease(new SimulatedStore(_server, _clock), _clock.GetUtcNow() + TimeSpan.FromHours(1));
        SharedCache cache = Replica();
        long began = _clock.GetTimestamp();
        Task<CacheAnswer> caller = cache.GetAsync(Key, _ => new(Fresh("after all", Minute)), Cancel).AsTask();
        for (int step = 0; step < 100 && !caller.IsCompleted; step++)
        {
            await Task.Delay(5, Cancel);
            _clock.Advance(TimeSpan.FromMilliseconds(250));
        }

        Encoding.UTF8.GetString((await caller).Payload.Span).ShouldBe("after all");
        _clock.GetElapsedTime(began).ShouldBeLessThan(SharedCacheOptions.Default.AskLimit - TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task An_answer_requested_before_a_purge_is_not_served_after_it()
    {
        SimulatedStore store = new(_server, _clock);
        var cache = new SharedCache(store.Entries, SharedCacheOptions.Default, _clock);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<CacheAnswer> before = cache.GetAsync(
            Key,
            async stop =>
            {
                FreshAnswer fresh = Fresh("old", Minute);
                await gate.Task.WaitAsync(stop);
                return fresh;
            },
            Cancel).AsTask();
        await Until(() => cache.Counts.Asked == 1);

        await store.Entries.PurgeAsync(Cancel);
        CacheAnswer after = await cache.GetAsync(Key, _ => new(Fresh("new", Minute)), Cancel);
        gate.SetResult();
        CacheAnswer late = await before;

        Encoding.UTF8.GetString(after.Payload.Span).ShouldBe("new");
        late.Version.ShouldBe(UInt128.Zero);
        (await cache.GetAsync(Key, _ => throw new InvalidOperationException(), Cancel)).Version.ShouldBe(after.Version);
    }

    [Fact]
    public async Task Without_its_store_a_replica_still_coalesces_its_own_requests()
    {
        SharedCache[] replicas = [Replica(), Replica(), Replica()];
        _server.IsDown = true;
        for (int round = 0; round < 5; round++)
        {
            foreach (SharedCache replica in replicas)
            {
                await replica.GetAsync(Key, _ => new(Fresh("a", Minute)), Cancel);
            }
        }

        replicas.Select(replica => replica.Counts.Asked).ShouldBe([1, 1, 1]);
    }

    [Fact]
    public async Task The_request_is_cancelled_with_its_last_caller_only()
    {
        SharedCache cache = Replica();
        using var first = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        using var second = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Func<CancellationToken, ValueTask<FreshAnswer>> ask = async stop =>
        {
            await using CancellationTokenRegistration _ = stop.Register(() => stopped.TrySetResult());
            await Task.Delay(Timeout.Infinite, stop);
            return default;
        };
        Task<CacheAnswer> one = cache.GetAsync(Key, ask, first.Token).AsTask();
        Task<CacheAnswer> two = cache.GetAsync(Key, ask, second.Token).AsTask();
        await Until(() => cache.Counts.Asked == 1);

        await first.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(one);
        stopped.Task.IsCompleted.ShouldBeFalse();
        await second.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(two);
        await stopped.Task.WaitAsync(Cancel);
        await Until(() => cache.InFlight == 0 && _server.Leases.IsEmpty);
    }

    [Fact]
    public async Task A_slow_request_times_out_even_if_it_ignores_cancellation()
    {
        SharedCache cache = Replica();
        var never = new TaskCompletionSource<FreshAnswer>();
        Task<CacheAnswer> caller = cache.GetAsync(Key, _ => new(never.Task), Cancel).AsTask();
        await Until(() => cache.Counts.Asked == 1);
        _clock.Advance(SharedCacheOptions.Default.AskLimit);

        (await Should.ThrowAsync<GuardUnavailableException>(caller)).Kind.ShouldBe(Unavailability.Lasting);
        await Until(() => cache.InFlight == 0);
    }

    [Fact]
    public async Task Requests_in_flight_are_bounded()
    {
        var cache = new SharedCache(new SimulatedStore(_server, _clock).Entries, SharedCacheOptions.Default with { MaxFlights = 2 }, _clock);
        var never = new TaskCompletionSource<FreshAnswer>();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task[] two = [.. Enumerable.Range(0, 2).Select(number => cache.GetAsync(new EntryKey((ulong)number, 0, 0, 0), _ => new(never.Task), enough.Token).AsTask())];
        await Should.ThrowAsync<GuardUnavailableException>(cache.GetAsync(Key, _ => new(never.Task), Cancel).AsTask());
        await enough.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(Task.WhenAll(two));
    }

    private sealed record Waiting(
        SharedCache[] Replicas, Task<CacheAnswer>[] Callers, System.Collections.Concurrent.ConcurrentQueue<Func<FreshAnswer>> Azure, TaskCompletionSource Gate);

    // The first replica asks and is held up; all others wait for it.
    private async Task<Waiting> WaitForOneAsync(int replicas)
    {
        var azure = new System.Collections.Concurrent.ConcurrentQueue<Func<FreshAnswer>>();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        SimulatedStore[] stores = [.. Enumerable.Range(0, replicas).Select(_ => new SimulatedStore(_server, _clock))];
        SharedCache[] caches = [.. stores.Select(store => new SharedCache(store.Entries, SharedCacheOptions.Default, _clock))];
        var callers = new Task<CacheAnswer>[replicas];
        for (int replica = 0; replica < replicas; replica++)
        {
            callers[replica] = caches[replica].GetAsync(
                Key,
                async stop =>
                {
                    await gate.Task.WaitAsync(stop);
                    return azure.TryDequeue(out Func<FreshAnswer>? answer) ? answer() : throw new InvalidOperationException("asked too often");
                },
                Cancel).AsTask();
            SharedCache first = caches[0];
            await Until(() => first.Counts.Asked == 1);
        }

        await Until(() => stores[1..].All(store => Volatile.Read(ref store.Waits) >= 1));
        return new Waiting(caches, callers, azure, gate);
    }

    private Func<FreshAnswer> FreshAnswerOrFailure(bool fails) =>
        () => fails ? throw new GuardUnavailableException("rbac", Unavailability.Brief, "Azure answered 502") : Fresh("yes", Minute);

    private SharedCache Replica() => new(new SimulatedStore(_server, _clock).Entries, SharedCacheOptions.Default, _clock);

    private FreshAnswer Fresh(string text, TimeSpan life) => new(Encoding.UTF8.GetBytes(text), _clock.GetTimestamp(), life);

    private static async Task Until(Func<bool> condition)
    {
        for (int time = 0; time < 10_000 && !condition(); time++)
        {
            await Task.Delay(1, Cancel);
        }

        condition().ShouldBeTrue();
    }
}
