using System.Globalization;
using Nines.Benchmarks.Guard.Load;
using Nines.Benchmarks.Guard.Measuring;

namespace Nines.Benchmarks.Guard.Scenarios;

/// <summary>The committed result: what was run, where, and medians of all repetitions as Markdown.</summary>
internal static class ScenarioReport
{
    public static string Write(string command, int repeat, IReadOnlyList<Measurement> loads, IReadOnlyList<ServerMeasurement> servers)
    {
        using StringWriter text = new(CultureInfo.InvariantCulture) { NewLine = "\n" };
        text.WriteLine("# The guard under load");
        text.WriteLine();
        text.WriteLine($"    {command}");
        text.WriteLine();
        text.WriteLine(
            $"{Machine.Description}; load, upstream and server share the cores. "
            + $"Medians of {repeat} repetitions, each on a fresh server. HTTP/1.1 has a connection for each caller, HTTP/2 one for all, unless the scenario says otherwise.");
        text.WriteLine();
        text.WriteLine("| scenario | client | callers | reviews/s | server CPU-s per 1,000 | client CPU-s per 1,000 | p50 ms | p99 ms | p99.9 ms | max ms | upstream calls per review | not right |");
        text.WriteLine("|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        foreach (IGrouping<(string Name, Wire Wire, int Callers), Measurement> runs in loads.GroupBy(load => (load.Scenario.Name, load.Wire, load.Callers)))
        {
            string Median(Func<LoadResult, double> figure, string format) =>
                Medians.Of(runs.Select(run => figure(run.Load))).ToString(format, CultureInfo.InvariantCulture);
            string Milliseconds(double share) => Median(load => load.Latencies.Quantile(share).TotalMilliseconds, "F2");
            string upstream = runs.First().UpstreamCalls is null
                ? "-"
                : Medians.Of(runs.Select(run => (double)run.UpstreamCalls!.Value / Math.Max(1, run.Load.Everything))).ToString("F4", CultureInfo.InvariantCulture);
            text.WriteLine(
                $"| {runs.Key.Name} | {runs.Key.Wire} | {runs.Key.Callers} | {Median(load => load.PerSecond, "F0")} | {Median(load => load.ServerCpuPerThousand, "F4")} "
                + $"| {Median(load => load.ClientCpuPerThousand, "F4")} | {Milliseconds(0.5)} | {Milliseconds(0.99)} | {Milliseconds(0.999)} "
                + $"| {Median(load => load.Latencies.Max.TotalMilliseconds, "F1")} | {upstream} | {runs.Sum(run => run.Load.Failures)} |");
        }

        WriteShared(text, loads);
        text.WriteLine();
        text.WriteLine("| scenario | start to first answer ms | RSS idle MB | RSS after load MB | peak MB | threads |");
        text.WriteLine("|---|--:|--:|--:|--:|--:|");
        foreach (IGrouping<string, ServerMeasurement> runs in servers.GroupBy(server => server.Scenario.Name))
        {
            string Median(Func<ServerMeasurement, double> figure) => Medians.Of(runs.Select(figure)).ToString("F0", CultureInfo.InvariantCulture);
            text.WriteLine(
                $"| {runs.Key} | {Median(server => server.StartUp.TotalMilliseconds)} | {Median(server => server.IdleResident / 1e6)} "
                + $"| {Median(server => server.WarmResident / 1e6)} | {Median(server => server.PeakResident / 1e6)} | {Median(server => server.Threads)} |");
        }

        return text.ToString();
    }

    // Both kinds of answers of one load, so that a noisy machine is noisy for both.
    private static void WriteShared(StringWriter text, IReadOnlyList<Measurement> loads)
    {
        Measurement[] mixed = [.. loads.Where(load => load.Scenario.Hot > 0 && load.Load.Shared.Count > 0)];
        if (mixed.Length == 0)
        {
            return;
        }

        text.WriteLine();
        text.WriteLine("| scenario, answers of the same load apart | client | from the shared cache | p50 ms, near | shared | p99 ms, near | shared | p99.9 ms, near | shared |");
        text.WriteLine("|---|---|--:|--:|--:|--:|--:|--:|--:|");
        foreach (IGrouping<(string Name, Wire Wire), Measurement> runs in mixed.GroupBy(load => (load.Scenario.Name, load.Wire)))
        {
            string Milliseconds(Func<LoadResult, LatencyHistogram> which, double share) =>
                Medians.Of(runs.Select(run => which(run.Load).Quantile(share).TotalMilliseconds)).ToString("F2", CultureInfo.InvariantCulture);
            string Both(double share) => $"{Milliseconds(load => load.NotShared, share)} | {Milliseconds(load => load.Shared, share)}";
            double part = Medians.Of(runs.Select(run => 100.0 * run.Load.Shared.Count / run.Load.Latencies.Count));
            text.WriteLine($"| {runs.Key.Name} | {runs.Key.Wire} | {part.ToString("F0", CultureInfo.InvariantCulture)} % | {Both(0.5)} | {Both(0.99)} | {Both(0.999)} |");
        }
    }
}
