using System.Diagnostics;
using System.Globalization;
using Nines.Benchmarks.Audit;

namespace Nines.Benchmarks.Compare;

/// <summary>One side of a comparison: the folder of a commit, and whether its native program is measured in place of the managed one.</summary>
internal sealed record Build(string Root, bool IsNative)
{
    private const string Native = "native:";

    /// <summary>The command line, as users run it.</summary>
    public string Program => IsNative ? $"{Root}/artifacts/nines-native/Nines.Cli" : $"dotnet exec {Root}/artifacts/nines/Nines.Cli.dll";

    /// <summary>The benchmarks of that commit, which are always managed.</summary>
    public string Benchmarks => $"dotnet exec {Root}/artifacts/bin/Nines.Benchmarks/release/Nines.Benchmarks.dll";

    /// <param name="text">A folder, or native: and a folder.</param>
    public static Build Parse(string text) =>
        text.StartsWith(Native, StringComparison.Ordinal) ? new Build(Path.GetFullPath(text[Native.Length..]), true) : new Build(Path.GetFullPath(text), false);
}

/// <summary>Both sides of a comparison.</summary>
internal sealed record Builds(Build Old, Build New);

/// <summary>Workloads that are one run of a program: its complete CPU time, start-up included.</summary>
internal static class ProgramWorkloads
{
    // Takes a few seconds to audit.
    private const int Nodes = 300;

    // Many trials, so that the simulator outweighs reading the cluster.
    private const int Trials = 3_000;

    private static readonly (string Group, string Name, Func<Build, string, string> Command)[] s_workloads =
    [
        ("engine", "solve, cut sets and importance of the generated models", (build, _) => $"{build.Benchmarks} engine"),
        ("engine", "predict two-regions.yaml", (build, inputs) => $"{build.Program} predict {inputs}/two-regions.yaml -o json"),
        ("engine", string.Create(CultureInfo.InvariantCulture, $"place web.yaml, {Trials:N0} trials"), (build, inputs) => string.Create(CultureInfo.InvariantCulture, $"{build.Program} place {inputs}/web.yaml --snapshot {inputs}/small.json --replicas 30 --trials {Trials} -o json")),
        ("audit", "audit replica-sets", (build, inputs) => $"{build.Program} audit {inputs}/replica-sets.json -o json"),
        ("audit", string.Create(CultureInfo.InvariantCulture, $"audit of {Nodes} nodes and {Nodes * LargeCluster.PodsPerNode:N0} pods"), (build, inputs) => $"{build.Program} audit {inputs}/large.json -o json"),
    ];

    public static async Task<IReadOnlyList<Comparison>> RunAsync(Builds builds, Predicate<string> wants, int pairs, CancellationToken cancellation)
    {
        DirectoryInfo inputs = Directory.CreateTempSubdirectory("nines-compare-");
        try
        {
            WriteInputs(builds.Old.Root, inputs.FullName);
            List<Comparison> found = [];
            foreach ((string group, string name, Func<Build, string, string> command) in s_workloads.Where(workload => wants(workload.Group)))
            {
                Task<Sample> RunOnceAsync(Build build) => TimeAsync(command(build, inputs.FullName), cancellation);

                // Once each, uncounted, so that every run finds its files in memory.
                await RunOnceAsync(builds.Old);
                await RunOnceAsync(builds.New);
                List<Pair> taken = [];
                for (int pair = 0; pair < pairs; pair++)
                {
                    taken.Add(new Pair(await RunOnceAsync(builds.Old), await RunOnceAsync(builds.New)));
                }

                found.Add(new Comparison(group, name, "a run", taken));
                await Console.Error.WriteLineAsync(found[^1].ToString());
            }

            return found;
        }
        finally
        {
            inputs.Delete(recursive: true);
        }
    }

    /// <summary>Writes the inputs of both builds: examples that both accept, and generated clusters.</summary>
    private static void WriteInputs(string old, string folder)
    {
        File.Copy($"{old}/examples/two-regions.yaml", $"{folder}/two-regions.yaml");
        File.Copy("examples/place/web.yaml", $"{folder}/web.yaml");
        File.Copy($"{old}/examples/replica-sets/cluster.json", $"{folder}/replica-sets.json");
        AuditBenchmark.Make(Nodes, $"{folder}/large.json");
        AuditBenchmark.Make(Nodes / 10, $"{folder}/small.json");
    }

    // The shell's builtin counts the process to the millisecond.
    private static async Task<Sample> TimeAsync(string command, CancellationToken cancellation)
    {
        string log = Path.GetTempFileName();
        try
        {
            ProcessStartInfo start = new("bash", ["-c", $"TIMEFORMAT='%U %S %R'; time {command} >/dev/null 2>{log} </dev/null"]) { RedirectStandardError = true, UseShellExecute = false };
            using Process process = Process.Start(start)!;
            string times = await process.StandardError.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);

            // An audit that finds something ends with 1.
            if (process.ExitCode is not (0 or 1))
            {
                throw new InvalidOperationException($"'{command}' ended with exit code {process.ExitCode}: {await File.ReadAllTextAsync(log, cancellation)}");
            }

            double[] seconds = [.. times.Trim().Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
            return new Sample((seconds[0] + seconds[1]) * 1000, seconds[2] * 1000);
        }
        finally
        {
            File.Delete(log);
        }
    }
}
