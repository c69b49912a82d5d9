using Nines.Environments.Predictions;

namespace Nines.Tests.Environments;

/// <summary>Advice about services, regions and components: what each rule changes, and its effect against the sum over all states.</summary>
public sealed class ServiceAdviceTests
{
    private const double Region = 0.001;

    [Theory]
    [InlineData("", 0.02)]
    [InlineData("zones: [1, 2], ", 0.01)]
    public void A_paid_tier_for_the_API_server(string zones, double paid)
    {
        var design = new Design(
            $"name: x\nregions:\n  weu: {{ location: westeurope, {zones}cluster: {{ nodePools: {{ a: {{ mode: system, size: Standard_D4s_v5, count: 1 }} }} }} }}\n",
            ("region/default", Region), ("aks.apiserver/free", 0.03), ("aks.apiserver/standard", 0.02), ("aks.apiserver/standard-zones", 0.01));
        JourneyChange change = design.Advice("paid-tier:weu", "kubernetes-api");

        design.Edits("paid-tier:weu").ShouldBe(["regions.weu.cluster.tier: nothing -> standard"]);
        States.ShouldAgree(change.Before, States.Series(Region, 0.03));
        States.ShouldAgree(change.After, States.Series(Region, paid));
    }

    [Fact]
    public void A_replica_of_the_registry_in_the_paired_region()
    {
        const double registry = 0.02, premium = 0.01, entra = 0.003;
        var design = new Design("""
            name: x
            regions:
              weu: { location: westeurope, cluster: { nodePools: { a: { mode: system, size: Standard_D4s_v5, count: 1 } } } }
            registry: { region: weu }
            """, ("region/default", Region), ("acr/standard", registry), ("acr/premium", premium), ("entra/default", entra));
        JourneyChange change = design.Advice("geo-replica", "pull-image");

        // Without the region nothing is pulled there; the other replica is reached after 60 s + 60 s in 99 of 100 cases.
        var states = new States();
        int home = states.Add(Region), other = states.Add(Region), id = states.Add(entra), near = states.Add(premium), far = states.Add(premium);
        int moves = states.Add(States.Phi(120, States.SeriesMeanDownTime((Region, 1), (premium, 1)), 0.99));
        double expected = states.Probability(down => down[home] || down[id] || (down[near] && (down[other] || down[far] || down[moves])));

        design.Edits("geo-replica").ShouldBe(["registry.sku: nothing -> premium", "registry.geoReplicas.northeurope: nothing -> {}"]);
        States.ShouldAgree(change.Before, States.Series(Region, entra, registry));
        States.ShouldAgree(change.After, expected);
    }

    [Fact]
    public void A_second_region_behind_Front_Door()
    {
        var design = new Design("""
            name: x
            regions:
              weu:
                location: westeurope
                network: { ingress: { kind: loadBalancer } }
                cluster: { nodePools: { a: { mode: system, size: Standard_D4s_v5, count: 1 } } }
            workloads: { web: { replicas: 1 } }
            """, RoutingTests.Numbers);
        JourneyChange change = design.Advice("second-region", "serve");

        // Half of the requests go to each region; Front Door leaves one after 60 s + 5 s in 999 of 1,000 cases.
        States.ShouldAgree(change.Before, States.Series(Region, 0.01));
        States.ShouldAgree(change.After, RoutingTests.TwoStamps(0.5, 0.5, 65, 0.999));
    }

    [Fact]
    public void Faster_probes_of_two_regions()
    {
        var design = new Design("""
            name: x
            regions:
              blue: { location: westeurope, network: { ingress: { kind: loadBalancer } } }
              green: { location: northeurope, network: { ingress: { kind: loadBalancer } } }
            globalRouting: { kind: frontDoor, method: latency, origins: { blue: {}, green: {} } }
            """, RoutingTests.Numbers);
        JourneyChange change = design.Advice("probes", "serve");

        design.Edits("probes").ShouldBe(["globalRouting.failover.detection: nothing -> 10s"]);
        States.ShouldAgree(change.Before, RoutingTests.TwoStamps(0.5, 0.5, 65, 0.999));
        States.ShouldAgree(change.After, RoutingTests.TwoStamps(0.5, 0.5, 15, 0.999));
    }

    [Theory]
    [InlineData("", "replicas: nothing -> 2", "needed: nothing -> 1", 0.1, 0.01)]
    [InlineData(", replicas: 2, needed: 2", "replicas: 2 -> 3", "needed: 2 -> 2", 0.19, 0.028)]
    public void One_more_instance_than_is_needed(string replicas, string first, string second, double before, double after)
    {
        var design = new Design($"name: x\ncomponents: {{ db: {{ availability: 90%{replicas} }} }}\njourneys: {{ order: {{ requires: db }} }}\n");
        JourneyChange change = design.Advice("instance:db", "order");

        design.Edits("instance:db").ShouldBe([$"components.db.{first}", $"components.db.{second}"]);
        States.ShouldAgree(change.Before, before);
        States.ShouldAgree(change.After, after);
    }

    [Theory]
    [InlineData(3, 2)]
    [InlineData(5, 3)]
    [InlineData(4, 1)]
    public void A_component_of_which_some_are_needed_gets_one_more(int replicas, int needed)
    {
        JourneyChange change = new Design($"name: x\ncomponents: {{ db: {{ availability: 90%, replicas: {replicas}, needed: {needed} }} }}\njourneys: {{ order: {{ requires: db }} }}\n")
            .Advice("instance:db", "order");

        States.ShouldAgree(change.Before, Fewer(replicas));
        States.ShouldAgree(change.After, Fewer(replicas + 1));

        double Fewer(int members)
        {
            var states = new States();
            int[] member = states.Add(members, 0.1);
            return states.Probability(down => member.Count(i => !down[i]) < needed);
        }
    }

    [Theory]
    [InlineData("directory: { label: Entra ID, availability: 99% }", "directory")]
    [InlineData("directory: { service: entra }", "directory")]
    [InlineData("traffic-manager: { availability: 99% }", "traffic-manager")]
    [InlineData("door: { service: frontdoor/standard }", "door")]
    public void A_service_of_which_there_is_only_one_gets_no_second(string component, string name) =>
        new Design($"name: x\ncomponents: {{ {component} }}\njourneys: {{ order: {{ requires: {name} }} }}\n")
            .Proposals.ShouldBeEmpty();

    [Fact]
    public void Advice_is_ranked_by_the_journeys_that_have_an_objective()
    {
        const string text = "name: x\ncomponents: { a: { availability: 99% }, b: { availability: 90% } }\njourneys: { first: { requires: a }, second: { requires: b } }\n";

        new Design(text).Ranking.ShouldBe(["instance:b", "instance:a"]);
        new Design(text + "objectives: { first: 99.9% }\n").Ranking.ShouldBe(["instance:a"]);
    }
}
