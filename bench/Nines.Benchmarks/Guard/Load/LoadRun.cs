using Nines.Benchmarks.Guard.Measuring;

namespace Nines.Benchmarks.Guard.Load;

/// <summary>Puts one load on one server and counts.</summary>
internal static class LoadRun
{
    /// <param name="server">The process whose CPU and memory are read, or null.</param>
    public static async Task<LoadResult> RunAsync(LoadTarget target, LoadPlan plan, int? server, CancellationToken cancellation)
    {
        await using Callers callers = Callers.Create(target, plan);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        TimeProvider time = TimeProvider.System;
        long begin = time.GetTimestamp();
        long from = begin + Timestamps(plan.Warm);
        long until = from + Timestamps(plan.Count);
        using Pacer? pacer = plan.Rate is { } rate ? new Pacer(rate, begin) : null;
        Thread? pace = pacer is null ? null : new Thread(() => pacer.Run(until, stop.Token)) { IsBackground = true };
        Tally[] tallies = [.. callers.All.Select(_ => new Tally())];
        long asked = 0;
        long answered = 0;
        Task[] running =
        [
            .. callers.All.Select((client, i) => Task.Run(
                async () =>
                {
                    try
                    {
                        while (!stop.IsCancellationRequested && (pacer is not null || time.GetTimestamp() < until))
                        {
                            long index = pacer is null ? 0 : await pacer.NextAsync(stop.Token);
                            long number = Interlocked.Increment(ref asked) - 1;
                            if (number >= plan.MaxReviews)
                            {
                                return;
                            }

                            long left = pacer?.Intended(index) ?? time.GetTimestamp();
                            ReviewReply reply = await client.AskAsync(plan.Key(number, target.Questions.Keys), stop.Token);
                            Count(tallies[i], reply, left, pacer is null ? reply.Arrived : left, from, until);
                            Interlocked.Increment(ref answered);
                        }
                    }
                    catch (OperationCanceledException) when (stop.IsCancellationRequested)
                    {
                        // The run is over.
                    }
                },
                CancellationToken.None)),
        ];
        pace?.Start();
        Task over = Task.WhenAll(running);
        await Task.WhenAny(Delay(begin, from, cancellation), over);
        (ProcessFigures? serverBefore, ProcessFigures selfBefore) = (Figures(server), Figures(Environment.ProcessId)!);
        long answeredBefore = Interlocked.Read(ref answered);
        long counted = time.GetTimestamp();
        await Task.WhenAny(Delay(counted, until, cancellation), over);
        (ProcessFigures? serverAfter, ProcessFigures selfAfter) = (Figures(server), Figures(Environment.ProcessId)!);
        long reviews = Interlocked.Read(ref answered) - answeredBefore;
        TimeSpan elapsed = time.GetElapsedTime(counted);
        pace?.Join();
        stop.CancelAfter(plan.Grace);
        while (pacer is not null && Interlocked.Read(ref answered) < pacer.Released && !stop.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), cancellation);
        }

        // A closed loop ends by itself, with the answers on their way; what is still unanswered after the grace is cut.
        if (pacer is not null)
        {
            await stop.CancelAsync();
        }

        // Whoever waits on a shared connection notices only that it is gone.
        if (await Task.WhenAny(over, Task.Delay(plan.Grace, cancellation)) != over)
        {
            await callers.DisposeAsync();
        }

        await over;
        cancellation.ThrowIfCancellationRequested();
        LatencyHistogram all = new();
        LatencyHistogram near = new();
        LatencyHistogram shared = new();
        long[] results = new long[4];
        foreach (Tally tally in tallies)
        {
            all.Merge(tally.Latencies);
            all.Merge(tally.Shared);
            near.Merge(tally.Latencies);
            shared.Merge(tally.Shared);
            for (int i = 0; i < results.Length; i++)
            {
                results[i] += tally.Results[i];
            }
        }

        return new LoadResult(
            all,
            results[(int)ReviewResult.Right],
            results[(int)ReviewResult.Wrong],
            results[(int)ReviewResult.NotOk],
            results[(int)ReviewResult.Broken],
            pacer is null ? 0 : pacer.Released - Interlocked.Read(ref answered),
            reviews,
            elapsed,
            serverAfter is null ? 0 : (serverAfter.Cpu - serverBefore!.Cpu).TotalSeconds,
            (selfAfter.Cpu - selfBefore.Cpu).TotalSeconds,
            serverAfter is null ? 0 : serverAfter.Switches - serverBefore!.Switches,
            serverAfter)
        {
            Everything = Interlocked.Read(ref answered),
            Shared = shared,
            NotShared = near,
        };
    }

    private static void Count(Tally tally, ReviewReply reply, long left, long decides, long from, long until)
    {
        if (decides < from || decides >= until)
        {
            return;
        }

        tally.Results[(int)reply.Result]++;
        if (reply.Result == ReviewResult.Right)
        {
            (reply.IsShared ? tally.Shared : tally.Latencies).Add(TimeProvider.System.GetElapsedTime(left, reply.Arrived));
        }
    }

    private static ProcessFigures? Figures(int? pid) => pid is { } id ? ProcessFigures.Read(id) : null;

    private static long Timestamps(TimeSpan span) => (long)(span.TotalSeconds * TimeProvider.System.TimestampFrequency);

    private static Task Delay(long now, long until, CancellationToken cancellation)
    {
        TimeSpan wait = TimeProvider.System.GetElapsedTime(now, until);
        return Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, cancellation);
    }
}
