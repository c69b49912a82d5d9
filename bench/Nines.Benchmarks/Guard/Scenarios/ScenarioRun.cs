using System.Collections.Immutable;
using System.Globalization;
using Nines.Benchmarks.Guard.Load;
using Nines.Benchmarks.Guard.Measuring;
using Nines.Benchmarks.Guard.Pki;

namespace Nines.Benchmarks.Guard.Scenarios;

/// <summary>What one load of one scenario gave.</summary>
/// <param name="UpstreamCalls">Checks that Azure's stand-in was asked for while the load ran, null when there is none.</param>
internal sealed record Measurement(Scenario Scenario, Wire Wire, int Callers, LoadResult Load, long? UpstreamCalls);

/// <summary>What a server was like around its loads.</summary>
internal sealed record ServerMeasurement(Scenario Scenario, TimeSpan StartUp, long IdleResident, long WarmResident, long PeakResident, int Threads);

/// <summary>Starts the server of a scenario afresh, and puts each of the scenario's loads on it.</summary>
internal sealed class ScenarioRun(string root, TimeSpan warm, TimeSpan count, int rounds)
{
    // Above any key that was asked for before, so that every run of misses has keys of its own.
    private long nextKey = 1_000_000;

    public async Task<(List<Measurement> Loads, ServerMeasurement Server)> RunAsync(Scenario scenario, CancellationToken cancellation)
    {
        using BenchPki pki = BenchPki.Create(TimeProvider.System);
        int port = ServerProcess.FreePort();
        int upstreamPort = ServerProcess.FreePort();
        int sharedPort = ServerProcess.FreePort();
        string Fill(string command) => command
            .Replace("{port}", port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{upstream}", upstreamPort.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{shared}", sharedPort.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{pki}", pki.Folder, StringComparison.Ordinal)
            .Replace("{self}", $"dotnet exec {typeof(ScenarioRun).Assembly.Location}", StringComparison.Ordinal)
            .Replace("{root}", root, StringComparison.Ordinal);

        foreach ((string name, string text) in scenario.Files)
        {
            await File.WriteAllTextAsync(pki.Path(name), Fill(text), cancellation);
        }

        if (scenario.Prepare.Length > 0)
        {
            await using ServerProcess step = ServerProcess.Start(Fill(scenario.Prepare), scenario.Environment, pki.Path("prepare.log"));
            await step.EndAsync(cancellation);
        }

        await using ServerProcess? shared = scenario.Shared.Length > 0 ? ServerProcess.Start(Fill(scenario.Shared), ImmutableDictionary<string, string>.Empty, pki.Path("shared.log")) : null;
        if (shared is not null)
        {
            await shared.ListensAsync(sharedPort, cancellation);
        }

        bool hasUpstream = scenario.Upstream is not ("" or "none");
        await using ServerProcess? upstream = hasUpstream ? ServerProcess.Start(Fill(scenario.Upstream), ImmutableDictionary<string, string>.Empty, pki.Path("upstream.log")) : null;
        using UpstreamCount? calls = hasUpstream ? new UpstreamCount(upstreamPort) : null;
        if (calls is not null)
        {
            await calls.ReadyAsync(cancellation);
        }

        string body = scenario.Body is { } file ? await File.ReadAllTextAsync(Path.Combine(root, file), cancellation) : SampleQuestions.SubjectAccess;
        LoadTarget target = new(port, pki, new Questions(scenario.Path, body.Trim(), scenario.Asking == Asking.Cached ? scenario.Keys : long.MaxValue, scenario.Expect));
        await using ServerProcess server = ServerProcess.Start(Fill(scenario.Server), scenario.Environment, pki.Path("server.log"));
        await server.ReadyAsync(target, cancellation);
        long idle = server.Figures().Resident;
        List<Measurement> loads = [];
        foreach (Wire wire in scenario.Wires)
        {
            await PrimeAsync(scenario, target, wire, cancellation);
            foreach (int callers in scenario.Callers)
            {
                long before = calls is null ? 0 : await calls.ReadAsync(cancellation);
                LoadResult load = await LoadAsync(scenario, target, wire, callers, server.Pid, cancellation);
                loads.Add(new Measurement(scenario, wire, callers, load, calls is null ? null : await calls.ReadAsync(cancellation) - before));
            }
        }

        ProcessFigures end = server.Figures();
        return (loads, new ServerMeasurement(scenario, server.StartUp, idle, end.Resident, end.PeakResident, end.Threads));
    }

    // Compiled code and caches settle before anything is counted.
    private async Task PrimeAsync(Scenario scenario, LoadTarget target, Wire wire, CancellationToken cancellation)
    {
        if (scenario.Asking != Asking.Burst)
        {
            await LoadRun.RunAsync(target, new LoadPlan(wire, 16, scenario.Connections, null, TimeSpan.Zero, warm, TakeKeys(scenario)), null, cancellation);
        }

        if (scenario.Asking == Asking.Cached)
        {
            LoadPlan all = new(wire, 16, scenario.Connections, null, TimeSpan.Zero, TimeSpan.FromMinutes(5), Most: scenario.Keys);
            LoadResult result = await LoadRun.RunAsync(target, all, null, cancellation);
            if (result.Right < scenario.Keys)
            {
                throw new InvalidOperationException($"{scenario.Name}: of {scenario.Keys} keys to cache, {result.Right} were answered rightly ({result.Wrong} wrong, {result.NotOk} not 200, {result.Broken} broken).");
            }
        }
    }

    private async Task<LoadResult> LoadAsync(Scenario scenario, LoadTarget target, Wire wire, int callers, int pid, CancellationToken cancellation)
    {
        if (scenario.Asking == Asking.Burst)
        {
            long first = nextKey;
            nextKey += rounds;
            return await BurstRun.RunAsync(target, new LoadPlan(wire, callers, scenario.Connections, null, default, default, first), rounds, pid, cancellation);
        }

        LoadPlan plan = new(wire, callers, scenario.Connections, scenario.Rate, TimeSpan.FromMilliseconds(500), count, TakeKeys(scenario)) { Hot = scenario.Hot };
        return await LoadRun.RunAsync(target, plan, pid, cancellation);
    }

    // More than any load can ask for.
    private long TakeKeys(Scenario scenario) => scenario.Asking == Asking.Cached ? 0 : (nextKey += 100_000_000) - 100_000_000;
}
