using Nines.Audits.Findings;
using Nines.Clusters;
using Nines.Tests.Clusters;
using Nines.Text;

namespace Nines.Tests.Audits.Rules;

public sealed class BudgetAfterLossTests
{
    private const string Code = "NINE206";

    [Fact]
    public void A_zone_with_more_pods_than_the_budget_allows_is_reported_with_the_arithmetic()
    {
        Finding finding = Found.One(Code, new SnapshotBuilder().Zones(2, 2).Deployment("web", web => web.On("a1", "a2", "b1")).Budget("web", min: "2"));
        finding.Message.ShouldBe(
            "The loss of zone weu-1 takes 2 of 3 pods and leaves 1, while minAvailable 2 requires 2 healthy pods: until enough pods are back, no node with its pods can be drained.");
        finding.Fix.ShouldBe("Run more replicas over more zones.");
        (finding.LevelKey, finding.Detail).ShouldBe(("zone", "zone"));
        finding.Domains.ShouldHaveSingleItem().Id.ShouldBe("weu-1");
    }

    [Fact]
    public void The_fix_still_allows_a_drain() =>
        Found.One(Code, new SnapshotBuilder().Zones(3, 2).Deployment("web", web => web.On("a1", "a2", "b1", "b2", "c1", "c2")).Budget("web", max: "1"))
            .Fix.ShouldBe("Use maxUnavailable: 3, which keeps 3 of 6, or run more replicas over more zones.");

    [Fact]
    public void A_budget_that_is_exhausted_until_pods_restart_is_not_a_problem() =>
        Found.None(Code, new SnapshotBuilder().Zones(3).Deployment("web", web => web.On("a1", "b1", "c1")).Budget("web", max: "1"));

    [Fact]
    public void An_exhausted_budget_that_recovers_within_minutes_is_a_note() =>
        Found.One(Code, new SnapshotBuilder().Zones(3, 2).Deployment("web", web => web.On("a1", "a2", "b1", "b2", "c1", "c2")).Budget("web", max: "1"))
            .Severity.ShouldBe(Severity.Note);

    [Fact]
    public void A_budget_that_protects_a_quorum_is_accepted() =>
        Found.None(Code, new SnapshotBuilder().Zones(3).StatefulSet("db", db => db.On("a1", "b1", "c1")).Budget("db", max: "1"));

    [Fact]
    public void Pods_of_a_StatefulSet_are_not_back_in_minutes() =>
        Found.One(Code, new SnapshotBuilder().Zones(3).StatefulSet("db", db => db.On("a1", "b1", "c1").Annotate(NinesKeys.NeedsAnnotation, "1")).Budget("db", max: "1")).Message.ShouldBe(
            "The loss of zone weu-1 takes 1 of 3 pods and leaves 2, while maxUnavailable 1 requires 2 healthy pods: pods of a StatefulSet are not recreated while their lost node is registered, and until then no node with its pods can be drained.");

    [Fact]
    public void Update_domains_are_reckoned_like_zones() =>
        Found.One(Code, new SnapshotBuilder().Node("n1", updateDomain: "0").Node("n2", updateDomain: "0").Node("n3", updateDomain: "1")
            .Deployment("web", web => web.On("n1", "n2", "n3")).Budget("web", min: "2")).LevelKey.ShouldBe("update-domain");

    [Fact]
    public void A_budget_that_always_blocks_is_not_reported_twice() =>
        Found.None(Code, new SnapshotBuilder().Zones(2, 2).Deployment("web", web => web.On("a1", "a2", "b1")).Budget("web", min: "3"));

    [Fact]
    public void Without_ready_pods_there_is_nothing_to_evict() =>
        Found.None(Code, new SnapshotBuilder().Zones(2, 2).Deployment("web", web => web.On("a1", "a2")).Budget("web", max: "1"));

    [Fact]
    public void One_zone_is_no_choice() =>
        Found.None(Code, new SnapshotBuilder().Zones(1, 3).Deployment("web", web => web.On("a1", "a2", "a3")).Budget("web", min: "2"));

    [Fact]
    public void A_budget_over_two_workloads_adds_their_losses() =>
        Found.One(Code, new SnapshotBuilder().Zones(2, 2)
            .Deployment("web", web => web.On("a1", "b1").Labels(("tier", "front")))
            .Deployment("api", api => api.On("a2", "b2").Labels(("tier", "front")))
            .Budget("front", max: "1", selector: LabelSelector.FromLabels(("tier", "front")))).Message.ShouldStartWith("The loss of zone weu-1 takes 2 of 4 pods and leaves 2");
}
