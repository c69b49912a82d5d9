using Nines.Audits.Findings;
using Nines.Clusters;
using Nines.Tests.Clusters;

namespace Nines.Tests.Audits.Rules;

public sealed class BlockingBudgetTests
{
    private static SnapshotBuilder Three() => new SnapshotBuilder().Zones(3).Deployment("web", web => web.On("a1", "b1", "c1"));

    [Fact]
    public void A_budget_that_wants_every_pod_blocks_drains()
    {
        Finding finding = Found.One("NINE202", Three().Budget("web", min: "3"));
        finding.Message.ShouldBe("With minAvailable 3 it requires 3 of 3 pods to be healthy: none can be evicted.");
        finding.Fix.ShouldBe("Use maxUnavailable: 1 instead of minAvailable 3, or run 4 replicas.");
        finding.Subject.ShouldBe(new ObjectName("PodDisruptionBudget", "shop", "web"));
    }

    [Theory]
    [InlineData("100%", null)]
    [InlineData("67%", null)] // 2.01 of 3, which is 3: shares are rounded up.
    [InlineData("5", null)]
    [InlineData(null, "0")]
    [InlineData(null, "0%")]
    public void Budgets_are_rounded_as_the_controller_rounds_them(string? min, string? max) => Found.One("NINE202", Three().Budget("web", min, max));

    [Theory]
    [InlineData("66%", null)] // 1.98 of 3, which is 2.
    [InlineData("2", null)]
    [InlineData(null, "1")]
    [InlineData(null, "1%")]
    public void Budgets_that_let_one_go_do_not_block(string? min, string? max) => Found.None("NINE202", Three().Budget("web", min, max));

    [Fact]
    public void No_budget_helps_a_single_replica()
    {
        Finding finding = Found.One("NINE202", new SnapshotBuilder().Zones(2).Deployment("web", web => web.On("a1")).Budget("web", min: "1"));
        finding.Message.ShouldBe("With minAvailable 1 it requires 1 of 1 pod to be healthy: none can be evicted.");
        finding.Fix.ShouldBe("Run two replicas or more, and use maxUnavailable: 1.");
    }

    [Fact]
    public void An_empty_budget_allows_no_eviction() =>
        Found.One("NINE202", Three().Budget("web")).Message.ShouldBe("It sets neither minAvailable nor maxUnavailable: none of its 3 pods can be evicted.");

    [Fact]
    public void A_percentage_needs_an_owner_with_a_number_of_replicas()
    {
        SnapshotBuilder cluster = Three().Workload(WorkloadKind.Job, "sum", sum => sum.On("a1").Labels(("app", "web")));
        Found.One("NINE202", cluster.Budget("web", max: "1")).Message.ShouldBe(
            "It sets maxUnavailable 1, but selects pods of Job sum, which has no number of replicas to count from: no pod it selects can be evicted.");
    }

    [Fact]
    public void A_plain_number_needs_no_owner() => Found.None("NINE202",
        Three().Workload(WorkloadKind.Job, "sum", sum => sum.On("a1").Labels(("app", "web"))).Budget("web", min: "3"));

    [Fact]
    public void One_budget_over_two_workloads_counts_both() =>
        Found.None("NINE202", new SnapshotBuilder().Zones(3)
            .Deployment("web", web => web.On("a1", "b1").Labels(("tier", "front")))
            .Deployment("api", api => api.On("a1", "b1").Labels(("tier", "front")))
            .Budget("front", min: "3", selector: LabelSelector.FromLabels(("tier", "front"))));

    [Fact]
    public void A_workload_scaled_to_zero_has_no_pods_to_evict() =>
        Found.None("NINE202", new SnapshotBuilder().Zones(2).Deployment("web", web => web.Replicas(0)).Budget("web", min: "1"));

    [Fact]
    public void At_the_minimum_of_the_autoscaler_the_budget_blocks()
    {
        Finding finding = Found.One("NINE203", Three().Budget("web", min: "2").Autoscaler("web", 2, 5));
        finding.Message.ShouldBe("With minAvailable 2 it requires 2 healthy pods, and HorizontalPodAutoscaler web can scale down to 2: with 2 pods none can be evicted.");
        finding.Fix.ShouldBe("Use maxUnavailable: 1, or a minReplicas of 3 or more.");
        finding.Detail.ShouldBe("web");
    }

    [Fact]
    public void A_share_of_one_pod_is_that_pod() =>
        Found.One("NINE203", Three().Budget("web", min: "10%").Autoscaler("web", 1, 5)).Message.ShouldEndWith("with 1 pod none can be evicted.");

    [Theory]
    [InlineData("2", null, 3)]
    [InlineData("1", null, 2)]
    [InlineData(null, "1", 1)]
    public void Budgets_below_the_minimum_are_fine(string? min, string? max, int least) => Found.None("NINE203", Three().Budget("web", min, max).Autoscaler("web", least, 5));

    [Fact]
    public void A_budget_that_blocks_now_is_reported_once()
    {
        SnapshotBuilder both = Three().Budget("web", min: "3").Autoscaler("web", 2, 5);
        Found.One("NINE202", both);
        Found.None("NINE203", both);
    }
}
