using Nines.Guard.Upstream;
using Nines.Testing;

namespace Nines.Guard.Tests.Upstream.Resilience;

public sealed class AdaptiveLimitTests
{
    private static readonly ResilienceOptions s_options = new() { MinConcurrency = 2, FirstConcurrency = 4, MaxConcurrency = 10, MaxQueued = 3 };
    private static readonly TimeSpan s_quick = TimeSpan.FromMilliseconds(20);

    private readonly ManualClock _clock = new();

    [Fact]
    public async Task Callers_beyond_the_limit_wait_in_turn_and_one_too_many_is_refused()
    {
        AdaptiveLimit limit = new(s_options, _clock);
        for (int place = 0; place < 4; place++)
        {
            (await limit.AcquireAsync(true, default)).ShouldBeTrue();
        }

        Task<bool>[] waiting = [.. Enumerable.Range(0, 3).Select(_ => limit.AcquireAsync(true, default).AsTask())];
        (await limit.AcquireAsync(true, default)).ShouldBeFalse();
        limit.Now.ShouldBe((4, 4, 3));
        for (int turn = 0; turn < 3; turn++)
        {
            waiting[turn].IsCompleted.ShouldBeFalse();
            limit.Release(_clock.GetTimestamp(), null, false);
            (await waiting[turn]).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task A_caller_beyond_the_queue_limit_is_refused()
    {
        AdaptiveLimit limit = new(s_options with { FirstConcurrency = 1 }, _clock);
        (await limit.AcquireAsync(false, default)).ShouldBeTrue();
        (await limit.AcquireAsync(false, default)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_cancelled_caller_leaves_the_queue()
    {
        AdaptiveLimit limit = new(s_options with { FirstConcurrency = 1, MinConcurrency = 1 }, _clock);
        await limit.AcquireAsync(true, default);
        using CancellationTokenSource gaveUp = new();
        Task<bool> impatient = limit.AcquireAsync(true, gaveUp.Token).AsTask();
        Task<bool> patient = limit.AcquireAsync(true, default).AsTask();
        await gaveUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(impatient);
        limit.Now.Queued.ShouldBe(1);
        limit.Release(_clock.GetTimestamp(), s_quick, false);
        (await patient).ShouldBeTrue();
        limit.Now.UnderWay.ShouldBe(1);
    }

    [Fact]
    public async Task It_grows_while_latency_is_normal_up_to_the_maximum()
    {
        AdaptiveLimit limit = new(s_options, _clock);
        for (int round = 0; round < 50; round++)
        {
            await RoundAsync(limit, s_quick, isTrouble: false);
        }

        limit.Now.Limit.ShouldBe(10);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_shrinks_when_answers_are_late_or_missing_down_to_the_minimum(bool isTrouble)
    {
        AdaptiveLimit limit = new(s_options, _clock);
        for (int round = 0; round < 20; round++)
        {
            await RoundAsync(limit, s_quick, isTrouble: false);
        }

        int before = limit.Now.Limit;
        await RoundAsync(limit, TimeSpan.FromSeconds(5), isTrouble);
        limit.Now.Limit.ShouldBeGreaterThanOrEqualTo((int)(before * 0.9) - 1, "one round is punished once");
        for (int round = 0; round < 20; round++)
        {
            await RoundAsync(limit, TimeSpan.FromSeconds(5), isTrouble);
        }

        limit.Now.Limit.ShouldBe(2);
    }

    [Fact]
    public async Task No_more_calls_than_the_limit_run_at_once_and_all_places_are_released()
    {
        AdaptiveLimit limit = new(s_options with { MaxQueued = 1000 }, _clock);
        int underWay = 0;
        int most = 0;
        await Task.WhenAll(Enumerable.Range(0, 400).Select(caller => Task.Run(async () =>
        {
            using CancellationTokenSource gaveUp = new();
            Task<bool> wait = limit.AcquireAsync(true, gaveUp.Token).AsTask();
            if (caller % 5 == 0)
            {
                await gaveUp.CancelAsync();
            }

            try
            {
                await wait;
            }
            catch (OperationCanceledException)
            {
                return;
            }

            int now = Interlocked.Increment(ref underWay);
            InterlockedMax(ref most, now);
            await Task.Yield();
            Interlocked.Decrement(ref underWay);
            limit.Release(_clock.GetTimestamp(), null, false);
        })));
        most.ShouldBeInRange(1, 4);
        limit.Now.ShouldBe((4, 0, 0));
    }

    /// <summary>As many attempts at once as there are places, all taking the same time.</summary>
    private async Task RoundAsync(AdaptiveLimit limit, TimeSpan latency, bool isTrouble)
    {
        int places = limit.Now.Limit;
        for (int place = 0; place < places; place++)
        {
            (await limit.AcquireAsync(false, default)).ShouldBeTrue();
        }

        long started = _clock.GetTimestamp();
        _clock.Advance(latency);
        for (int place = 0; place < places; place++)
        {
            limit.Release(started, isTrouble ? null : latency, isTrouble);
        }
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen = Volatile.Read(ref target);
        while (value > seen)
        {
            int was = Interlocked.CompareExchange(ref target, value, seen);
            if (was == seen)
            {
                return;
            }

            seen = was;
        }
    }
}
