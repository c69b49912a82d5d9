using Nines.Audits.Findings;
using Nines.Clusters;
using Nines.Tests.Clusters;
using Nines.Text;

namespace Nines.Tests.Audits.Rules;

public sealed class AntiAffinityTests
{
    private const string Code = "NINE307";

    [Fact]
    public void As_many_domains_as_pods_leave_no_spare()
    {
        Finding finding = Found.One(Code, new SnapshotBuilder().Zones(3).Deployment("web", web => web.On("a1", "b1", "c1").Apart(Node.ZoneLabel)));
        finding.Message.ShouldBe(
            "Each of its 3 pods requires a zone of its own, and 3 can take one: a lost pod cannot be rescheduled, and a rollout cannot schedule its first new pod.");
        (finding.LevelKey, finding.Detail, finding.Severity).ShouldBe(("zone", "topology.kubernetes.io/zone", Severity.Warning));
    }

    [Fact]
    public void Pods_that_cannot_be_placed_are_counted() =>
        Found.One(Code, new SnapshotBuilder().Zones(2).Deployment("web", web => web.On("a1", "b1").Pending().Apart(Node.HostnameLabel))).Message
            .ShouldEndWith("and 2 can take one: 1 cannot be scheduled.");

    [Fact]
    public void A_spare_domain_is_enough() =>
        Found.None(Code, new SnapshotBuilder().Zones(3).Deployment("web", web => web.On("a1", "b1").Apart(Node.ZoneLabel)));

    [Fact]
    public void A_cordoned_node_is_no_spare() =>
        Found.One(Code, new SnapshotBuilder().Zones(2).Node("c1", "weu-3", cordoned: true).Deployment("web", web => web.On("a1", "b1").Apart(Node.HostnameLabel)));

    [Fact]
    public void Other_pods_that_the_rule_means_take_a_domain_away()
    {
        SnapshotBuilder Cluster(string app) => new SnapshotBuilder().Zones(3)
            .Deployment("web", web => web.On("a1", "b1").Labels(("app", "web"), ("tier", "front")).Apart(Node.HostnameLabel, selector: LabelSelector.FromLabels(("tier", "front"))))
            .Deployment("api", api => api.On("c1").Labels(("app", "api"), ("tier", app)));
        Found.One(Code, Cluster("front")).Subject.Name.ShouldBe("web");
        Found.None(Code, Cluster("back"));
    }

    [Fact]
    public void A_preference_excludes_nothing() =>
        Found.None(Code, new SnapshotBuilder().Zones(2).Deployment("web", web => web.On("a1", "b1").Apart(Node.HostnameLabel, hard: false)));

    [Fact]
    public void Members_of_a_StatefulSet_come_back_where_they_were() =>
        Found.One(Code, new SnapshotBuilder().Zones(3).StatefulSet("db", db => db.On("a1", "b1", "c1").Apart(Node.HostnameLabel))).Severity.ShouldBe(Severity.Note);

    [Fact]
    public void A_rollout_that_stops_a_pod_first_can_go_on() =>
        Found.One(Code, new SnapshotBuilder().Zones(2).Deployment("web", web => web.On("a1", "b1").Apart(Node.HostnameLabel).Change(workload => workload with { MaxUnavailable = new Amount(1) })))
            .Message.ShouldEndWith("a lost pod cannot be rescheduled.");

    [Fact]
    public void A_single_node_cluster_has_other_worries() =>
        Found.None(Code, new SnapshotBuilder().Node("only").Deployment("web", web => web.On("only").Apart(Node.HostnameLabel)));

    [Fact]
    public void A_hard_constraint_of_a_Deployment_counts_old_pods()
    {
        Finding finding = Found.One("NINE308", new SnapshotBuilder().Zones(3).Deployment("web", web => web.On("a1", "b1", "c1").SpreadOver(Node.ZoneLabel)));
        finding.Message.ShouldBe("The hard constraint over topology.kubernetes.io/zone spreads new pods together with those of the old version, up to 4 pods at a time.");
        finding.Severity.ShouldBe(Severity.Note);
    }

    [Fact]
    public void Versions_that_are_distinguished_or_never_coexist_are_accepted()
    {
        SnapshotBuilder Web(Action<WorkloadBuilder> build) => new SnapshotBuilder().Zones(3).Deployment("web", web =>
        {
            web.On("a1", "b1");
            build(web);
        });
        Found.None("NINE308", Web(web => web.SpreadOver(Node.ZoneLabel, change: constraint => constraint with { MatchLabelKeys = ["pod-template-hash"] })));
        Found.None("NINE308", Web(web => web.SpreadOver(Node.ZoneLabel, hard: false)));
        Found.None("NINE308", Web(web => web.SpreadOver(Node.ZoneLabel).Change(workload => workload with { Strategy = "Recreate" })));
        Found.None("NINE308", Web(web => web.SpreadOver(Node.ZoneLabel)).Minor(26));
        Found.None("NINE308", new SnapshotBuilder().Zones(3).StatefulSet("db", db => db.On("a1", "b1").SpreadOver(Node.ZoneLabel)));
    }
}
