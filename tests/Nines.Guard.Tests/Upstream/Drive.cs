using Nines.Testing;

namespace Nines.Guard.Tests.Upstream;

/// <summary>Moves a clock on while something that waits on it runs to its end.</summary>
internal static class Drive
{
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(25);

    /// <summary>Ends when the task does; a test that would go on for more than ten minutes of its clock fails.</summary>
    public static async Task<T> FinishAsync<T>(this ManualClock clock, Task<T> task)
    {
        TimeSpan until = clock.Passed + TimeSpan.FromMinutes(10);
        while (!task.IsCompleted)
        {
            clock.Passed.ShouldBeLessThan(until, "it never ends");
            await SettleAsync(task);
            if (!task.IsCompleted)
            {
                clock.Advance(s_step);
            }
        }

        return await task;
    }

    public static async Task<Exception> FailAsync<T>(this ManualClock clock, Task<T> task)
    {
        try
        {
            T got = await clock.FinishAsync(task);
            throw new ShouldAssertException($"it ended with {got}");
        }
        catch (Exception failure) when (failure is not ShouldAssertException)
        {
            return failure;
        }
    }

    /// <summary>Lets what is able to run do so.</summary>
    public static async Task SettleAsync(Task? task = null)
    {
        for (int turn = 0; turn < 20 && task is not { IsCompleted: true }; turn++)
        {
            await Task.Yield();
        }

        if (task is not { IsCompleted: true })
        {
            await Task.Delay(1);
        }
    }

    /// <summary>Waits, without moving any clock, for what other threads are about to do.</summary>
    public static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    /// <inheritdoc cref="UntilAsync(Func{bool})"/>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (int turn = 0; turn < 10_000; turn++)
        {
            if (await condition())
            {
                return;
            }

            await Task.Delay(1);
        }

        (await condition()).ShouldBeTrue("it never came about");
    }
}
