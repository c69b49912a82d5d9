using Nines.Audits.Findings;
using Nines.Clusters;
using Nines.Tests.Clusters;
using Nines.Text;

namespace Nines.Tests.Audits.Rules;

public sealed class SpreadViolationTests
{
    private const string Code = "NINE304";

    private static SnapshotBuilder Uneven(Func<SpreadConstraint, SpreadConstraint>? change = null, bool hard = true) => new SnapshotBuilder().Zones(3, 2)
        .Deployment("web", web => web.On("a1", "a2", "a1", "b1").SpreadOver(Node.ZoneLabel, hard, change: change));

    [Fact]
    public void A_skew_above_maxSkew_is_reported_with_both_domains()
    {
        Finding finding = Found.One(Code, Uneven());
        finding.Message.ShouldBe("Of the pods that its constraint counts, zone weu-1 has 3 and zone weu-3 has 0: a skew of 3 with maxSkew 1.");
        finding.Fix.ShouldBe("Run kubectl -n shop rollout restart deployment web, or run a descheduler.");
        finding.Domains.ShouldHaveSingleItem().Id.ShouldBe("weu-1");
        finding.Severity.ShouldBe(Severity.Warning);
    }

    [Fact]
    public void A_soft_constraint_that_is_not_met_is_good_to_know() => Found.One(Code, Uneven(hard: false)).Severity.ShouldBe(Severity.Note);

    [Fact]
    public void A_skew_within_maxSkew_is_fine()
    {
        Found.None(Code, Uneven(constraint => constraint with { MaxSkew = 3 }));
        Found.None(Code, new SnapshotBuilder().Zones(3).Deployment("web", web => web.On("a1", "b1").SpreadOver(Node.ZoneLabel)));
    }

    [Fact]
    public void Nodes_that_the_pods_may_not_use_are_no_domains()
    {
        NodeAffinity two = new() { Required = [new NodeSelectorTerm(new LabelRequirement(Node.ZoneLabel, LabelOperator.In, "weu-1", "weu-2"))] };
        SnapshotBuilder Cluster(InclusionPolicy policy) => new SnapshotBuilder().Zones(3, 2).Deployment("web", web => web.On("a1", "a2", "b1")
            .SpreadOver(Node.ZoneLabel, change: constraint => constraint with { NodeAffinityPolicy = policy })
            .Template(template => template with { NodeAffinity = two }));
        Found.None(Code, Cluster(InclusionPolicy.Honor));
        Found.One(Code, Cluster(InclusionPolicy.Ignore)).Message.ShouldContain("a skew of 2");
    }

    [Fact]
    public void Tainted_nodes_are_domains_unless_taints_are_honoured()
    {
        SnapshotBuilder Cluster(InclusionPolicy policy) => new SnapshotBuilder().Zones(2, 2)
            .Node("gpu", "weu-3", change: node => node with { Taints = [new Taint("gpu", "", TaintEffect.NoSchedule)] })
            .Deployment("web", web => web.On("a1", "a2", "b1").SpreadOver(Node.ZoneLabel, change: constraint => constraint with { NodeTaintsPolicy = policy }));
        Found.None(Code, Cluster(InclusionPolicy.Honor));
        Found.One(Code, Cluster(InclusionPolicy.Ignore)).Message.ShouldEndWith("zone weu-3 has 0: a skew of 2 with maxSkew 1.");
    }

    [Fact]
    public void With_fewer_domains_than_minDomains_the_fullest_is_compared_with_zero()
    {
        SnapshotBuilder Cluster(int domains) => new SnapshotBuilder().Zones(2, 2)
            .Deployment("web", web => web.On("a1", "a2", "b1").SpreadOver(Node.ZoneLabel, change: constraint => constraint with { MinDomains = domains }));
        Found.One(Code, Cluster(3)).Message.ShouldBe(
            "Of the pods that its constraint counts, zone weu-1 has 2, and with 2 of the 3 domains that it requires, this is compared with 0: a skew of 2 with maxSkew 1.");
        Found.None(Code, Cluster(2));
    }

    [Fact]
    public void Pods_that_no_emptier_domain_can_take_are_not_a_problem() =>
        Found.None(Code, new SnapshotBuilder().Zones(1, 2).Node("b1", "weu-2", cordoned: true).Deployment("web", web => web.On("a1", "a2").SpreadOver(Node.ZoneLabel)));

    [Fact]
    public void Pods_that_are_going_away_do_not_count() =>
        Found.None(Code, new SnapshotBuilder().Zones(2, 2).Deployment("web", web => web.On("a1", "b1").Pod("a2", terminating: true).SpreadOver(Node.ZoneLabel)));

    [Fact]
    public void A_rollout_is_let_pass()
    {
        SnapshotBuilder Versions(string second) => new SnapshotBuilder().Zones(2, 2).Deployment("web", web => web.On("a1", "a2").SpreadOver(Node.ZoneLabel)
            .Change(workload => workload with
            {
                Pods =
                [
                    .. workload.Pods.Select((pod, index) => pod with
                    {
                        Template = pod.Template with
                        {
                            Labels = new Dictionary<string, string> { ["app"] = "web", ["pod-template-hash"] = index == 0 ? "1" : second },
                        },
                    }),
                ],
            }));
        Found.None(Code, Versions("2"));
        Found.One(Code, Versions("1"));
    }

    [Fact]
    public void A_domain_that_is_none_is_named_by_its_label() =>
        Found.One(Code, new SnapshotBuilder().Zones(2, 2).Node("p", "0").Deployment("web", web => web.On("a1", "a2", "b1", "b2").SpreadOver(Node.ZoneLabel)))
            .Message.ShouldContain("topology.kubernetes.io/zone=0 has 0");
}
