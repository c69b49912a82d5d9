using Nines.Benchmarks.Guard.Load;
using Nines.Benchmarks.Guard.Measuring;
using Nines.Benchmarks.Guard.Pki;

namespace Nines.Benchmarks.Guard.Scenarios;

/// <summary>Measures the stub under each setting: the floor of Kestrel and TLS on this machine.</summary>
internal sealed class Calibration(TextWriter output, TimeSpan warm, TimeSpan count, int repeat)
{
    /// <param name="settings">Settings to run.</param>
    /// <param name="wires">Clients, each at every number of callers.</param>
    public async Task RunAsync(IReadOnlyList<StubSetting> settings, IReadOnlyList<Wire> wires, IReadOnlyList<int> callers, CancellationToken cancellation)
    {
        using BenchPki pki = BenchPki.Create(TimeProvider.System);
        await output.WriteLineAsync("| setting | client | callers | server CPU-s per 1,000 | lowest | client CPU-s per 1,000 | switches per review | reviews/s | p50 ms | p99 ms | p99.9 ms | RSS MB | threads | start-up ms | failures |");
        await output.WriteLineAsync("|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        Dictionary<(StubSetting Setting, Wire Wire, int Callers), List<(LoadResult Result, TimeSpan StartUp)>> found = [];

        // Repetitions go round all settings, so that a noisy minute of the machine does not hit one setting alone.
        for (int round = 0; round < repeat; round++)
        {
            foreach (StubSetting setting in settings)
            {
                await RoundAsync(setting, wires, callers, pki, found, cancellation);
            }
        }

        foreach (((StubSetting setting, Wire wire, int count), List<(LoadResult Result, TimeSpan StartUp)> runs) in found)
        {
            double Median(Func<LoadResult, double> figure) => Medians.Of(runs.Select(run => figure(run.Result)));
            await output.WriteLineAsync(
                $"| {setting.Name} | {wire} | {count} | {Median(r => r.ServerCpuPerThousand):F4} | {runs.Min(run => run.Result.ServerCpuPerThousand):F4} | {Median(r => r.ClientCpuPerThousand):F4} | {Median(r => r.SwitchesPerReview):F2} | {Median(r => r.PerSecond):F0} "
                + $"| {Median(r => r.Latencies.Quantile(0.5).TotalMilliseconds):F2} | {Median(r => r.Latencies.Quantile(0.99).TotalMilliseconds):F2} "
                + $"| {Median(r => r.Latencies.Quantile(0.999).TotalMilliseconds):F2} | {Median(r => r.Server!.Resident / 1e6):F0} | {Median(r => r.Server!.Threads):F0} "
                + $"| {Medians.Of(runs.Select(run => run.StartUp.TotalMilliseconds)):F0} | {runs.Sum(run => run.Result.Failures)} |");
        }
    }

    private async Task RoundAsync(
        StubSetting setting,
        IReadOnlyList<Wire> wires,
        IReadOnlyList<int> callers,
        BenchPki pki,
        Dictionary<(StubSetting Setting, Wire Wire, int Callers), List<(LoadResult Result, TimeSpan StartUp)>> found,
        CancellationToken cancellation)
    {
        LoadTarget target = new(ServerProcess.FreePort(), pki, new Questions("/subjectaccessreviews", SampleQuestions.SubjectAccess, 1, "\"allowed\":true"));
        string command = $"dotnet exec {typeof(Calibration).Assembly.Location} guard stub --port {target.Port} --pki {pki.Folder} {setting.Arguments}";
        await using ServerProcess server = ServerProcess.Start(command, Environment(setting), pki.Path("stub.log"));
        await server.ReadyAsync(target, cancellation);
        foreach (Wire wire in wires.Where(setting.Speaks))
        {
            // Compiled code settles before anything is counted, with new clients.
            await LoadRun.RunAsync(target, new LoadPlan(wire, 16, 1, null, TimeSpan.Zero, warm), null, cancellation);
            foreach (int number in callers)
            {
                LoadResult result = await LoadRun.RunAsync(target, new LoadPlan(wire, number, 1, null, TimeSpan.FromMilliseconds(500), count), server.Pid, cancellation);
                if (!found.TryGetValue((setting, wire, number), out List<(LoadResult Result, TimeSpan StartUp)>? runs))
                {
                    found.Add((setting, wire, number), runs = []);
                }

                runs.Add((result, server.StartUp));
            }
        }
    }

    // The stub shares this program's runtimeconfig, where spinning is off; a server has it unless it says otherwise.
    private static Dictionary<string, string> Environment(StubSetting setting)
    {
        Dictionary<string, string> environment = setting.Environment.ToDictionary(e => e.Name, e => e.Value);
        environment.TryAdd("DOTNET_ThreadPool_UnfairSemaphoreSpinLimit", "0x46");
        return environment;
    }
}
