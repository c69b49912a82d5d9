namespace Nines.Cli.Tests.BadInput;

/// <summary>Environments that are wrong, as a user would see them refused. The wording of each fault is held in Nines.Yaml.Tests.</summary>
public sealed class EnvironmentRefusalTests
{
    private const string Region = """
        name: x
        regions:
          weu:
            location: westeurope
            zones: [1, 2, 3]
            network: { ingress: { kind: loadBalancer } }
            cluster: { nodePools: { a: { size: Standard_D4s_v5, mode: system, count: 3 } } }

        """;

    private const string TwoRegions = Region + """
          neu: { location: northeurope, cluster: { nodePools: { a: { size: Standard_D4s_v5, mode: system, count: 3 } } } }

        """;

    [Theory]
    [InlineData("regoins: {}\n", "-:1:1: An environment has no key 'regoins'. Did you mean 'regions'?")]
    [InlineData(Region + "workloads: [web]\n", "-:8:12: Expected workloads by name, found a list.")]
    [InlineData(Region + "availabilities: { node: 101% }\n", "-:8:25: Expected an availability such as 99.95% or 0.9995, found '101%', which is outside 0% to 100%.")]
    [InlineData(Region + "availabilities: { node: .nan }\n", "-:8:25: Expected an availability such as 99.95% or 0.9995, found '.nan'.")]
    [InlineData(Region + "availabilities: { node: { availability: 99%, meanDownTime: 0s } }\n", "-:8:60: The duration '0s' is out of range")]
    [InlineData("name: x\ncomponents: { a: { requires: b }, b: { requires: a } }\njourneys: { j: { requires: a } }\n", "These requirements form a cycle: a -> b -> a.")]
    [InlineData(Region + "workloads: { w: { requires: databse } }\n", "-:8:29: Nothing is called 'databse'.")]
    [InlineData(Region + "workloads: { w: { replicas: 2, needed: 3 } }\n", "-:8:40: 3 replicas are needed, but there are only 2.")]
    [InlineData(Region + "workloads: { w: { replicas: 99999999999999999999 } }\n", "-:8:29: Expected replicas as a whole number from 1 to 1,000")]
    [InlineData(Region + "objectives: { serv: 99% }\n", "-:8:15: There is no journey 'serv'. Did you mean 'serve'?")]
    [InlineData(Region + "objectives: { kubernetes-api/weu: 99% }\n", "-:8:15: There is no journey 'kubernetes-api/weu'. Did you mean 'kubernetes-api'?")]
    [InlineData(TwoRegions + "objectives: { kubernetes-api/nue: 99% }\n", "-:9:15: There is no journey 'kubernetes-api/nue'. Did you mean 'kubernetes-api/neu'?")]
    [InlineData(TwoRegions + "objectives: { a/b/c: 99% }\n", "-:9:15: 'a/b/c' cannot be a name here.")]
    [InlineData(TwoRegions + "globalRouting: { kind: frontDoor, origins: { weu: , neu: } }\n", "-:9:53: Requests are sent to 'neu', which has neither an ingress nor a workload that serves requests.")]
    [InlineData("name: x\nregions: { weu: { location: westeurope } }\n", "-:1:1: No journey can be made from what is there")]
    [InlineData("name: x\nhubs: { h: { onPremises: { vpn: { gatewaySku: VpnGw1 } } } }\n", "-:1:1: The environment is empty")]
    [InlineData(Region + "measurements: [m.csv, m.csv]\n", "-:8:23: m.csv is duplicated.")]
    [InlineData("name: x\ncomponents: { a: { availability: 99%, replicas: 1000 } }\ncommonCauses: { c: { members: [a], mgl: [0.5, 0.5, 0.5] } }\njourneys: { j: { requires: a } }\n", "-:3:17: Common cause 'c': 1000 members need more than")]
    public async Task An_invalid_environment_is_refused_with_the_position(string yaml, string expected) =>
        Refusal.Of(await NinesRun.WithInput(yaml, "predict", "-")).ShouldContain(line => line.Contains(expected, StringComparison.Ordinal));

    [Fact]
    public async Task Overlapping_address_blocks_are_reported_with_both_positions() =>
        Refusal.Of(await NinesRun.WithInput(
                Region.Replace("network: {", "network: { addressSpace: [10.0.0.0/8, 10.1.0.0/16],", StringComparison.Ordinal), "predict", "-"))
            .ShouldHaveSingleItem()
            .ShouldBe("-:6:43: 10.1.0.0/16 (the network of 'weu') overlaps 10.0.0.0/8 (the network of 'weu', line 6). Choose blocks that share no address.");

    [Fact]
    public async Task All_errors_are_reported_at_once_in_the_order_of_the_text()
    {
        string[] lines = Refusal.Of(await NinesRun.WithInput(
            """
            name: 12
            regions:
              weu:
                locaton: westeurope
                zones: [1, 4]
                cluster: { tier: gold, nodePools: { a: { size: 5, mode: system, count: -1 } } }
            workloads: { w: { replicas: 1, needed: 2, cpu: 0, colour: red } }
            objectives: { serve: 101% }
            """,
            "predict", "-"));

        int[] places = [.. lines.Select(line => int.Parse(line.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture))];
        places.ShouldBe(places.Order());
        places.Distinct().ShouldBe([1, 3, 4, 5, 6, 7, 8]);
        places.Count(line => line == 6).ShouldBe(3);
        places.Count(line => line == 7).ShouldBe(3);
    }

    [Fact]
    public async Task A_short_file_cannot_ask_for_ten_million_replicas()
    {
        string components = string.Concat(Enumerable.Range(0, 10_000).Select(i => $"  c{i}: {{ availability: 99%, replicas: 1000 }}\n"));

        Refusal.Of(await NinesRun.WithInput($"name: x\ncomponents:\n{components}journeys: {{ j: {{ requires: c0 }} }}\n", "predict", "-"))
            .ShouldHaveSingleItem()
            .ShouldStartWith("-:2:1: The environment has 10,000,000 replicas, pods and nodes");
    }

    [Fact]
    public async Task A_long_list_of_errors_is_truncated()
    {
        string unknown = string.Concat(Enumerable.Range(0, 5_000).Select(i => $"k{i}: 1\n"));

        Refusal.Of(await NinesRun.WithInput("name: x\n" + unknown, "predict", "-")).Length.ShouldBeInRange(150, 201);
    }
}
