using System.Collections.Immutable;
using Nines.Clusters;
using Nines.Domains;

namespace Nines.Tests.Domains;

public sealed class DomainMapBuilderTests
{
    private const string AzureFaultDomain = "topology.kubernetes.azure.com/fault-domain";
    private const string AzurePool = "kubernetes.azure.com/agentpool";

    [Fact]
    public void A_zone_of_digits_only_is_a_fault_domain_and_never_a_zone()
    {
        DomainMap map = Build(N("a", (Node.ZoneLabel, "0")), N("b", (Node.ZoneLabel, "1")));
        map.Level(DomainKinds.Zone).ShouldBeNull();
        DomainLevel level = map.Level(DomainKinds.FaultDomain).ShouldNotBeNull();
        Ids(map, level).ShouldBe(["0", "1"]);
        level.SpreadLabel.ShouldBe(Node.ZoneLabel);
        map.Of(level, "b")!.Label.ShouldBe("fault domain 1");
    }

    [Fact]
    public void The_label_of_old_clusters_is_treated_alike()
    {
        DomainMap map = Build(N("a", (Node.OldZoneLabel, "eastus-1")), N("b", (Node.OldZoneLabel, "1")), N("c", (Node.OldZoneLabel, "2")));
        Ids(map, map.Level(DomainKinds.Zone)!).ShouldBe(["eastus-1"]);
        Ids(map, map.Level(DomainKinds.FaultDomain)!).ShouldBe(["1", "2"]);
        map.Level(DomainKinds.Zone)!.SpreadLabel.ShouldBe(Node.OldZoneLabel);
        map.UnknownIn(map.Level(DomainKinds.Zone)!).ShouldBe(["b", "c"]);
    }

    [Fact]
    public void Zones_lie_in_regions_and_nodes_in_zones()
    {
        DomainMap map = Build(
            N("a", (Node.ZoneLabel, "eastus-1"), (Node.RegionLabel, "eastus")), N("b", (Node.ZoneLabel, "eastus-2"), (Node.RegionLabel, "eastus")));
        map.Levels.Select(level => level.Key).ShouldBe([DomainKinds.Region, DomainKinds.Zone, DomainKinds.Node]);
        FailureDomain node = map.Of(map.Level(DomainKinds.Node)!, "b")!;
        node.SelfAndAncestors().Select(domain => domain.Label).ShouldBe(["node b", "zone eastus-2", "region eastus"]);
    }

    [Fact]
    public void Fault_and_update_domains_are_numbered_in_each_scale_set()
    {
        DomainMap map = Build(
            InSet("a", "aks-apps-1-vmss", (AzurePool, "apps"), (AzureFaultDomain, "0"), (NinesKeys.UpdateDomainLabel, "2")),
            InSet("b", "AKS-apps-1-VMSS", (AzurePool, "apps"), (AzureFaultDomain, "1"), (NinesKeys.UpdateDomainLabel, "2")),
            InSet("c", "aks-system-2-vmss", (AzurePool, "system"), (AzureFaultDomain, "0"), (NinesKeys.UpdateDomainLabel, "1")),
            InSet("d", "aks-system-2-vmss", (AzurePool, "system"), (AzureFaultDomain, "1"), (NinesKeys.UpdateDomainLabel, "2")));
        DomainLevel updates = map.Level(DomainKinds.UpdateDomain)!;
        Ids(map, updates).ShouldBe(["aks-apps-1-vmss.2", "aks-system-2-vmss.1", "aks-system-2-vmss.2"]);
        map.Of(updates, "b")!.Label.ShouldBe("update domain 2 of pool apps");
        map.Of(updates, "b")!.Parent!.Label.ShouldBe("node pool apps");
        map.Of(updates)[0].Nodes.ShouldBe(["a", "b"]);

        // The label merges equal numbers of two sets, which the scheduler can still spread by.
        updates.SpreadLabel.ShouldBe(NinesKeys.UpdateDomainLabel);
    }

    [Fact]
    public void And_in_each_zone_of_a_scale_set()
    {
        DomainMap map = Build(
            InSet("a", "s", (AzurePool, "apps"), (AzureFaultDomain, "0"), (Node.ZoneLabel, "weu-1")),
            InSet("b", "s", (AzurePool, "apps"), (AzureFaultDomain, "1"), (Node.ZoneLabel, "weu-1")),
            InSet("c", "s", (AzurePool, "apps"), (AzureFaultDomain, "1"), (Node.ZoneLabel, "weu-2")));
        DomainLevel level = map.Level(DomainKinds.FaultDomain)!;
        Ids(map, level).ShouldBe(["s.weu-1.0", "s.weu-1.1", "s.weu-2.1"]);
        map.Of(level, "c")!.Label.ShouldBe("fault domain 1 of pool apps in zone weu-2");
    }

    [Fact]
    public void Without_a_scale_set_they_are_counted_in_the_pool()
    {
        DomainMap map = Build(
            N("a", ("agentpool", "x"), (AzureFaultDomain, "0")), N("b", ("agentpool", "x"), (AzureFaultDomain, "1")),
            N("c", ("agentpool", "y"), (AzureFaultDomain, "1")));
        Ids(map, map.Level(DomainKinds.FaultDomain)!).ShouldBe(["x.0", "x.1", "y.1"]);
    }

    [Fact]
    public void A_count_of_one_fault_domain_means_unknown()
    {
        DomainMap map = Build(
            InSet("a", "one", (AzureFaultDomain, "0")), InSet("b", "one", (AzureFaultDomain, "0")),
            InSet("c", "two", (AzureFaultDomain, "0")), InSet("d", "two", (AzureFaultDomain, "1")));
        DomainLevel level = map.Level(DomainKinds.FaultDomain)!;
        map.UnknownIn(level).ShouldBe(["a", "b"]);
        Ids(map, level).ShouldBe(["two.0", "two.1"]);
        map.Notes.ShouldBe(["All 2 nodes of scale set one report fault domain 0. With a single fault domain Azure spreads machines as far as possible, so their fault domains are unknown."]);

        Build(N("a", (Node.ZoneLabel, "0")), N("b", (Node.ZoneLabel, "0"))).Levels.Select(one => one.Key).ShouldBe([DomainKinds.Node]);
    }

    [Fact]
    public void Empty_labels_say_nothing()
    {
        DomainMap map = Build(
            N("a", (Node.ZoneLabel, ""), (Node.OldZoneLabel, "weu-1"), (AzureFaultDomain, " ")), N("b", (Node.ZoneLabel, ""), (NinesKeys.UpdateDomainLabel, "")));
        Ids(map, map.Level(DomainKinds.Zone)!).ShouldBe(["weu-1"]);
        map.Level(DomainKinds.FaultDomain).ShouldBeNull();
        map.Level(DomainKinds.UpdateDomain).ShouldBeNull();
        map.UnknownIn(map.Level(DomainKinds.Zone)!).ShouldBe(["b"]);
    }

    [Fact]
    public void Azure_and_tables_take_precedence_over_labels_and_own_labels_over_common_ones()
    {
        Node[] nodes = [N("a", (Node.ZoneLabel, "weu-1"), ("my/zone", "hall-1")), N("b", (Node.ZoneLabel, "weu-1"), ("my/zone", "hall-2"))];
        var known = new NodeDomains("b", ImmutableSortedDictionary<string, string>.Empty.Add(DomainKinds.Zone, "weu-3").Add("rack", "r7"));
        var options = new DomainOptions { Known = [known], Labels = [(DomainKinds.Zone, "my/zone")] };
        DomainMap map = DomainMapBuilder.Build(new ClusterSnapshot { Nodes = [.. nodes] }, options);
        Ids(map, map.Level(DomainKinds.Zone)!).ShouldBe(["hall-1", "weu-3"]);
        map.Level(DomainKinds.Zone)!.SpreadLabel.ShouldBe("my/zone");
        DomainLevel rack = map.Level("rack")!;
        (rack.Kind, rack.SpreadLabel, map.Of(rack, "b")!.Label).ShouldBe((DomainKind.Custom, null, "rack r7"));
        map.Levels.Select(level => level.Key).ShouldBe([DomainKinds.Zone, "rack", DomainKinds.Node]);
    }

    [Fact]
    public void A_label_that_splits_a_domain_or_that_a_node_lacks_is_nothing_to_spread_by()
    {
        static NodeDomains Update(string node, string value) =>
            new(node, ImmutableSortedDictionary<string, string>.Empty.Add(DomainKinds.UpdateDomain, value));
        ImmutableArray<NodeDomains> known = [Update("a", "0"), Update("b", "0"), Update("c", "1")];
        string? Label(params string?[] labels) => DomainMapBuilder.Build(
            new ClusterSnapshot
            {
                Nodes = [.. labels.Select((label, index) => label is null ? N($"{(char)('a' + index)}") : N($"{(char)('a' + index)}", (NinesKeys.UpdateDomainLabel, label)))],
            },
            new DomainOptions { Known = known }).Level(DomainKinds.UpdateDomain)!.SpreadLabel;
        Label("0", "0", "1").ShouldBe(NinesKeys.UpdateDomainLabel);
        Label("0", "5", "1").ShouldBeNull();
        Label("0", null, "1").ShouldBeNull();
        Label("0", "0", "0").ShouldBeNull();
    }

    [Fact]
    public void Hostile_and_endless_values_are_kept_or_unknown()
    {
        string hostile = "<script>\u001b[31m";
        DomainMap map = Build(N("a", (Node.ZoneLabel, hostile)), N("b", (Node.ZoneLabel, new string('z', 100_000))));
        Ids(map, map.Level(DomainKinds.Zone)!).ShouldBe([hostile]);
        map.UnknownIn(map.Level(DomainKinds.Zone)!).ShouldBe(["b"]);
        map.Notes.ShouldHaveSingleItem().Length.ShouldBeLessThan(200);
        Build().Levels.ShouldBeEmpty();
    }

    private static IEnumerable<string> Ids(DomainMap map, DomainLevel level) => map.Of(level).Select(domain => domain.Domain.Id);

    private static DomainMap Build(params Node[] nodes) => DomainMapBuilder.Build(new ClusterSnapshot { Nodes = [.. nodes] }, new DomainOptions());

    private static Node N(string name, params (string Key, string Value)[] labels) =>
        new() { Name = name, Labels = labels.ToDictionary(label => label.Key, label => label.Value) };

    private static Node InSet(string name, string set, params (string Key, string Value)[] labels) => N(name, labels) with
    {
        ProviderId = $"azure:///subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachineScaleSets/{set}/virtualMachines/0",
    };
}
