using System.Collections.Immutable;
using Nines.Audits.Fixes;
using Nines.Clusters;
using Nines.Domains;
using Nines.Tests.Clusters;

namespace Nines.Tests.Audits.Fixes;

public sealed class LabelPlanTests
{
    [Fact]
    public void Missing_labels_are_added_wrong_ones_replaced_and_correct_ones_kept()
    {
        Node[] nodes = [Node("a"), Node("b", (NinesKeys.UpdateDomainLabel, "1")), Node("c", (NinesKeys.UpdateDomainLabel, "2"))];
        LabelPlan plan = LabelPlan.Create(nodes, [Known("a", "2"), Known("b", "2"), Known("c", "2")]);
        plan.Labels.Select(label => (label.Node, label.Before, label.Value, label.Change)).ShouldBe(
            [("a", null, "2", LabelChange.Add), ("b", "1", "2", LabelChange.Replace), ("c", "2", "2", LabelChange.Keep)]);
        plan.Changes.Select(label => label.Node).ShouldBe(["a", "b"]);
        plan.Faults.ShouldBeEmpty();
        plan.Unknown.ShouldBeEmpty();
    }

    [Fact]
    public void A_node_without_known_domains_keeps_its_labels()
    {
        LabelPlan plan = LabelPlan.Create([Node("a", (NinesKeys.UpdateDomainLabel, "1")), Node("b")], [Known("b", null, "0"), Known("elsewhere", "3")]);
        plan.Unknown.ShouldBe(["a"]);
        plan.Labels.ShouldHaveSingleItem().ShouldBe(new NodeLabel("b", NinesKeys.FaultDomainLabel, "0", null, LabelChange.Add));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("a b")]
    [InlineData("<b>")]
    [InlineData("é")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123")]
    public void An_invalid_label_is_reported_and_not_written(string value)
    {
        LabelPlan plan = LabelPlan.Create([Node("a")], [Known("a", value)]);
        plan.Labels.ShouldBeEmpty();
        plan.Faults.ShouldHaveSingleItem().ShouldStartWith("node a: '");
    }

    [Fact]
    public void Applied_to_a_snapshot_the_labels_are_there()
    {
        ClusterSnapshot snapshot = new SnapshotBuilder().Zones(2).Build();
        ClusterSnapshot after = LabelPlan.Create(snapshot.Nodes, [Known("a1", "4")]).Apply(snapshot);
        after.Nodes.Select(node => node.Labels.GetValueOrDefault(NinesKeys.UpdateDomainLabel)).ShouldBe(["4", null]);
        after.Nodes.Select(node => node.Labels.GetValueOrDefault(Nines.Clusters.Node.ZoneLabel)).ShouldBe(["weu-1", "weu-2"]);
        LabelPlan.Create(after.Nodes, [Known("a1", "4")]).Changes.ShouldBeEmpty();
    }

    private static Node Node(string name, params (string Key, string Value)[] labels) =>
        new() { Name = name, Labels = labels.ToDictionary(label => label.Key, label => label.Value) };

    private static NodeDomains Known(string node, string? updateDomain, string? faultDomain = null)
    {
        ImmutableSortedDictionary<string, string> values = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
        values = updateDomain is null ? values : values.Add(DomainKinds.UpdateDomain, updateDomain);
        return new NodeDomains(node, faultDomain is null ? values : values.Add(DomainKinds.FaultDomain, faultDomain));
    }
}
