using System.Diagnostics;
using Nines.Reliability;
using Nines.Reliability.Solving;
using Nines.Reliability.Structure;

namespace Nines.Benchmarks;

/// <summary>Memory of a solve that cannot finish, against its limit, as a Markdown table.</summary>
internal static class MemoryBenchmark
{
    private const long MaxSteps = 500_000_000;

    /// <param name="output">Gets the table.</param>
    public static void Run(TextWriter output)
    {
        output.WriteLine("| limit MiB | peak above start MiB | share of the limit | exact | lower | upper | seconds |");
        output.WriteLine("|--:|--:|--:|---|--:|--:|--:|");
        StructureFunction hard = GeneratedModels.FaultTree(2000, seed: 42);

        // Compiled code and the collector's young generation are there whatever the limit; one small solve brings them in.
        Solver.Solve(hard, new SolverLimits(8 << 20, MaxSteps / 4), TimeProvider.System, default);
        foreach (int budget in new[] { 64, 256, 1024 })
        {
            Row(output, hard, budget);
        }
    }

    private static void Row(TextWriter output, StructureFunction function, int budget)
    {
        GC.Collect();
        using Process self = Process.GetCurrentProcess();
        self.Refresh();
        long start = self.WorkingSet64;
        long peak = start;
        using var done = new CancellationTokenSource();
        Task watch = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                self.Refresh();
                peak = Math.Max(peak, self.WorkingSet64);
                await Task.Delay(20);
            }
        });
        long began = TimeProvider.System.GetTimestamp();
        BoundedProbability answer = Solver.Solve(function, new SolverLimits((long)budget << 20, MaxSteps), TimeProvider.System, default).Unavailability;
        double seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        done.Cancel();
        watch.Wait();
        double mebibytes = (peak - start) / 1048576.0;
        output.WriteLine(
            $"| {budget} | {mebibytes:F0} | {mebibytes / budget:P0} | {(answer.IsExact ? "yes" : "no")} | {answer.Lower:G4} | {answer.Upper:G4} | {seconds:F1} |");
    }
}
