using Nines.Benchmarks.Guard.Measuring;

namespace Nines.Benchmarks.Guard.Load;

/// <summary>All callers ask the same new question at the same moment, round after round: what coalescing is for.</summary>
internal static class BurstRun
{
    public static async Task<LoadResult> RunAsync(LoadTarget target, LoadPlan plan, int rounds, int server, CancellationToken cancellation)
    {
        await using Callers callers = Callers.Create(target, plan);

        // Connections are made, and code is compiled, before the first round counts.
        await Task.WhenAll(callers.All.Select(client => client.AskAsync(plan.FirstNumber - 1, cancellation).AsTask()));
        (ProcessFigures serverBefore, ProcessFigures selfBefore) = (ProcessFigures.Read(server), ProcessFigures.Read(Environment.ProcessId));
        TimeProvider time = TimeProvider.System;
        long start = time.GetTimestamp();
        LatencyHistogram latencies = new();
        long[] results = new long[4];
        for (int round = 0; round < rounds; round++)
        {
            long left = time.GetTimestamp();
            long number = plan.FirstNumber + round;
            foreach (ReviewReply reply in await Task.WhenAll(callers.All.Select(client => client.AskAsync(number, cancellation).AsTask())))
            {
                results[(int)reply.Result]++;
                if (reply.Result == ReviewResult.Right)
                {
                    latencies.Add(time.GetElapsedTime(left, reply.Arrived));
                }
            }
        }

        (ProcessFigures serverAfter, ProcessFigures selfAfter) = (ProcessFigures.Read(server), ProcessFigures.Read(Environment.ProcessId));
        return new LoadResult(
            latencies,
            results[(int)ReviewResult.Right],
            results[(int)ReviewResult.Wrong],
            results[(int)ReviewResult.NotOk],
            results[(int)ReviewResult.Broken],
            0,
            results.Sum(),
            time.GetElapsedTime(start),
            (serverAfter.Cpu - serverBefore.Cpu).TotalSeconds,
            (selfAfter.Cpu - selfBefore.Cpu).TotalSeconds,
            serverAfter.Switches - serverBefore.Switches,
            serverAfter)
        {
            Everything = results.Sum(),
        };
    }
}
