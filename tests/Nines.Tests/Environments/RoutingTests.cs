namespace Nines.Tests.Environments;

/// <summary>Requests over two regions: both lost, or one lost and its share of the load not moved yet.</summary>
public sealed class RoutingTests
{
    private const double Region = 0.001;
    private const double Ingress = 0.01;
    private const double FrontDoor = 0.0001;

    public static readonly (string, double)[] Numbers = [("region/default", Region), ("lb/standard", Ingress), ("frontdoor/standard", FrontDoor)];

    /// <summary>Two stamps that each are an ingress in a region.</summary>
    public static double TwoStamps(double firstShare, double secondShare, double seconds, double coverage)
    {
        var states = new States();
        int routing = states.Add(FrontDoor);
        int[] stamp = states.Add(2, States.Series(Region, Ingress));
        double phi = States.Phi(seconds, States.SeriesMeanDownTime((Region, 1), (Ingress, 1)), coverage);
        int first = states.Add(phi * firstShare), second = states.Add(phi * secondShare);
        return states.Probability(down => down[routing] || (down[stamp[0]] && down[stamp[1]])
            || (down[stamp[0]] && down[first]) || (down[stamp[1]] && down[second]));
    }

    private static double Serve(string method, string first, string second) => new Design($$"""
        name: x
        regions:
          blue: { location: westeurope, network: { ingress: { kind: loadBalancer } } }
          green: { location: northeurope, network: { ingress: { kind: loadBalancer } } }
        globalRouting:
          kind: frontDoor
          method: {{method}}
          origins: { blue: { {{first}} }, green: { {{second}} } }
          failover: { detection: 60s, switchover: 0s, coverage: 0.99 }
        """, Numbers).Unavailabilities["serve"];

    [Fact]
    public void Weights_share_the_load() =>
        States.ShouldAgree(Serve("weighted", "weight: 300", "weight: 100"), TwoStamps(0.75, 0.25, 60, 0.99));

    [Fact]
    public void By_latency_each_region_has_the_same_share() => States.ShouldAgree(Serve("latency", "", ""), TwoStamps(0.5, 0.5, 60, 0.99));

    [Fact]
    public void By_priority_the_second_region_has_no_load_to_move() =>
        States.ShouldAgree(Serve("priority", "priority: 1", "priority: 2"), TwoStamps(1, 0, 60, 0.99));

    [Fact]
    public void Without_routing_each_region_serves_its_own_users()
    {
        var design = new Design("""
            name: x
            regions:
              blue: { location: westeurope, network: { ingress: { kind: loadBalancer } } }
              green: { location: northeurope, network: { ingress: { kind: loadBalancer } } }
            """, Numbers);

        design.Unavailabilities.Keys.Order().ShouldBe(["serve/blue", "serve/green"]);
        States.ShouldAgree(design.Unavailabilities["serve/blue"], States.Series(Region, Ingress));
    }

    [Fact]
    public void The_loss_of_a_region_leaves_the_other_one() =>
        States.ShouldAgree(new Design("""
            name: x
            regions:
              blue: { location: westeurope, network: { ingress: { kind: loadBalancer } } }
              green: { location: northeurope, network: { ingress: { kind: loadBalancer } } }
            globalRouting: { kind: frontDoor, method: priority, origins: { blue: { priority: 1 }, green: { priority: 2 } } }
            """, Numbers).Without("blue", "serve"), States.Series(FrontDoor, Region, Ingress));
}
