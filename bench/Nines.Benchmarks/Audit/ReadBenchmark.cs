using System.Diagnostics;
using System.Globalization;
using Nines.Clusters;
using Nines.Kubernetes.Snapshots;
using Nines.Kubernetes.Snapshots.Building;
using Nines.Kubernetes.Snapshots.Trimming;
using Nines.Text;

namespace Nines.Benchmarks.Audit;

/// <summary>Time and memory for reading a large cluster from a file; each size in a process of its own, for its peak.</summary>
internal static class ReadBenchmark
{
    private static readonly int[] s_sizes = [500, 1000, 2500, 5000];

    /// <param name="output">Gets a Markdown table.</param>
    public static async Task RunAsync(TextWriter output)
    {
        await output.WriteLineAsync("| nodes | pods | workloads | definitions | file MB | read s | read CPU s | MB per CPU s | build s | write s | snapshot MB | read again s | kept MB | peak MB |");
        await output.WriteLineAsync("|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        foreach (int nodes in s_sizes)
        {
            var start = new ProcessStartInfo(Environment.ProcessPath!, ["read", nodes.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true, UseShellExecute = false };

            // As the command line runs.
            start.Environment["DOTNET_TieredPGO"] = "0";
            start.Environment["DOTNET_gcConcurrent"] = "0";
            using Process process = Process.Start(start)!;
            await output.WriteAsync(await process.StandardOutput.ReadToEndAsync());
            await process.WaitForExitAsync();
        }
    }

    /// <summary>One row.</summary>
    public static async Task RowAsync(TextWriter output, int nodes)
    {
        string dump = Path.GetTempFileName();
        string snapshot = Path.GetTempFileName();
        try
        {
            int pods;
            using (FileStream file = File.Create(dump))
            {
                pods = new LargeCluster(nodes).WriteTo(file);
            }

            // The generator's garbage is not the reader's.
            GC.Collect();
            TimeProvider clock = TimeProvider.System;
            using var self = Process.GetCurrentProcess();
            TimeSpan spent = self.TotalProcessorTime;
            long start = clock.GetTimestamp();
            ClusterRecords records = await ReadAsync(dump);
            double read = clock.GetElapsedTime(start).TotalSeconds;
            self.Refresh();
            double worked = (self.TotalProcessorTime - spent).TotalSeconds;
            start = clock.GetTimestamp();
            ClusterSnapshot built = SnapshotBuilder.Build(records, CancellationToken.None);
            double build = clock.GetElapsedTime(start).TotalSeconds;
            start = clock.GetTimestamp();
            using (FileStream file = File.Create(snapshot))
            {
                await SnapshotWriter.WriteAsync(records, file, CancellationToken.None);
            }

            double write = clock.GetElapsedTime(start).TotalSeconds;
            start = clock.GetTimestamp();
            _ = await ReadAsync(snapshot);
            double again = clock.GetElapsedTime(start).TotalSeconds;
            double kept = GC.GetTotalMemory(forceFullCollection: true) / 1e6;
            int definitions = built.Workloads.SelectMany(workload => workload.Pods).Select(pod => pod.Template).Distinct(ReferenceEqualityComparer.Instance).Count();
            double megabytes = new FileInfo(dump).Length / 1e6;
            self.Refresh();
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"| {nodes} | {pods} | {built.Workloads.Length} | {definitions} | {megabytes:F0} | {read:F1} | {worked:F1} | {megabytes / worked:F0} | {build:F2} | {write:F1} | {new FileInfo(snapshot).Length / 1e6:F0} | {again:F1} | {kept:F0} | {self.PeakWorkingSet64 / 1e6:F0} |"));
            GC.KeepAlive(records);
            GC.KeepAlive(built);
        }
        finally
        {
            File.Delete(dump);
            File.Delete(snapshot);
        }
    }

    private static async Task<ClusterRecords> ReadAsync(string file)
    {
        ReadResult<ClusterRecords> read = await SnapshotReader.ReadRecordsAsync([SnapshotSource.File(file)], null, CancellationToken.None);
        return read.Value ?? throw new InvalidOperationException(string.Join('\n', read.Diagnostics));
    }
}
