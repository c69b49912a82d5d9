using Nines.Reliability.Months;
using Nines.Tests.Environments;
using Nines.Tests.Reliability.Redundancy;

namespace Nines.Tests.Oracle;

/// <summary>The intervals that nines states for simulated months contain the exact value as often as they say, over many seeds.</summary>
public sealed class MonthIntervalTests(ITestOutputHelper output)
{
    private const int Runs = 300;
    private const int Months = 1000;

    // Of 300 intervals for 95 %, fewer than 269 hold less than once in ten thousand times.
    private const int MinHeld = 269;

    /// <summary>A system as a file and as a chain.</summary>
    private sealed record Chain(string Text, string Journey, int States, Func<int, int, double> Rate, Func<int, bool> IsDown);

    private static readonly Chain Failover = new(
        """
        name: failover
        components:
          a: { unavailability: 0.02, meanDownTime: 4h }
          s: { unavailability: 0, meanDownTime: 1h }
        journeys: { j: { requires: { active: a, standby: s, detection: 10m, switchover: 20m, coverage: 1 }, objective: 99.9% } }
        """,
        "j", 3, (from, to) => (from, to) switch { (0, 1) => 0.02 / 0.98 / 4, (1, 2) => 2, (1, 0) or (2, 0) => 0.25, _ => 0 }, state => state == 1);

    private static readonly Chain Pair = new(
        """
        name: pair
        components: { a: { unavailability: 0.05, meanDownTime: 6h, replicas: 2, needed: 1 } }
        journeys: { j: { requires: a, objective: 99% } }
        """,
        "j", 3, (from, to) => (from, to) switch { (0, 1) => 2 * 0.05 / 0.95 / 6, (1, 2) => 0.05 / 0.95 / 6, (1, 0) => 1 / 6.0, (2, 1) => 2 / 6.0, _ => 0 }, state => state == 2);

    /// <summary>Two pods on two nodes, both needed: each node is up, evicted from, starting its pod elsewhere, or lost without its pod.</summary>
    private static readonly Chain Pods = new(
        """
        name: pods
        regions: { r: { location: westeurope, zones: [], cluster: { nodePools: { p: { size: Standard_D4s_v5, mode: system, count: 2 } } } } }
        workloads: { web: { replicas: 2, needed: 2, spread: node } }
        timings: { nodeDetection: 30m, podEviction: 90m, podStart: 1h }
        availabilities: { region: 100%, pod: 100%, node: { unavailability: 0.02, meanDownTime: 10h } }
        objectives: { serve: 99% }
        """,
        "serve", 16, (from, to) =>
        {
            (int other, int one) = Math.DivRem(from, 4);
            (int nextOther, int nextOne) = Math.DivRem(to, 4);
            return one == nextOne ? Node(other, nextOther) : other == nextOther ? Node(one, nextOne) : 0;
        },
        state => state % 4 is 1 or 2 || state / 4 is 1 or 2 || (state % 4 == 3 && state / 4 == 3));

    private static double Node(int from, int to) => (from, to) switch { (0, 1) => 0.02 / 0.98 / 10, (1, 2) => 0.5, (2, 3) => 1, (1 or 2 or 3, 0) => 0.1, _ => 0 };

    [Fact]
    public void Intervals_of_a_failover_hold() => ShouldHold(Failover);

    [Fact]
    public void Intervals_of_a_redundant_pair_hold() => ShouldHold(Pair);

    [Fact]
    public void Intervals_of_rescheduled_pods_hold() => ShouldHold(Pods);

    private void ShouldHold(Chain chain)
    {
        double[,] rates = new double[chain.States, chain.States];
        var steady = new MarkovChain(chain.States);
        foreach ((int from, int to) in Enumerable.Range(0, chain.States).SelectMany(from => Enumerable.Range(0, chain.States).Where(to => to != from).Select(to => (from, to))))
        {
            rates[from, to] = chain.Rate(from, to);
            steady.Add(from, to, rates[from, to]);
        }

        double[] shares = steady.SteadyState();
        bool[] isDown = [.. Enumerable.Range(0, chain.States).Select(chain.IsDown)];
        var exact = new OccupationTime(rates, shares, isDown, Observation.MonthHours);
        double mean = Enumerable.Range(0, chain.States).Where(state => isDown[state]).Sum(state => shares[state]);

        var design = new Design(chain.Text);
        double target = design.Predict(chain.Journey).Objective.ShouldNotBeNull().MaxUnavailability;
        Dictionary<string, int> held = [];
        Dictionary<double, double> quantiles = [];
        for (int run = 0; run < Runs; run++)
        {
            MonthOutlook months = design.Predict(chain.Journey, Months, (ulong)run + 1).Month.ShouldNotBeNull();
            Count("mean", months.MeanUnavailability, mean);
            Count("misses the objective", months.MissesTarget, 1 - exact.AtMost(target));
            foreach (MonthQuantile quantile in months.Quantiles)
            {
                double right = quantiles.TryGetValue(quantile.Probability, out double known) ? known : quantiles[quantile.Probability] = exact.Quantile(quantile.Probability);
                Count(FormattableString.Invariant($"{quantile.Probability} quantile"), quantile.Unavailability, right);
            }
        }

        held.ToList().ForEach(entry => output.WriteLine($"{entry.Key}: {entry.Value} of {Runs}"));
        held.ShouldAllBe(entry => entry.Value >= MinHeld);

        void Count(string name, Estimate estimate, double right) =>
            held[name] = held.GetValueOrDefault(name) + (estimate.Lower <= right * (1 + 1e-9) && right * (1 - 1e-9) <= estimate.Upper ? 1 : 0);
    }
}
