namespace Nines.Testing.Tests;

public sealed class ManualClockTests
{
    private readonly ManualClock clock = new();

    [Fact]
    public void It_stands_still_until_it_is_moved()
    {
        DateTimeOffset now = clock.GetUtcNow();
        long stamp = clock.GetTimestamp();
        clock.GetUtcNow().ShouldBe(now);
        clock.Advance(TimeSpan.FromMilliseconds(1234));
        clock.GetUtcNow().ShouldBe(now.AddMilliseconds(1234));
        clock.GetElapsedTime(stamp).ShouldBe(TimeSpan.FromMilliseconds(1234));
        Should.Throw<ArgumentOutOfRangeException>(() => clock.Advance(TimeSpan.FromTicks(-1)));
    }

    [Fact]
    public void Timers_fire_in_the_order_in_which_they_are_due_and_at_their_own_time()
    {
        List<(string Name, double Seconds)> fired = [];
        void Fire(object? name) => fired.Add(((string)name!, clock.Passed.TotalSeconds));
        using ITimer late = clock.CreateTimer(Fire, "late", TimeSpan.FromSeconds(3), Timeout.InfiniteTimeSpan);
        using ITimer often = clock.CreateTimer(Fire, "often", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        using ITimer gone = clock.CreateTimer(Fire, "gone", TimeSpan.FromSeconds(2), Timeout.InfiniteTimeSpan);
        gone.Dispose();
        using ITimer moved = clock.CreateTimer(Fire, "moved", Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        moved.Change(TimeSpan.FromSeconds(2), Timeout.InfiniteTimeSpan);
        clock.Advance(TimeSpan.FromSeconds(3.5));
        fired.ShouldBe([("often", 1), ("moved", 2), ("late", 3), ("often", 3)]);
        clock.Waiting.ShouldBe(1);
    }

    [Fact]
    public async Task A_task_can_wait_on_it()
    {
        Task wait = Task.Delay(TimeSpan.FromHours(1), clock);
        clock.Advance(TimeSpan.FromMinutes(59));
        wait.IsCompleted.ShouldBeFalse();
        clock.Advance(TimeSpan.FromMinutes(1));
        await wait;
    }

    [Fact]
    public async Task A_timer_that_is_due_at_once_fires_at_once()
    {
        TaskCompletionSource done = new();
        using ITimer timer = clock.CreateTimer(_ => done.SetResult(), null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        await done.Task.WaitAsync(TestLimit.Token);
        clock.Waiting.ShouldBe(0);
    }
}
