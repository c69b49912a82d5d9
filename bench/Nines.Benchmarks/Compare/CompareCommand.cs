using System.CommandLine;
using System.Globalization;
using Nines.Benchmarks.Guard.Measuring;

namespace Nines.Benchmarks.Compare;

/// <summary>The same workload on one of the two builds, once.</summary>
/// <param name="Cpu">User and system time, in milliseconds a unit of work.</param>
/// <param name="Wall">Wall time, in milliseconds a unit of work.</param>
internal sealed record Sample(double Cpu, double Wall)
{
    /// <summary>Median latency of a review in milliseconds; 0 for a program that ends.</summary>
    public double P50 { get; init; }

    public double P99 { get; init; }

    /// <summary>Resident memory after the load, in megabytes.</summary>
    public double Resident { get; init; }
}

/// <summary>Samples of both builds that were taken right after one another.</summary>
internal sealed record Pair(Sample Old, Sample New);

/// <summary>A workload with its pairs.</summary>
/// <param name="Unit">Unit of work that the milliseconds are for, such as one run.</param>
internal sealed record Comparison(string Group, string Workload, string Unit, IReadOnlyList<Pair> Pairs)
{
    /// <summary>The median of new / old.</summary>
    public double CpuRatio => Medians.Of(Pairs.Select(pair => pair.New.Cpu / pair.Old.Cpu));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Group}: {Workload}: {CpuRatio:F3}");
}

/// <summary><c>compare</c>: the same workloads on two builds in turn, so that a slow minute of a shared machine hits both.</summary>
internal static class CompareCommand
{
    /// <summary>Exit code when a median is above <see cref="Limit"/>.</summary>
    private const int Slower = 1;

    private const double Limit = 1.05;

    public static Command Create()
    {
        Option<string> old = new("--old") { Description = "Folder of the old commit, built; native:FOLDER for its native program.", Required = true };
        Option<string> @new = new("--new") { Description = "Folder of the new commit, built; native:FOLDER for its native program.", Required = true };
        Option<string[]> only = new("--only") { Description = "Groups to run: engine, audit, guard. All by default.", AllowMultipleArgumentsPerToken = true };
        Option<int> pairs = new("--pairs") { Description = "Pairs of runs for each workload.", DefaultValueFactory = _ => 9 };
        Option<string?> output = new("--output") { Description = "File for the table; standard output by default." };
        Option<string> title = new("--command") { Description = "Command line to put above the table.", DefaultValueFactory = _ => "bench/compare" };
        Command command = new("compare", "Runs the same workloads on two builds in turn and prints the ratios; bench/compare builds two commits for it.") { old, @new, only, pairs, output, title };
        command.SetAction(async (parsed, cancellation) =>
        {
            Builds builds = new(Build.Parse(parsed.GetValue(old)!), Build.Parse(parsed.GetValue(@new)!));
            string[] groups = parsed.GetValue(only) ?? [];
            List<Comparison> found = [];
            if (Wants(groups, "engine") || Wants(groups, "audit"))
            {
                found.AddRange(await ProgramWorkloads.RunAsync(builds, group => Wants(groups, group), parsed.GetValue(pairs), cancellation));
            }

            if (Wants(groups, "guard"))
            {
                found.AddRange(await GuardWorkloads.RunAsync(builds, parsed.GetValue(pairs), cancellation));
            }

            string report = Report(parsed.GetValue(title)!, found);
            await (parsed.GetValue(output) is { } file ? File.WriteAllTextAsync(file, report, cancellation) : Console.Out.WriteAsync(report));
            return found.Exists(comparison => comparison.CpuRatio > Limit) ? Slower : 0;
        });
        return command;
    }

    private static bool Wants(string[] groups, string group) => groups.Length == 0 || groups.Contains(group, StringComparer.Ordinal);

    private static string Report(string command, IReadOnlyList<Comparison> found)
    {
        using StringWriter text = new(CultureInfo.InvariantCulture) { NewLine = "\n" };
        text.WriteLine("# Old and new commit");
        text.WriteLine();
        text.WriteLine($"    {command}");
        text.WriteLine();
        text.WriteLine($"{Machine.Description}. Both builds ran in turn; ratios are new / old of each pair. CPU is user and system time of the measured process.");
        text.WriteLine("The middle half is the range from the first to the third quartile of the ratios; least / least compares the fastest run of each build.");
        text.WriteLine();
        text.WriteLine("| group | workload | pairs | old CPU ms | new CPU ms | CPU new / old, median | middle half | least / least | wall new / old, median |");
        text.WriteLine("|---|---|--:|--:|--:|--:|--:|--:|--:|");
        foreach (Comparison one in found)
        {
            double[] ratios = [.. one.Pairs.Select(pair => pair.New.Cpu / pair.Old.Cpu).Order()];
            double wall = Medians.Of(one.Pairs.Select(pair => pair.New.Wall / pair.Old.Wall));
            string Cpu(Func<Pair, double> which) => Medians.Of(one.Pairs.Select(which)).ToString("G4", CultureInfo.InvariantCulture);
            text.WriteLine(
                $"| {one.Group} | {one.Workload}, {one.Unit} | {ratios.Length} | {Cpu(pair => pair.Old.Cpu)} | {Cpu(pair => pair.New.Cpu)} | {one.CpuRatio:F3} | {Quartile(ratios, 0.25):F3} to {Quartile(ratios, 0.75):F3} "
                + $"| {one.Pairs.Min(pair => pair.New.Cpu) / one.Pairs.Min(pair => pair.Old.Cpu):F3} | {wall:F3} |");
        }

        WriteServers(text, [.. found.Where(one => one.Pairs.All(pair => pair.Old.Resident > 0))]);
        return text.ToString();
    }

    private static void WriteServers(StringWriter text, IReadOnlyList<Comparison> servers)
    {
        if (servers.Count == 0)
        {
            return;
        }

        text.WriteLine();
        text.WriteLine("| server under load, medians | p50 ms old | p50 ms new | p99 ms old | p99 ms new | RSS MB old | RSS MB new |");
        text.WriteLine("|---|--:|--:|--:|--:|--:|--:|");
        foreach (Comparison one in servers)
        {
            string Both(Func<Sample, double> which, string format) =>
                $"{Medians.Of(one.Pairs.Select(pair => which(pair.Old))).ToString(format, CultureInfo.InvariantCulture)} | {Medians.Of(one.Pairs.Select(pair => which(pair.New))).ToString(format, CultureInfo.InvariantCulture)}";
            text.WriteLine($"| {one.Workload} | {Both(sample => sample.P50, "F2")} | {Both(sample => sample.P99, "F2")} | {Both(sample => sample.Resident, "F0")} |");
        }
    }

    private static double Quartile(double[] sorted, double share) => sorted[(int)Math.Round(share * (sorted.Length - 1))];
}
