using System.Collections.Concurrent;

namespace Nines.Testing.Processes;

/// <summary>One thread that lives as long as the test runner and starts its processes: the kernel counts it as their parent.</summary>
internal static class StartingThread
{
    private static readonly BlockingCollection<Action> s_work = Begin();

    /// <summary>Runs one piece of work there, and waits for it.</summary>
    public static void Run(Func<bool> work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        s_work.Add(() =>
        {
            try
            {
                work();
                done.SetResult();
            }
#pragma warning disable CA1031 // Handed to the caller.
            catch (Exception why)
#pragma warning restore CA1031
            {
                done.SetException(why);
            }
        });
        done.Task.GetAwaiter().GetResult();
    }

    private static BlockingCollection<Action> Begin()
    {
        var work = new BlockingCollection<Action>();
        var thread = new Thread(() =>
        {
            foreach (Action action in work.GetConsumingEnumerable())
            {
                action();
            }
        })
        {
            IsBackground = true,
            Name = "starts processes",
        };
        thread.Start();
        return work;
    }
}
