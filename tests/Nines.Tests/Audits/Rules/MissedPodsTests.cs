using Nines.Audits.Findings;
using Nines.Clusters;
using Nines.Tests.Clusters;
using Nines.Text;

namespace Nines.Tests.Audits.Rules;

public sealed class MissedPodsTests
{
    private static SnapshotBuilder Web(Action<WorkloadBuilder> build) => new SnapshotBuilder().Zones(3).Deployment("web", web =>
    {
        web.On("a1", "b1");
        build(web);
    });

    private static SpreadConstraint Over(LabelSelector? selector) => new() { TopologyKey = Node.ZoneLabel, IsHard = true, Selector = selector };

    [Fact]
    public void A_constraint_with_a_selector_of_other_pods_spreads_nothing()
    {
        Finding finding = Found.One("NINE302", Web(web => web.Spread(Over(LabelSelector.FromLabels(("app", "wbe"))))));
        finding.Message.ShouldBe("The constraint over topology.kubernetes.io/zone selects app=wbe, which does not match its pods (app=web): its 2 pods are not spread by it.");
        finding.Fix.ShouldBe("Set its labelSelector to app=web.");
        (finding.Detail, finding.LevelKey, finding.Severity).ShouldBe(("topology.kubernetes.io/zone:DoNotSchedule", "zone", Severity.Error));
    }

    [Fact]
    public void A_constraint_without_a_selector_counts_no_pod() =>
        Found.One("NINE302", Web(web => web.Spread(Over(null)))).Message
            .ShouldBe("The constraint over topology.kubernetes.io/zone has no selector and counts no pod: its 2 pods are not spread by it.");

    [Fact]
    public void An_empty_selector_counts_nothing_today_and_counted_all_in_old_versions()
    {
        Found.One("NINE302", Web(web => web.Spread(Over(LabelSelector.Everything))));
        Found.None("NINE302", Web(web => web.Spread(Over(LabelSelector.Everything))).Minor(20));
    }

    [Fact]
    public void Labels_that_controllers_add_are_not_missed_in_the_template()
    {
        Found.None("NINE302", Web(web => web.Spread(Over(LabelSelector.FromLabels(("app", "web"), ("pod-template-hash", "6f7"))))));
        Found.None("NINE302", Web(web => web.SpreadOver(Node.ZoneLabel)));
    }

    [Fact]
    public void One_pod_is_not_spread_yet() =>
        Found.One("NINE302", new SnapshotBuilder().Zones(2).Deployment("web", web => web.On("a1").Spread(Over(null)))).Severity.ShouldBe(Severity.Warning);

    [Fact]
    public void Anti_affinity_that_selects_no_pods_separates_nothing()
    {
        Finding finding = Found.One("NINE305", Web(web => web.Apart(Node.HostnameLabel, selector: LabelSelector.FromLabels(("app", "wbe")))));
        finding.Message.ShouldBe("The anti-affinity rule over kubernetes.io/hostname selects app=wbe, which matches no pod, not even its own (app=web).");
        (finding.Fix, finding.LevelKey).ShouldBe(("Set its labelSelector to app=web.", "node"));
    }

    [Fact]
    public void Anti_affinity_may_mean_other_pods_on_purpose() =>
        Found.None("NINE305", Web(web => web.Apart(Node.HostnameLabel, selector: LabelSelector.FromLabels(("app", "db")))).StatefulSet("db", db => db.On("c1")));

    [Fact]
    public void Anti_affinity_to_a_workload_scaled_to_zero_still_selects_it() =>
        Found.None("NINE305", Web(web => web.Apart(Node.HostnameLabel, selector: LabelSelector.FromLabels(("app", "db")))).StatefulSet("db", db => db.Replicas(0)));

    [Fact]
    public void Another_rule_that_separates_the_pods_is_enough()
    {
        LabelSelector other = LabelSelector.FromLabels(("app", "gone"));
        Found.None("NINE305", Web(web => web.Apart(Node.HostnameLabel, selector: other).Apart(Node.HostnameLabel, hard: false)));
        Found.None("NINE305", Web(web => web.Apart(Node.ZoneLabel, selector: other).SpreadOver(Node.ZoneLabel)));
    }

    [Fact]
    public void Other_namespaces_are_other_pods()
    {
        SnapshotBuilder Term(params string[] namespaces) => Web(web => web.Template(template => template with
        {
            PodAffinity = new PodAffinity { RequiredAnti = [new PodAffinityTerm { TopologyKey = Node.HostnameLabel, Selector = LabelSelector.FromLabels(("app", "web")), Namespaces = [.. namespaces] }] },
        }));
        Found.One("NINE305", Term("elsewhere"));
        Found.None("NINE305", Term("elsewhere", "shop"));
        Found.None("NINE305", Term("elsewhere").Deployment("web", web => web.In("elsewhere").On("c1")));
    }

    [Fact]
    public void A_label_key_that_no_node_has_is_reported_with_the_nearest_one()
    {
        Finding finding = Found.One("NINE303", Web(web => web.SpreadOver("topology.kubernetes.io/zome")));
        finding.Message.ShouldBe("Its hard spread constraint names the label topology.kubernetes.io/zome, which none of 3 nodes has: no node can take its pods.");
        (finding.Fix, finding.Detail).ShouldBe(("Did you mean topology.kubernetes.io/zone?", "topology.kubernetes.io/zome"));
    }

    [Fact]
    public void A_soft_rule_over_an_unknown_key_does_nothing()
    {
        Found.One("NINE303", Web(web => web.Apart("rack"))).Message.ShouldBe("Its anti-affinity rule names the label rack, which none of 3 nodes has: the rule does nothing.");
        Found.One("NINE303", Web(web => web.SpreadOver(NinesKeys.UpdateDomainLabel, hard: false))).Fix.ShouldBe("Write the label to the nodes with nines label.");
    }

    [Fact]
    public void A_label_key_is_reported_once_for_its_strictest_rule() =>
        Found.One("NINE303", Web(web => web.Apart("rack").SpreadOver("rack", hard: false).SpreadOver("rack"))).Message.ShouldStartWith("Its hard spread constraint");

    [Fact]
    public void A_label_that_some_nodes_have_is_known() =>
        Found.None("NINE303", Web(web => web.SpreadOver("rack")).Label("a1", "rack", "7"));

    [Fact]
    public void Without_nodes_label_keys_are_not_checked() =>
        Found.None("NINE303", new SnapshotBuilder().Deployment("web", web => web.Replicas(2).SpreadOver("rack")));
}
