using Nines.Benchmarks.Guard.Load;
using Nines.Benchmarks.Guard.Measuring;

namespace Nines.Benchmarks.Guard.Scenarios;

/// <summary>Result of one load of one scenario.</summary>
/// <param name="UpstreamCalls">Checks that Azure's stand-in was asked for while the load ran, null when there is none.</param>
internal sealed record Measurement(Scenario Scenario, Wire Wire, int Callers, LoadResult Load, long? UpstreamCalls);

/// <summary>Figures of a server around its loads.</summary>
internal sealed record ServerMeasurement(Scenario Scenario, TimeSpan StartUp, long IdleResident, long WarmResident, long PeakResident, int Threads);

/// <summary>Starts the server of a scenario afresh, and puts each of the scenario's loads on it.</summary>
internal sealed class ScenarioRun(string root, TimeSpan warm, TimeSpan count, int rounds)
{
    // Above any key that was asked for before, so that every run of misses has keys of its own.
    private long nextKey = 1_000_000;

    public async Task<(List<Measurement> Loads, ServerMeasurement Server)> RunAsync(Scenario scenario, CancellationToken cancellation)
    {
        await using ScenarioSite site = await ScenarioSite.StartAsync(scenario, root, cancellation);
        (ServerProcess server, UpstreamCount? calls) = (site.Server, site.Calls);
        long idle = server.Figures().Resident;
        List<Measurement> loads = [];
        foreach (Wire wire in scenario.Wires)
        {
            await PrimeAsync(site, wire, cancellation);
            foreach (int callers in scenario.Callers)
            {
                long before = calls is null ? 0 : await calls.ReadAsync(cancellation);
                LoadResult load = await LoadAsync(site, wire, callers, cancellation);
                loads.Add(new Measurement(scenario, wire, callers, load, calls is null ? null : await calls.ReadAsync(cancellation) - before));
            }
        }

        ProcessFigures end = server.Figures();
        return (loads, new ServerMeasurement(scenario, server.StartUp, idle, end.Resident, end.PeakResident, end.Threads));
    }

    /// <summary>Loads the server uncounted, until compiled code and caches have settled.</summary>
    public async Task PrimeAsync(ScenarioSite site, Wire wire, CancellationToken cancellation)
    {
        (Scenario scenario, LoadTarget target) = (site.Scenario, site.Target);
        if (scenario.Asking != Asking.Burst)
        {
            await LoadRun.RunAsync(target, new LoadPlan(wire, 16, scenario.Connections, null, TimeSpan.Zero, warm, TakeKeys(scenario)), null, cancellation);
        }

        if (scenario.Asking == Asking.Cached)
        {
            LoadPlan all = new(wire, 16, scenario.Connections, null, TimeSpan.Zero, TimeSpan.FromMinutes(5), MaxReviews: scenario.Keys);
            LoadResult result = await LoadRun.RunAsync(target, all, null, cancellation);
            if (result.Right < scenario.Keys)
            {
                throw new InvalidOperationException($"{scenario.Name}: of {scenario.Keys} keys to cache, {result.Right} were answered rightly ({result.Wrong} wrong, {result.NotOk} not 200, {result.Broken} broken).");
            }
        }
    }

    /// <summary>Puts one load on the server and counts.</summary>
    public async Task<LoadResult> LoadAsync(ScenarioSite site, Wire wire, int callers, CancellationToken cancellation)
    {
        (Scenario scenario, LoadTarget target, int pid) = (site.Scenario, site.Target, site.Server.Pid);
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
