using Nines.Reliability;
using Nines.Reliability.CutSets;
using Nines.Reliability.OpenPsa;
using Nines.Reliability.Solving;
using Nines.Reliability.Structure;

namespace Nines.Benchmarks;

/// <summary>Times solving, cut sets and importance of growing models, the best of three runs each, as a Markdown table.</summary>
internal static class EngineBenchmark
{
    private const int Runs = 3;

    /// <param name="output">Gets the table.</param>
    /// <param name="folder">Open-PSA files to time instead of the generated models, or null.</param>
    public static void Run(TextWriter output, string? folder)
    {
        output.WriteLine("| model | events | exact | solve ms | million steps | cut sets ms | cut sets | importance ms | allocated MB |");
        output.WriteLine("|---|--:|---|--:|--:|--:|--:|--:|--:|");
        if (folder is not null)
        {
            foreach (string file in Directory.GetFiles(folder, "*.xml").Order(StringComparer.Ordinal))
            {
                using FileStream stream = File.OpenRead(file);
                foreach (OpenPsaTop top in OpenPsaReader.Read(stream, file).Tops)
                {
                    Row(output, Path.GetFileNameWithoutExtension(file), top.Function);
                }
            }

            return;
        }

        foreach (int events in new[] { 100, 200, 500, 1000 })
        {
            Row(output, $"fault tree {events}", GeneratedModels.FaultTree(events, seed: 42));
        }

        Row(output, "at least 10 of 100", GeneratedModels.AtLeast(10, 100));
        Row(output, "at least 76 of 150", GeneratedModels.AtLeast(76, 150));
        Row(output, "1 x 3 x 50", GeneratedModels.Regions(1, 3, 50));
        Row(output, "100 x 3 x 50", GeneratedModels.Regions(100, 3, 50));
    }

    private static void Row(TextWriter output, string name, StructureFunction function)
    {
        (double solve, double cutSets, double importance) = (double.MaxValue, double.MaxValue, double.MaxValue);
        (long allocated, long steps) = (0, 0);
        Solution? solution = null;
        CutSetSummary? summary = null;
        for (int run = 0; run < Runs; run++)
        {
            long before = GC.GetTotalAllocatedBytes();
            solve = Math.Min(solve, Time(() => solution = Solver.Solve(function, SolverLimits.Default, TimeProvider.System, default)));
            steps = solution!.Steps;
            cutSets = Math.Min(cutSets, Time(() => summary = solution!.CutSets(default)));
            importance = Math.Min(importance, Time(() => solution!.Importance(false, default)));
            allocated = GC.GetTotalAllocatedBytes() - before;
        }

        string count = summary!.Count?.ToString() ?? "more than 128 bits";
        string exact = solution!.Unavailability.IsExact ? "yes" : "no";
        output.WriteLine(
            $"| {name} | {function.Events.Length} | {exact} | {solve:F1} | {steps / 1e6:F1} | {cutSets:F1} | {count} | {importance:F1} | {allocated / 1e6:F0} |");
    }

    private static double Time(Action action)
    {
        long start = TimeProvider.System.GetTimestamp();
        action();
        return TimeProvider.System.GetElapsedTime(start).TotalMilliseconds;
    }
}
