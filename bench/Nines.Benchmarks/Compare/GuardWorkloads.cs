using Nines.Benchmarks.Guard.Load;
using Nines.Benchmarks.Guard.Scenarios;

namespace Nines.Benchmarks.Compare;

/// <summary>
/// Workloads of the guard: the servers of both commits run side by side, warm, and the same client loads one and then the other. Each pair is short;
/// several starts of the servers, since a process that was unlucky in what it compiled stays so.
/// </summary>
internal static class GuardWorkloads
{
    private const int Starts = 3;
    private const int Callers = 16;
    private static readonly TimeSpan s_warm = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_counted = TimeSpan.FromSeconds(2);

    public static async Task<IReadOnlyList<Comparison>> RunAsync(Builds builds, int pairs, CancellationToken cancellation)
    {
        List<Comparison> found = [];
        foreach (Scenario scenario in ScenarioFile.Read("bench/compare.json", null).Scenarios)
        {
            Dictionary<Wire, List<Pair>> taken = scenario.Wires.ToDictionary(wire => wire, _ => new List<Pair>());
            for (int start = 0; start < Starts; start++)
            {
                await using ScenarioSite old = await ScenarioSite.StartAsync(For(scenario, builds.Old), builds.Old.Root, cancellation);
                await using ScenarioSite @new = await ScenarioSite.StartAsync(For(scenario, builds.New), builds.New.Root, cancellation);
                ScenarioRun run = new("", s_warm, s_counted, 0);
                foreach (Wire wire in scenario.Wires)
                {
                    await run.PrimeAsync(old, wire, cancellation);
                    await run.PrimeAsync(@new, wire, cancellation);
                    for (int pair = 0; pair < (pairs + Starts - 1) / Starts; pair++)
                    {
                        taken[wire].Add(new Pair(await LoadAsync(run, old, wire, cancellation), await LoadAsync(run, @new, wire, cancellation)));
                    }
                }
            }

            foreach ((Wire wire, List<Pair> all) in taken)
            {
                found.Add(new Comparison("guard", $"{scenario.Name}, {wire}", "1,000 reviews", all));
                await Console.Error.WriteLineAsync(found[^1].ToString());
            }
        }

        return found;
    }

    private static async Task<Sample> LoadAsync(ScenarioRun run, ScenarioSite site, Wire wire, CancellationToken cancellation)
    {
        LoadResult load = await run.LoadAsync(site, wire, Callers, cancellation);
        return load.Failures == 0
            ? new Sample(load.ServerCpuPerThousand * 1000, 1_000_000 / load.PerSecond)
            {
                P50 = load.Latencies.Quantile(0.5).TotalMilliseconds,
                P99 = load.Latencies.Quantile(0.99).TotalMilliseconds,
                Resident = load.Server!.Resident / 1e6,
            }
            : throw new InvalidOperationException($"{site.Scenario.Name}: {load.Wrong} answers were wrong, {load.NotOk} were not 200, {load.Broken} broke.");
    }

    private static Scenario For(Scenario scenario, Build build) => scenario with
    {
        Server = scenario.Server.Replace("{program}", build.Program, StringComparison.Ordinal),
        Prepare = scenario.Prepare.Replace("{program}", build.Program, StringComparison.Ordinal),
    };
}
