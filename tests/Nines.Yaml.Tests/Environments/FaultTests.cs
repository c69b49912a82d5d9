namespace Nines.Yaml.Tests.Environments;

/// <summary>What people see for each mistake: place, what is wrong, and how to mend it.</summary>
public sealed class FaultTests
{
    private const string ByHand =
        "Otherwise, state availability and meanDownTime instead of service (availability: 99.9%, meanDownTime: 30m), or add the service to a file for --catalogue.";

    private const string Region = "name: x\nregions:\n  weu:\n    location: westeurope\n    zones: [1, 2]\n    cluster:\n      nodePools:\n        a: { size: Standard_D2s_v5, mode: system, count: 3, zones: [1, 2] }\n";

    [Theory]
    // Keys
    [InlineData("name: x\nregion: {}\n", "env.yaml:2:1: An environment has no key 'region'. Did you mean 'regions'?")]
    [InlineData("regions: {}\nname: [x]\n", "env.yaml:2:7: Expected a name, found a list.")]
    [InlineData("journeys: {}\n", "env.yaml:1:1: An environment needs the key 'name'.")]
    [InlineData("- a\n", "env.yaml:1:1: Expected an environment, which is a mapping, found a list.")]
    [InlineData("just text\n", "env.yaml:1:1: Expected an environment, which is a mapping, found 'just text'.")]
    [InlineData("name: x\ncomponents: [a]\n", "env.yaml:2:13: Expected components by name, found a list. Write a mapping: each name, a colon, and its value.")]
    [InlineData("name: x\ncomponents:\n  A_b: { availability: 99% }\njourneys: { j: { requires: A_b } }\n", "env.yaml:3:3: 'A_b' cannot be a name here. A name has lower-case letters, digits and dashes, starts with a letter, and is at most 63 long.|env.yaml:4:28: 'A_b' cannot be a reference. A name is one of this file or of the model, with its region and a dot in front if need be.")]
    // Scalars
    [InlineData("name: 12\n", "env.yaml:1:7: Expected a name, found 12, which YAML reads as a number or a boolean. Write \"12\" in quotes.")]
    [InlineData("name:\n", "env.yaml:1:6: Expected a name, found nothing. Write a value after the colon, or remove the key.")]
    public void A_wrong_type_is_reported_with_its_position(string yaml, string expected) => Check(yaml, expected);

    [Theory]
    [InlineData("availability: 99.95", "Expected an availability such as 99.95% or 0.9995, found '99.95', which is outside 0 to 1. Did you mean 99.95%?")]
    [InlineData("availability: 101%", "Expected an availability such as 99.95% or 0.9995, found '101%', which is outside 0% to 100%.")]
    [InlineData("availability: .nan", "Expected an availability such as 99.95% or 0.9995, found '.nan'.")]
    [InlineData("availability: .inf", "Expected an availability such as 99.95% or 0.9995, found '.inf'.")]
    [InlineData("availability: \"99,9%\"", "Expected an availability such as 99.95% or 0.9995, found '99,9%'. Write the decimal mark as a point.")]
    [InlineData("unavailability: -1", "Expected an unavailability such as 5% or 0.05, found '-1', which is outside 0 to 1.")]
    public void A_wrong_probability_is_reported(string entry, string expected) =>
        Check($"name: x\ncomponents: {{ a: {{ {entry} }} }}\njourneys: {{ j: {{ requires: a }} }}\n", $"env.yaml:2:{19 + entry.IndexOf(' ') + 2}: {expected}");

    [Theory]
    [InlineData("30", "Expected a duration such as 30s, 5m, 1h30m or 2d, found '30'. Add the unit: 30s, 30m or 30h.")]
    [InlineData("5x", "Expected a duration such as 30s, 5m, 1h30m or 2d, found '5x'.")]
    [InlineData("0s", "The duration '0s' is out of range: more than 0s and at most 365000d.")]
    [InlineData("400000d", "The duration '400000d' is out of range: more than 0s and at most 365000d.")]
    [InlineData("99999999999999999999999999999999999999d", "The duration '99999999999999999999999999999999999999d' is out of range: more than 0s and at most 365000d.")]
    [InlineData("P", "Expected a duration such as 30s, 5m, 1h30m or 2d, found 'P'.")]
    [InlineData("PT", "Expected a duration such as 30s, 5m, 1h30m or 2d, found 'PT'.")]
    public void A_wrong_duration_is_reported(string text, string expected) =>
        Check($"name: x\ncomponents: {{ a: {{ availability: 99%, meanDownTime: {text} }} }}\njourneys: {{ j: {{ requires: a }} }}\n", $"env.yaml:2:53: {expected}");

    [Theory]
    [InlineData("availability: 99%, unavailability: 0.1", "env.yaml:2:39: 'availability' and 'unavailability' both say how available it is. Remove one of them.")]
    [InlineData("meanUpTime: 10d", "env.yaml:2:20: 'meanUpTime' needs 'meanDownTime' too.")]
    [InlineData("meanDownTime: 1h", "env.yaml:2:20: 'meanDownTime' alone does not say how available it is. Give availability or meanUpTime too.")]
    [InlineData("label: A", "env.yaml:2:15: Nothing says how available 'a' is. Give availability, service or requires.")]
    [InlineData("service: sqldb, availability: 99%", "env.yaml:2:20: The availability is stated and also taken from a catalogue service. Remove one of them.")]
    [InlineData("service: sqlbd", "env.yaml:2:29: The catalogue has no service 'sqlbd'. Did you mean 'sqldb'? " + ByHand)]
    [InlineData("service: sqldb/zone-redundent", "env.yaml:2:29: The catalogue has no service 'sqldb/zone-redundent'. Did you mean 'sqldb/zone-redundant'? " + ByHand)]
    [InlineData("availability: 99%, replicas: 2, needed: 3", "env.yaml:2:60: 3 replicas are needed, but there are only 2. Raise replicas, or lower needed.")]
    [InlineData("availability: 99%, replicas: 1001", "env.yaml:2:49: Expected replicas as a whole number from 1 to 1,000, found '1001'.")]
    [InlineData("availability: 99%, replicas: \"2\"", "env.yaml:2:49: Expected replicas as a whole number from 1 to 1,000, found a text in quotes. Remove the quotes.")]
    [InlineData("availability: 99%, region: nowhere", "env.yaml:2:47: There is no region 'nowhere'.")]
    [InlineData("availability: { unavailability: 0.1, meanDownTime: 1h }, meanDownTime: 2h", "env.yaml:2:77: 'meanDownTime' is duplicated, inside 'availability' and beside it. Remove one of them.")]
    public void A_component_that_contradicts_itself_is_reported(string entries, string expected) =>
        Check($"name: x\ncomponents: {{ a: {{ {entries} }} }}\njourneys: {{ j: {{ requires: a }} }}\n", expected);

    [Theory]
    [InlineData("b", "env.yaml:3:28: Nothing is called 'b'. Valid: a, entra, journey.j.")]
    [InlineData("journey.on-premises", "env.yaml:3:28: The journey 'on-premises' does not apply: there is no region with a link to on-premises. Remove the reference, or define the journey under journeys.")]
    [InlineData("[]", "env.yaml:3:28: Expected 1 to 10,000 requirements, found 0.")]
    [InlineData("{}", "env.yaml:3:28: The requirement is empty. Write { all: [..] }, { any: [..] }, { atLeast: 2, of: [..] }, { each: regions, of: x } or { active: x, standby: y }.")]
    [InlineData("{ all: [a], any: [a] }", "env.yaml:3:28: The requirement mixes forms that exclude each other. Write { all: [..] }, { any: [..] }, { atLeast: 2, of: [..] }, { each: regions, of: x } or { active: x, standby: y }.")]
    [InlineData("{ atLeast: 2 }", "env.yaml:3:28: The requirement needs the key 'of' too.")]
    [InlineData("{ atLeast: 3, of: [a, a] }", "env.yaml:3:39: 3 are required, but the list has only 2. Lower atLeast, or add to the list.")]
    [InlineData("{ active: a }", "env.yaml:3:28: The requirement needs the key 'standby' too.")]
    [InlineData("{ al: [a] }", "env.yaml:3:28: The requirement is empty. Write { all: [..] }, { any: [..] }, { atLeast: 2, of: [..] }, { each: regions, of: x } or { active: x, standby: y }.|env.yaml:3:30: A requirement has no key 'al'. Did you mean 'all'?")]
    [InlineData("journey.j", "env.yaml:3:28: These requirements form a cycle: journey.j -> journey.j. Remove one of these requirements.")]
    public void A_wrong_requirement_is_reported(string requires, string expected) =>
        Check($"name: x\ncomponents: {{ a: {{ availability: 99% }} }}\njourneys: {{ j: {{ requires: {requires} }} }}\n", expected);

    [Fact]
    public void A_requirement_of_requirements_has_a_bounded_depth() =>
        Check(
            $"name: x\ncomponents: {{ a: {{ availability: 99% }} }}\njourneys: {{ j: {{ requires: {new string('[', 30)}a{new string(']', 30)} }} }}\n",
            "env.yaml:3:52: A requirement is nested more than 24 deep. Give the inner part a name under components, and require that.");

    [Fact]
    public void A_cycle_is_reported_with_its_path() =>
        Check(
            "name: x\ncomponents:\n  a: { requires: b }\n  b: { requires: [c] }\n  c: { requires: { any: [a] } }\njourneys: { j: { requires: a } }\n",
            "env.yaml:5:26: These requirements form a cycle: a -> b -> c -> a. Remove one of these requirements.");

    [Fact]
    public void A_long_circle_is_cut_in_the_middle() =>
        Check(
            "name: x\ncomponents:\n" + string.Concat(Enumerable.Range(0, 10_000).Select(i => $"  c{i}: {{ requires: c{(i + 1) % 10_000} }}\n")) + "journeys: { j: { requires: c0 } }\n",
            "env.yaml:10002:22: These requirements form a cycle: c0 -> c1 -> c2 -> c3 -> c4 -> c5 -> c6 -> c7 -> c8 -> (9989 more) -> c9998 -> c9999 -> c0. Remove one of these requirements.");

    [Fact]
    public void A_workload_that_requires_its_stamp_is_a_cycle() =>
        Check(
            Region + "workloads:\n  web: { requires: stamp }\n",
            "env.yaml:10:20: These requirements form a cycle: web -> stamp -> web. Remove one of these requirements.");

    [Theory]
    [InlineData("workloads:\n  web: { pool: b }\n", "env.yaml:10:16: The cluster in 'weu' has no node pool 'b'. Valid: a.")]
    [InlineData("workloads:\n  web: { regions: [wue] }\n", "env.yaml:10:20: There is no region 'wue'. Did you mean 'weu'?")]
    [InlineData("workloads:\n  web: { replicas: 2, needed: 3 }\n", "env.yaml:10:31: 3 replicas are needed, but there are only 2. Raise replicas, or lower needed.")]
    [InlineData("workloads:\n  web: { spread: zones }\n", "env.yaml:10:18: 'zones' is not a spread. Did you mean 'zone'?")]
    [InlineData("workloads:\n  web: { memory: 512mb }\n", "env.yaml:10:18: Expected memory such as 512Mi or 2Gi, found '512mb'. Write 512Mi.")]
    [InlineData("workloads:\n  web: { cpu: 0 }\n", "env.yaml:10:15: Expected cores such as 500m or 2, found '0'.")]
    [InlineData("workloads:\n  web: { servesRequests: yes }\n", "env.yaml:10:26: Expected true or false, found 'yes'. Write true.")]
    [InlineData("workloads:\n  weu: {}\n", "env.yaml:10:3: A workload is called 'weu', and so is a region (line 3). Choose another name for one of them.")]
    [InlineData("workloads:\n  ingress: {}\n", "env.yaml:10:3: A workload cannot be called 'ingress': the model itself gives that name. Choose another name.")]
    [InlineData("registry: { zoneRedundant: true, geoReplicas: { eastus: } }\n", "env.yaml:9:34: A registry of SKU standard cannot be geo-replicated. Use sku: premium.")]
    [InlineData("registry: { sku: premium, region: weu, geoReplicas: { weu: } }\n", "env.yaml:9:55: The registry's home region 'weu' already holds it. Remove this replica.")]
    [InlineData("globalRouting: { kind: frontdoor, origins: { weu: { weight: 0, priority: 6 } } }\n", "env.yaml:9:24: 'frontdoor' is not a kind of global routing. Did you mean 'frontDoor'?|env.yaml:9:61: Expected a weight as a whole number from 1 to 1,000, found '0'.|env.yaml:9:74: Expected a priority as a whole number from 1 to 5, found '6'.")]
    [InlineData("globalRouting: { kind: frontDoor, origins: { wue: } }\n", "env.yaml:9:46: There is no region 'wue'. Did you mean 'weu'?")]
    [InlineData("hubs: { h: { region: wue, onPremises: { vpn: { gatewaySku: VpnGw1AZ } } } }\n", "env.yaml:9:22: There is no region 'wue'. Did you mean 'weu'?")]
    [InlineData("hubs: { h: { onPremises: { addresses: [10.0.0.0/8] } } }\n", "env.yaml:9:26: An on-premises link needs 'expressRoute', 'vpn' or both.")]
    [InlineData("objectives: { serv: 99% }\n", "env.yaml:9:15: There is no journey 'serv'. Did you mean 'serve'?")]
    [InlineData("objectives: { pull-image: 99% }\n", "env.yaml:9:15: The journey 'pull-image' does not apply: there is no registry. Remove the objective, or define the journey under journeys.")]
    [InlineData("journeys: { serv: {} }\n", "env.yaml:9:13: The journey 'serv' needs the key 'requires'. Or did you mean the default journey 'serve'?")]
    [InlineData("journeys: { deploy: { objective: 99% } }\nobjectives: { deploy: 99% }\n", "env.yaml:9:34: The objective of 'deploy' is duplicated, here and under objectives. Remove one of them.")]
    [InlineData("availabilities: { nod: 99% }\n", "env.yaml:9:19: Nothing is called 'nod'. Did you mean 'node'?")]
    [InlineData("allow: { ingress: [10.0.0.1/8], egress: [https://x.io] }\n", "env.yaml:9:20: The block '10.0.0.1/8' has bits set behind its prefix. Did you mean 10.0.0.0/8?|env.yaml:9:42: Expected a host name such as *.azurecr.io, or an address block such as 10.0.0.0/16, found 'https://x.io'. Write the host name alone, without https:// and path.")]
    [InlineData("identity: { groups: { g: { scope: clusters } } }\n", "env.yaml:9:35: 'clusters' is not a scope. Did you mean 'cluster'?")]
    [InlineData("measurements: [m.csv]\n", "env.yaml:9:16: Files of measurements cannot be read here. Name the environment file itself instead of piping it in.")]
    [InlineData("circuits: { c1: {} }\nhubs: { h: { onPremises: { expressRoute: { gatewaySku: ErGw1AZ, circuits: [c2] } } } }\n", "env.yaml:10:76: There is no circuit 'c2' under circuits. Did you mean 'c1'?")]
    [InlineData("hubs: { circuits: { onPremises: { vpn: { gatewaySku: VpnGw1AZ } } } }\n", "env.yaml:9:9: A hub cannot be called 'circuits': the model itself gives that name. Choose another name.")]
    [InlineData("journeys: { j: { requires: { each: regions, of: entra } } }\n", "env.yaml:9:28: No region has what 'of' names. Write { all: [..] }, or name something that regions have, such as ingress.")]
    [InlineData("journeys: { j: { requires: { each: zones, of: entra } } }\n", "env.yaml:9:36: 'zones' is not what to repeat. Valid: regions.")]
    [InlineData("journeys: { j: { requires: { each: regions, of: kubernetes-apj } } }\n", "env.yaml:9:49: Nothing is called 'kubernetes-apj'. Did you mean 'kubernetes-api'?")]
    [InlineData("journeys: { j: { requires: { each: regions, all: [entra] } } }\n", "env.yaml:9:28: The requirement mixes forms that exclude each other. Write { all: [..] }, { any: [..] }, { atLeast: 2, of: [..] }, { each: regions, of: x } or { active: x, standby: y }.")]
    [InlineData("components: { c: { availability: 99%, region: weu, zoneRedundant: true, zones: [1] } }\n", "env.yaml:9:73: What is zone-redundant is in no zone of its own. Remove zones, or zoneRedundant.")]
    public void Contradictions_are_reported(string rest, string expected) => Check(Region + rest, expected);

    [Theory]
    [InlineData("zones: [1, 3]", "env.yaml:7:72: Zone 3 is not among the zones of region 'weu'. The region has: 1, 2.")]
    [InlineData("zones: [1, 1]", "env.yaml:7:72: 1 is duplicated. Remove one.")]
    [InlineData("zones: [4]", "env.yaml:7:69: Expected a zone as a whole number from 1 to 3, found '4'.")]
    [InlineData("zones: 1", "env.yaml:7:68: Expected a list of zones, found '1'. Write [1].")]
    [InlineData("min: 1", "env.yaml:7:61: A pool that scales needs both limits: 'max' is missing. Give min and max, or count alone.")]
    [InlineData("min: 5, max: 4", "env.yaml:7:66: The fewest nodes, 5, are more than the most, 4. Swap min and max.")]
    [InlineData("min: 1, max: 2", "env.yaml:7:58: The count 3 is outside 1 to 2. Change count, min or max.")]
    [InlineData("min: 0, max: 3", "env.yaml:7:66: A system pool keeps at least 1 node. Write min: 1 or more.")]
    [InlineData("max: 2000, min: 1", "env.yaml:7:66: Expected nodes as a whole number from 1 to 1,000, found '2000'.")]
    [InlineData("os: windows", "env.yaml:7:65: A system pool runs Linux. Use os: linux, or mode: user.")]
    [InlineData("taints: [a]", "env.yaml:7:70: Expected a taint such as dedicated=gpu:NoSchedule, found 'a'.")]
    [InlineData("labels: { a b: c }", "env.yaml:7:71: 'a b' cannot be a name here. A name of a label has letters, digits, dots, dashes and underscores, optionally after a DNS prefix and a slash.")]
    public void A_wrong_node_pool_is_reported(string entry, string expected) =>
        Check(
            $"name: x\nregions:\n  weu:\n    location: westeurope\n    zones: [1, 2]\n    cluster: {{ nodePools: {{\n        a: {{ size: Standard_D2s_v5, mode: system, count: 3, {entry} }} }} }}\n",
            expected);

    [Theory]
    [InlineData("ingress: { kind: gateway }", "env.yaml:5:33: 'gateway' is not an ingress kind. Valid: applicationGateway, loadBalancer.")]
    [InlineData("ingress: { kind: loadBalancer, instances: 2 }", "env.yaml:5:47: A load balancer has no 'instances'. Remove it, or use kind: applicationGateway.")]
    [InlineData("addressSpace: [10.0.0.0]", "env.yaml:5:31: Expected an address block such as 10.0.0.0/16, found '10.0.0.0'. For one address write 10.0.0.0/32.")]
    [InlineData("addressSpace: [10.0.0.0/16, 10.0.1.0/24]", "env.yaml:5:44: 10.0.1.0/24 (the network of 'weu') overlaps 10.0.0.0/16 (the network of 'weu', line 5). Choose blocks that share no address.")]
    [InlineData("addressSpace: [10.0.0.0/16], onPremises: { addresses: [10.0.0.0/8], vpn: { gatewaySku: VpnGw1 } }", "env.yaml:5:71: 10.0.0.0/8 (on-premises of 'weu') overlaps 10.0.0.0/16 (the network of 'weu', line 5). Choose blocks that share no address.")]
    [InlineData("addressSpace: [fd00::/48, fd00::/56]", "env.yaml:5:42: fd00::/56 (the network of 'weu') overlaps fd00::/48 (the network of 'weu', line 5). Choose blocks that share no address.")]
    [InlineData("hub: h", "env.yaml:5:21: There is no hub 'h'.")]
    [InlineData("onPremises: { vpn: { gatewaySku: Basic, activeActive: true } }", "env.yaml:5:70: A VPN gateway of SKU Basic cannot be active-active. Use gatewaySku: VpnGw1AZ.")]
    [InlineData("onPremises: { vpn: { gatewaySku: VpnGw1ZA } }", "env.yaml:5:49: 'VpnGw1ZA' is not a VPN gateway SKU. Did you mean 'VpnGw1AZ'?")]
    [InlineData("onPremises: { expressRoute: { gatewaySku: ErGw1AZ, circuits: {} } }", "env.yaml:5:77: There are no circuits; at least 1 is required.")]
    public void A_wrong_network_is_reported(string entry, string expected) =>
        Check(
            $"name: x\nregions:\n  weu:\n    location: westeurope\n    network: {{ {entry} }}\n    cluster: {{ nodePools: {{ a: {{ size: Standard_D2s_v5, mode: system, count: 3 }} }} }}\n",
            expected);

    [Theory]
    [InlineData("beta: 5%, alpha: [50%, 50%]", "env.yaml:5:3: A common cause has one kind of factors. Give beta, mgl or alpha.")]
    [InlineData("alpha: [50%, 40%]", "env.yaml:5:33: The alpha factors add up to 0.9, not to 1.")]
    [InlineData("beta: 2", "env.yaml:5:32: Expected a factor such as 5% or 0.05, found '2', which is outside 0 to 1. Did you mean 2%?")]
    public void Wrong_factors_of_a_common_cause_are_reported(string factors, string expected) =>
        Check(
            $"name: x\ncomponents: {{ a: {{ availability: 99% }}, b: {{ availability: 99% }} }}\njourneys: {{ j: {{ requires: [a, b] }} }}\ncommonCauses:\n  c: {{ members: [a, b], {factors} }}\n".Replace("c: { members", "c:  { members"),
            expected);

    [Theory]
    [InlineData("[a, b]", "env.yaml:4:35: 'b' and 'a' have different availabilities, but a common cause needs equal ones. Split the group, or give both the same availability.")]
    [InlineData("[a, c]", "env.yaml:4:35: Nothing is called 'c'. Valid: a, b, entra, journey.j.")]
    public void Members_of_a_common_cause_are_alike(string members, string expected) =>
        Check(
            $"name: x\ncomponents: {{ a: {{ availability: 99% }}, b: {{ availability: 98% }} }}\njourneys: {{ j: {{ requires: [a, b] }} }}\ncommonCauses: {{ q: {{ members: {members}, beta: 5% }} }}\n",
            expected);

    [Theory]
    [InlineData("name: x\n", "env.yaml:1:1: The environment is empty: there is nothing to predict. Add regions with a cluster, or components and journeys; examples/ has files to start from.")]
    [InlineData("name: x\ncomponents: { a: { availability: 1 } }\n", "env.yaml:1:1: No journey can be made from what is there, so there is nothing to predict. Add regions with a cluster, or components and journeys; examples/ has files to start from.")]
    public void An_environment_without_journeys_is_reported(string yaml, string expected) => Check(yaml, expected);

    [Fact]
    public void All_errors_are_reported_at_once_in_the_order_of_the_file() => Reading.Faults(
        "name: X\nregionz: {}\nobjectives: { serve: 99.9 }\nworkloads: { a: { replicas: many } }\n").Length.ShouldBe(4);

    [Fact]
    public void Thousands_of_faults_are_cut_off_with_a_word_about_it()
    {
        string[] faults = Reading.Faults("name: x\ncomponents:\n" + string.Concat(Enumerable.Range(0, 2_000).Select(i => $"  c{i}: {{ requires: d{i} }}\n")));

        faults.Length.ShouldBe(201);
        faults[^1].ShouldBe("env.yaml: There are more errors than the 200 shown.");
    }

    [Theory]
    [InlineData("ingress: { kind: applicationGateway, instances: 0 }", "An Application Gateway that does not scale itself has 1 instance or more. Write instances: 2, or autoscale: true.")]
    [InlineData("egress: { kind: natGateway, sku: standard, zones: [1, 2] }", "A NAT gateway of SKU standard is in one zone. Use sku: standardV2, or list one zone.")]
    [InlineData("egress: { kind: natGateway, sku: standardV2, zones: [1] }", "A NAT gateway of SKU standardV2 spans the zones of its region. Use sku: standard, or remove zones.")]
    [InlineData("egress: { kind: firewall, sku: standard }", "Only a NAT gateway has a 'sku'. Remove it, or use kind: natGateway.")]
    public void What_Azure_does_not_offer_is_reported(string network, string expected) => Reading.Faults(
        $"name: x\nregions: {{ weu: {{ location: westeurope, zones: [1, 2, 3], network: {{ {network} }} }} }}\n").ShouldHaveSingleItem().ShouldEndWith(expected);

    private static void Check(string yaml, string expected) => string.Join('|', Reading.Faults(yaml)).ShouldBe(expected);
}
