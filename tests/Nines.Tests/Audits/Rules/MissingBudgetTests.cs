using Nines.Audits.Findings;
using Nines.Clusters;
using Nines.Tests.Clusters;

namespace Nines.Tests.Audits.Rules;

public sealed class MissingBudgetTests
{
    private const string Code = "NINE201";

    [Fact]
    public void Pods_without_a_budget_are_reported_with_the_pods_that_one_drain_evicts()
    {
        Finding finding = Found.One(Code, new SnapshotBuilder().Zones(2).Deployment("web", web => web.On("a1", "a1", "b1")));
        finding.Message.ShouldBe("3 pods and no PodDisruptionBudget: a drain of one node evicts 2 of them at once.");
        finding.Fix.ShouldBe("Add a PodDisruptionBudget with maxUnavailable: 1 and the selector app=web.");
        finding.Fingerprint.ShouldBe("NINE201:shop/Deployment/web");
    }

    [Fact]
    public void One_pod_on_each_node_can_still_go_together() =>
        Found.One(Code, new SnapshotBuilder().Zones(2).StatefulSet("db", db => db.On("a1", "b1"))).Message
            .ShouldBe("2 pods and no PodDisruptionBudget: nodes that are drained together evict as many of them at once.");

    [Fact]
    public void The_minimum_of_an_autoscaler_counts_as_the_number_of_replicas() =>
        Found.One(Code, new SnapshotBuilder().Zones(2).Deployment("web", web => web.On("a1")).Autoscaler("web", 2, 5)).Message.ShouldStartWith("2 pods and no");

    [Fact]
    public void Workloads_that_no_budget_can_help_are_not_reported()
    {
        Found.None(Code, new SnapshotBuilder().Zones(2).Deployment("web", web => web.On("a1")));
        Found.None(Code, new SnapshotBuilder().Zones(2).DaemonSet("agent", agent => agent.On("a1", "b1")));
        Found.None(Code, new SnapshotBuilder().Zones(2).Workload(WorkloadKind.Job, "sum", sum => sum.On("a1", "b1")));
        Found.None(Code, new SnapshotBuilder().Zones(2).Deployment("web", web => web.On("a1", "b1").Annotate(NinesKeys.NeedsAnnotation, "0")));
        Found.None(Code, new SnapshotBuilder().Zones(2).Deployment("web", web => web.Replicas(0)));
        Found.None(Code, new SnapshotBuilder().Zones(2).Deployment("coredns", dns => dns.In("kube-system").On("a1", "b1")));
    }

    [Fact]
    public void A_budget_before_the_template_or_before_the_pods_is_one()
    {
        Found.None(Code, new SnapshotBuilder().Zones(2).Deployment("web", web => web.On("a1", "b1")).Budget("web", max: "1"));

        // A label that an admission hook adds is on the pods only.
        SnapshotBuilder hooked = new SnapshotBuilder().Zones(2).Budget("web", max: "1", selector: LabelSelector.FromLabels(("mesh", "on")))
            .Deployment("web", web => web.On("a1", "b1").Change(workload => workload with
            {
                Pods = [.. workload.Pods.Select(pod => pod with { Template = pod.Template with { Labels = new Dictionary<string, string> { ["app"] = "web", ["mesh"] = "on" } } })],
            }));
        Found.None(Code, hooked);
    }

    [Fact]
    public void A_budget_in_another_namespace_does_not_count() =>
        Found.One(Code, new SnapshotBuilder().Zones(2).Deployment("web", web => web.On("a1", "b1")).Budget("web", max: "1", ns: "elsewhere"));

    [Fact]
    public void Budgets_that_were_not_read_are_not_missed() =>
        Found.None(Code, new SnapshotBuilder().Zones(2).Deployment("web", web => web.On("a1", "b1")).Without("PodDisruptionBudget"));
}
