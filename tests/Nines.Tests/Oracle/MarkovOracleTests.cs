using Nines.Tests.Environments;
using Nines.Tests.Reliability.Redundancy;

namespace Nines.Tests.Oracle;

/// <summary>The oracle itself, against Markov chains and values from independent calculations.</summary>
public sealed class MarkovOracleTests
{
    private static Estimates Simulate(Surroundings about, double changes) =>
        Comparison.Simulate(about, [], changes, 7, TestLimit.Token);

    private static void ShouldHold(Measured measured, double exact) =>
        exact.ShouldBeInRange(measured.Value - measured.Half, measured.Value + measured.Half);

    [Fact]
    public void A_failover_within_a_failover_follows_its_chain()
    {
        (double Unavailability, int DownSeconds)[] rates = [(0.02, 3600), (0.03, 1800), (0.01, 7200)];
        var chain = new StandbyChain();
        StandbyChain.Part[] parts = [.. rates.Select(rate => chain.Component(rate.Unavailability, rate.DownSeconds / 3600.0))];
        (double unavailability, double failures) = chain.Solve(chain.Standby(chain.Standby(parts[0], parts[1], 0.1), parts[2], 0.05));

        Estimates oracle = Simulate(new Surroundings("nested", 1)
        {
            Things = [.. rates.Select((rate, i) => new Thing($"c{i}", new Failing(rate.Unavailability, rate.DownSeconds)))],
            Requires = new Backed(new Backed(new Named("c0"), new Named("c1"), new Switchover(360, 0, 1, null)), new Named("c2"), new Switchover(180, 0, 1, null)),
        }, 1_000_000);

        ShouldHold(oracle.Unavailability, unavailability);
        ShouldHold(oracle.PerHour, failures);
        ShouldHold(oracle.MeanDownHours, unavailability / failures);
    }

    [Fact]
    public void Workloads_share_the_eviction_from_a_lost_zone_and_start_by_themselves()
    {
        // Up, being evicted, both starting, one starting, moved: in each of three zones, of which two are hardly ever down at once.
        const double zone = 1e-4;
        var chain = new MarkovChain(5);
        chain.Add(0, 1, zone / (1 - zone));
        chain.Add(1, 2, 3600 / 350.0);
        chain.Add(2, 3, 2 * 3600 / 60.0);
        chain.Add(3, 4, 3600 / 60.0);
        for (int state = 1; state < 5; state++)
        {
            chain.Add(state, 0, 1);
        }

        double unavailability = 1 - Math.Pow(1 - chain.SteadyState()[1..4].Sum(), 3);
        Estimates oracle = Simulate(new Surroundings("zone", 1)
        {
            ZoneFailing = new Failing(zone, 3600),
            Reactions = new Reactions(50, 300, 60, 0),
            Places = [new Place("r", [1, 2, 3], true, new NodeGroup("p", true, [1, 2, 3], 6, 0, 4000))],
            Services = [new Service("w0", "p", 6, 5, 100, "zone", null), new Service("w1", "p", 6, 5, 100, "zone", null)],
        }, 100_000);

        ShouldHold(oracle.Unavailability, unavailability);
        ShouldHold(oracle.PerHour, 3 * zone);
    }

    /// <summary>
    /// One pod on each of three nodes, two of which are needed; lost pods come back after 380 s each, on another node, and stay there. Right values from chains
    /// with every place of the pods.
    /// </summary>
    [Theory]
    [InlineData(double.PositiveInfinity, 4.8e-5, 5.0e-5)]
    [InlineData(168, 9.6e-6, 1.0e-5)]
    [InlineData(1, 1.7e-7, 2.2e-7)]
    public void Pods_stay_where_they_went_until_a_rollout(double rolloutHours, double least, double most)
    {
        Estimates oracle = Simulate(new Surroundings("placement", 1)
        {
            NodeFailing = new Failing(1e-3, 3600),
            RolloutHours = rolloutHours,
            Reactions = new Reactions(50, 330, 0, 0),
            Places = [new Place("r", [1, 2, 3], true, new NodeGroup("p", true, [1, 2, 3], 3, 0, 4000))],
            Services = [new Service("web", "p", 3, 2, 0, "zone", null)],
        }, rolloutHours == 1 ? 3_000_000 : 500_000);

        oracle.Unavailability.Value.ShouldBeInRange(least - oracle.Unavailability.Half, most + oracle.Unavailability.Half);
        oracle.Unavailability.Half.ShouldBeLessThan(0.15 * oracle.Unavailability.Value);
    }
}
