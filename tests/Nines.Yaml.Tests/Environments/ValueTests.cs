using Nines.Environments.Specs;
using Nines.Text;

namespace Nines.Yaml.Tests.Environments;

/// <summary>The ways to write a value, and what each means.</summary>
public sealed class ValueTests
{
    [Theory]
    [InlineData("99.99%", 1e-4)]
    [InlineData("\"99.99%\"", 1e-4)]
    [InlineData("99.99 %", 1e-4)]
    [InlineData("0.9999", 1e-4)]
    [InlineData("99.9999999%", 1e-9)]
    [InlineData("1", 0)]
    [InlineData("100%", 0)]
    [InlineData("0", 1)]
    [InlineData("{ availability: 99.99% }", 1e-4)]
    [InlineData("{ unavailability: 0.0001 }", 1e-4)]
    [InlineData("{ unavailability: 1e-4 }", 1e-4)]
    [InlineData("{ unavailability: 0.01% }", 1e-4)]
    [InlineData("{ meanUpTime: 9999h, meanDownTime: 1h }", 1e-4)]
    public void An_availability_is_kept_as_the_exact_unavailability(string text, double expected) =>
        Component($"availability: {text}").Availability.ShouldNotBeNull().Unavailability.ShouldBe(expected);

    [Theory]
    [InlineData("30s", 30)]
    [InlineData("5m", 300)]
    [InlineData("1h30m", 5_400)]
    [InlineData("2d", 172_800)]
    [InlineData("500ms", 0.5)]
    [InlineData("1m500ms", 60.5)]
    [InlineData("1.5h", 5_400)]
    [InlineData("PT5M", 300)]
    [InlineData("P1DT2H", 93_600)]
    [InlineData("\"PT0.5S\"", 0.5)]
    public void A_duration_is_short_or_iso_8601(string text, double seconds) =>
        Component($"availability: 99%, meanDownTime: {text}").Availability.ShouldNotBeNull().MeanDownTime.ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData("500m", "512Mi", 0.5, 512L << 20)]
    [InlineData("2", "2Gi", 2, 2L << 30)]
    [InlineData("0.25", "1G", 0.25, 1_000_000_000)]
    [InlineData("\"1\"", "1048576", 1, 1 << 20)]
    [InlineData("1500m", "1.5Gi", 1.5, 3L << 29)]
    public void Resources_are_kubernetes_quantities(string cpu, string memory, double cores, long bytes)
    {
        WorkloadSpec workload = Reading.Valid(Stamps() + $"workloads: {{ web: {{ cpu: {cpu}, memory: {memory} }} }}\n").Workloads[0];

        (workload.Cpu, workload.Memory).ShouldBe((cores, bytes));
    }

    [Theory]
    [InlineData("", 1, 1)]
    [InlineData("replicas: 2", 2, 1)]
    [InlineData("replicas: 6", 6, 5)]
    [InlineData("replicas: 6, needed: 6", 6, 6)]
    public void A_workload_can_lose_one_replica_by_default(string entries, int replicas, int needed)
    {
        WorkloadSpec workload = Reading.Valid(Stamps() + $"workloads: {{ web: {{ {entries} }} }}\n").Workloads[0];

        (workload.Replicas, workload.Needed, workload.Namespace, workload.Spread, workload.ServesRequests)
            .ShouldBe((replicas, needed, "default", SpreadKind.Zone, true));
    }

    [Fact]
    public void Every_form_of_requirement_is_read()
    {
        RequirementSpec requires = Reading.Valid(
            """
            name: x
            components:
              a: { availability: 99% }
              b: { availability: 99% }
            journeys:
              j:
                requires:
                  - a
                  - { any: [a, b] }
                  - { atLeast: 2, of: [a, b, [a, b]] }
                  - { active: a, standby: b, detection: 30s, switchover: 1m, coverage: 99%, manual: 1h, testInterval: 30d }
            """).Journeys[0].Requires.ShouldNotBeNull();

        CombinedRequirement all = requires.ShouldBeOfType<CombinedRequirement>();
        (all.Needed, all.Items.Length).ShouldBe((4, 4));
        all.Items[0].ShouldBeOfType<ReferenceRequirement>().Name.ShouldBe("a");
        all.Items[1].ShouldBeOfType<CombinedRequirement>().Needed.ShouldBe(1);
        all.Items[2].ShouldBeOfType<CombinedRequirement>().Needed.ShouldBe(2);
        StandbyRequirement standby = all.Items[3].ShouldBeOfType<StandbyRequirement>();
        standby.Failover.ShouldBe(new FailoverSpec(TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1), 0.99, TimeSpan.FromHours(1)));
        standby.TestInterval.ShouldBe(TimeSpan.FromDays(30));
    }

    [Fact]
    public void Two_clusters_may_use_the_same_pod_addresses() => Reading.Valid(Stamps("10.1.0.0/16", "10.2.0.0/16"));

    [Fact]
    public void Two_networks_that_never_meet_may_use_the_same_addresses() => Reading.Valid(Stamps("10.1.0.0/16", "10.1.0.0/16"));

    [Fact]
    public void Two_networks_that_meet_in_a_hub_may_not() =>
        Reading.Faults(Stamps("10.1.0.0/16", "10.1.128.0/17", ", hub: h") + "hubs: { h: { onPremises: { addresses: [192.168.0.0/16], vpn: { gatewaySku: VpnGw1AZ } } } }\n")
            .ShouldBe(["env.yaml:8:31: 10.1.128.0/17 (the network of 'blue') overlaps 10.1.0.0/16 (the network of 'green', line 4). Choose blocks that share no address."]);

    [Fact]
    public void A_requirement_may_cross_regions_without_going_round() =>
        Reading.Valid(
            Stamps() + "components:\n  a: { availability: 99%, regions: [green, blue], requires: b }\n  b: { availability: 99%, regions: [blue], requires: green.c }\n  c: { availability: 99%, regions: [green] }\njourneys: { j: { requires: a } }\n");

    [Fact]
    public void A_cycle_of_names_across_regions_is_accepted() =>
        Reading.Valid(
            Stamps() + "components:\n  a: { availability: 99%, regions: [green, blue], requires: green.b }\n  b: { availability: 99%, regions: [green] }\n  c: { availability: 99%, regions: [blue], requires: blue.a }\njourneys: { j: { requires: [a, c] } }\n");

    [Fact]
    public void An_edit_is_read_like_the_file_itself()
    {
        DocumentNode root = YamlDocument.Parse(Reading.Example("hybrid.yaml"), Reading.File).Value.ShouldNotBeNull();

        DocumentNode edited = DocumentEdit.Set(root, "regions.weu.cluster.tier", Tier("premium")).Value.ShouldNotBeNull();
        EnvironmentReader.Read(edited, Reading.Catalogue, Reading.Sizes).Value.ShouldNotBeNull().Regions[0].Cluster.ShouldNotBeNull().Tier.ShouldBe(ClusterTier.Premium);

        DocumentNode wrong = DocumentEdit.Set(root, "regions.weu.cluster.tier", Tier("gold")).Value.ShouldNotBeNull();
        EnvironmentReader.Read(wrong, Reading.Catalogue, Reading.Sizes).Diagnostics.ShouldHaveSingleItem().ToString()
            .ShouldBe("tier=gold: 'gold' is not a cluster tier. Valid: free, standard, premium.");

        static ScalarNode Tier(string value) => new(new SourcePosition($"tier={value}", 0, 0), value, IsQuoted: false);
    }

    [Fact]
    public void A_json_file_may_name_its_schema() =>
        Reading.Valid("{\"$schema\": \"x.json\", \"name\": \"x\", \"components\": {\"a\": {\"availability\": 0.99}}, \"journeys\": {\"j\": {\"requires\": \"a\"}}}")
            .Components[0].Availability.ShouldNotBeNull().Unavailability.ShouldBe(0.01);

    private static ComponentSpec Component(string entries) =>
        Reading.Valid($"name: x\ncomponents: {{ a: {{ {entries} }} }}\njourneys: {{ j: {{ requires: a }} }}\n").Components[0];

    private static string Stamps(string green = "10.1.0.0/16", string blue = "10.2.0.0/16", string more = "")
    {
        const string cluster = "    cluster: { podAddresses: 10.244.0.0/16, nodePools: { a: { size: Standard_D2s_v5, mode: system, count: 3 } } }\n";
        return "name: x\nregions:\n"
            + $"  green:\n    network: {{ addressSpace: [{green}]{more} }}\n    location: eastus2\n{cluster}"
            + $"  blue:\n    network: {{ addressSpace: [{blue}]{more} }}\n    location: centralus\n{cluster}";
    }
}
