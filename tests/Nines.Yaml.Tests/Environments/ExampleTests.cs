using Nines.Environments.Specs;

namespace Nines.Yaml.Tests.Environments;

public sealed class ExampleTests
{
    [Fact]
    public void The_hybrid_environment_is_read_as_written()
    {
        EnvironmentSpec spec = Reading.Valid(Reading.Example("hybrid.yaml"));

        RegionSpec region = spec.Regions.ShouldHaveSingleItem();
        region.Location.ShouldBe("westeurope");
        region.Zones.ShouldBe([1, 2, 3]);
        region.Network.Ingress.ShouldNotBeNull().Kind.ShouldBe(IngressKind.ApplicationGateway);
        OnPremisesSpec link = region.Network.OnPremises.ShouldNotBeNull();
        link.ExpressRoute.ShouldNotBeNull().Circuits.ShouldHaveSingleItem().ShouldBe(new CircuitSpec("primary", "Amsterdam"));
        link.Failover.Coverage.ShouldBe(0.99);
        link.Failover.Detection.ShouldBe(TimeSpan.FromSeconds(30));
        NodePoolSpec pool = region.Cluster.ShouldNotBeNull().NodePools[1];
        (pool.Name, pool.Min, pool.Max, pool.Count).ShouldBe(("pool3", 1, 10, null));
        pool.Labels["environment"].ShouldBe("Prod");
        region.Cluster.Name.ShouldBe("weu");
        WorkloadSpec shop = spec.Workloads.ShouldHaveSingleItem();
        (shop.Cpu, shop.Memory, shop.Needed).ShouldBe((0.5, 512L << 20, 4));
        spec.Identity.ShouldNotBeNull().Groups[0].Namespaces.ShouldBe(["dev"]);
        spec.Identity.Groups[1].Namespaces.ShouldBeEmpty();
        spec.Objectives["serve"].ShouldBe(0.001);
        spec.Objectives["on-premises"].ShouldBe(0.0005);
    }

    [Fact]
    public void Two_regions_share_one_anchored_table_of_node_pools()
    {
        EnvironmentSpec spec = Reading.Valid(Reading.Example("two-regions.yaml"));

        spec.Regions.Length.ShouldBe(2);
        spec.Regions[1].Cluster.ShouldNotBeNull().NodePools.Length.ShouldBe(2);
        spec.GlobalRouting.ShouldNotBeNull().Origins.ShouldBe([new OriginSpec("green", 500, 1), new OriginSpec("blue", 500, 1)]);
        spec.Registry.ShouldNotBeNull().GeoReplicas.ShouldBe([new GeoReplicaSpec("blue")]);
        spec.Workloads[0].Cpu.ShouldBe(1);
    }

    [Fact]
    public void Shared_services_are_components_that_journeys_require()
    {
        EnvironmentSpec spec = Reading.Valid(Reading.Example("shared-services.yaml"));

        spec.Components.Length.ShouldBe(8);
        spec.Components[0].Availability.ShouldNotBeNull().Unavailability.ShouldBe(1e-4);
        CombinedRequirement requires = spec.Journeys.ShouldHaveSingleItem().Requires.ShouldBeOfType<CombinedRequirement>();
        requires.Needed.ShouldBe(1);
        requires.Items.Select(item => item.ShouldBeOfType<ReferenceRequirement>().Name).ShouldBe(["stack-1", "stack-2"]);
        spec.Objectives["sign-in-and-use"].ShouldBe(0.001);
    }
}
