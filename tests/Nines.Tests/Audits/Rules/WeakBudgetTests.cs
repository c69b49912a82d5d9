using Nines.Tests.Clusters;

namespace Nines.Tests.Audits.Rules;

public sealed class WeakBudgetTests
{
    private static SnapshotBuilder Three() => new SnapshotBuilder().Zones(3).Deployment("web", web => web.On("a1", "b1", "c1"));

    [Theory]
    [InlineData("0", null, "minAvailable 0")]
    [InlineData("0%", null, "minAvailable 0%")]
    [InlineData(null, "3", "maxUnavailable 3")]
    [InlineData(null, "67%", "maxUnavailable 67%")]
    public void A_budget_with_a_minimum_of_zero_protects_nothing(string? min, string? max, string rule) =>
        Found.One("NINE207", Three().Budget("web", min, max)).Message.ShouldBe($"With {rule} all of its 3 pods can be evicted at the same time.");

    [Fact]
    public void A_budget_with_a_minimum_of_one_protects_one_pod() => Found.None("NINE207", Three().Budget("web", max: "2"));

    [Fact]
    public void A_budget_may_allow_the_eviction_of_a_single_pod() =>
        Found.None("NINE207", new SnapshotBuilder().Zones(2).Deployment("web", web => web.On("a1")).Budget("web", max: "1"));

    private static SnapshotBuilder Sick(int ready) => new SnapshotBuilder().Zones(3).Deployment("web", web =>
    {
        for (int pod = 0; pod < 3; pod++)
        {
            web.Pod("a1", ready: pod < ready);
        }
    });

    [Fact]
    public void Pods_that_are_not_ready_stay_while_the_budget_is_used_up()
    {
        Found.One("NINE208", Sick(1).Budget("web", min: "2")).Message.ShouldBe(
            "2 pods are not ready and cannot be evicted: the budget requires 2 healthy pods and there is 1.");
        Found.One("NINE208", Sick(1).Budget("web", min: "2").Minor(25)).Fix.ShouldContain("from Kubernetes 1.27 on");
    }

    [Fact]
    public void With_enough_healthy_ones_the_sick_may_go() => Found.None("NINE208", Sick(2).Budget("web", min: "2"));

    [Fact]
    public void The_policy_lets_them_go() => Found.None("NINE208", Sick(1).Budget("web", min: "2", change: budget => budget with { AlwaysEvictsUnhealthy = true }));

    [Fact]
    public void Pods_that_are_pending_may_always_go() =>
        Found.None("NINE208", new SnapshotBuilder().Zones(3).Deployment("web", web => web.On("a1").Pending(2)).Budget("web", min: "2"));
}
