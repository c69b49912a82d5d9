using System.Diagnostics;
using System.Globalization;
using Nines.Audits;
using Nines.Audits.Findings;
using Nines.Clusters;
using Nines.Kubernetes.Snapshots;
using Nines.Text;

namespace Nines.Benchmarks.Audit;

/// <summary>Time and memory for reading a large cluster and auditing it by all rules; each size in a process of its own, for its peak.</summary>
internal static class AuditBenchmark
{
    private static readonly int[] s_sizes = [500, 1000, 2500, 5000];

    /// <param name="output">Gets a Markdown table.</param>
    public static async Task RunAsync(TextWriter output)
    {
        await output.WriteLineAsync("| nodes | pods | workloads | file MB | read s | audit s | together s | CPU s | CPU ms a node | exposures | peak MB |");
        await output.WriteLineAsync("|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        foreach (int nodes in s_sizes)
        {
            // A process that makes the file, so that its memory is not counted here, and one that judges it.
            string dump = Path.GetTempFileName();
            try
            {
                await ChildAsync(output, "audit", "make", nodes.ToString(CultureInfo.InvariantCulture), dump);
                await ChildAsync(output, "audit", "judge", dump);
            }
            finally
            {
                File.Delete(dump);
            }
        }
    }

    public static void Make(int nodes, string path)
    {
        using FileStream file = File.Create(path);
        new LargeCluster(nodes).WriteTo(file);
    }

    /// <summary>One row.</summary>
    public static async Task JudgeAsync(TextWriter output, string path)
    {
        TimeProvider clock = TimeProvider.System;
        long start = clock.GetTimestamp();
        ReadResult<ClusterSnapshot> read = await SnapshotReader.ReadAsync([SnapshotSource.File(path)], null, CancellationToken.None);
        ClusterSnapshot snapshot = read.Value ?? throw new InvalidOperationException(string.Join('\n', read.Diagnostics));
        double reading = clock.GetElapsedTime(start).TotalSeconds;
        start = clock.GetTimestamp();
        AuditReport report = Auditor.Audit(snapshot, new AuditOptions(), CancellationToken.None);
        double judging = clock.GetElapsedTime(start).TotalSeconds;
        using var self = Process.GetCurrentProcess();
        int nodes = snapshot.Nodes.Length;
        double worked = self.TotalProcessorTime.TotalSeconds;
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"| {nodes} | {snapshot.Workloads.Sum(workload => workload.Pods.Length)} | {snapshot.Workloads.Length} | {new FileInfo(path).Length / 1e6:F0} | {reading:F1} | {judging:F1} | {reading + judging:F1} | {worked:F1} | {worked * 1000 / nodes:F1} | {report.Findings.Length} | {self.PeakWorkingSet64 / 1e6:F0} |"));
    }

    private static async Task ChildAsync(TextWriter output, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true, UseShellExecute = false };

        // As the command line runs.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        using Process process = Process.Start(start)!;
        await output.WriteAsync(await process.StandardOutput.ReadToEndAsync());
        await process.WaitForExitAsync();
    }
}
