using Nines.Environments.Predictions;

namespace Nines.Tests.Environments;

/// <summary>Something that a pod needs to start, and not once it runs.</summary>
public sealed class StartRequirementTests
{
    private const double Node = 0.01;
    private const double Vault = 0.05;

    private static Design Create(string vault, string workload = "replicas: 2, needed: 2, spread: none, rolloutInterval: 0s") => new($$"""
        name: x
        regions:
          r:
            location: westeurope
            zones: []
            cluster: { nodePools: { p: { size: Standard_D4s_v5, mode: system, count: 4, zones: [] } } }
        components: { vault: { {{vault}} } }
        workloads: { web: { {{workload}}, startRequires: vault } }
        timings: { nodeDetection: 50s, podEviction: 300s, podStart: 30s }
        """, ("node/default", Node));

    [Fact]
    public void Pods_of_a_lost_node_wait_for_it_and_running_ones_do_not()
    {
        JourneyPrediction prediction = Create("availability: 95%, meanDownTime: 2h").Predict("serve");

        (double unavailability, double perHour) = Simulate(1e7);
        prediction.Unavailability.Value.ShouldBe(unavailability, unavailability * 0.03);
        prediction.Frequency.ShouldNotBeNull().PerHour.ShouldBe(perHour, perHour * 0.03);
    }

    /// <summary>One node with all pods: after its loss they wait for their move, then for the vault. The vault alone interrupts nothing.</summary>
    private static (double Unavailability, double PerHour) Simulate(double hours)
    {
        var random = new Random(7);
        double now = 0, down = 0;
        int failures = 0;
        while (now < hours)
        {
            now += Exponential(99);
            double repair = now + Exponential(1), start = now + Exponential(350.0 / 3600) + Exponential(30.0 / 3600);

            // The vault fails independently of the node, so that it is as likely down at the start as at any time; what is left of its outage is exponential.
            start += random.NextDouble() < Vault ? Exponential(2) : 0;
            double end = Math.Min(repair, start);
            failures++;
            down += end - now;

            // Four nodes without a spread: the pods are on one node all the time, and the next outage that matters is that of the node they are on.
            now = repair;
        }

        return (down / now, failures / now);

        double Exponential(double mean) => -mean * Math.Log(1 - random.NextDouble());
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void What_is_lost_with_the_zone_never_lets_its_pods_start_elsewhere(int vaultZone, bool isBound)
    {
        const double zone = 0.01;
        var design = new Design($$"""
            name: x
            regions:
              r:
                location: westeurope
                zones: [1, 2]
                cluster: { nodePools: { p: { size: Standard_D4s_v5, mode: system, count: 4, zones: [1, 2] } } }
            components: { vault: { availability: 100%, region: r, zones: [{{vaultZone}}] } }
            workloads: { web: { replicas: 1, spread: none, rolloutInterval: 0s, startRequires: vault } }
            timings: { nodeDetection: 50s, podEviction: 300s, podStart: 30s }
            """, ("zone/default", zone));

        // The pod is in zone 1. It waits for its move, then for zone 2 if that is down at the time, for half of its own outage; without both it has no room.
        double moving = States.Phi([350, 30], Design.MeanDownTimeHours);
        double missing = 1 - ((1 - moving) * (1 - (zone * 0.5)));
        double expected = isBound ? zone : zone * (((1 - zone) * missing) + zone);
        design.Unavailabilities["serve"].ShouldBe(expected, expected * 1e-9);
    }

    [Fact]
    public void An_outage_of_it_alone_interrupts_nothing() =>
        Create("availability: 50%, meanDownTime: 10h").Without("vault", "serve").ShouldBeLessThan(2 * Node);
}
