using Nines.Audits.Losses;
using Nines.Clusters;
using Nines.Tests.Clusters;

namespace Nines.Tests.Audits.Losses;

public sealed class NeedFinderTests
{
    [Fact]
    public void One_pod_is_assumed_to_be_enough() =>
        Requirement(new SnapshotBuilder().Deployment("web", web => web.Replicas(3))).ShouldBe((1, RequirementSource.Assumed));

    [Fact]
    public void The_minimum_of_a_budget_is_the_requirement() =>
        Requirement(new SnapshotBuilder().Deployment("web", web => web.Replicas(5)).Budget("web", min: "50%")).ShouldBe((3, RequirementSource.Budget));

    [Fact]
    public void How_fast_pods_may_be_evicted_is_no_need() =>
        Requirement(new SnapshotBuilder().Deployment("web", web => web.Replicas(5)).Budget("web", max: "1")).ShouldBe((1, RequirementSource.Assumed));

    [Theory]
    [InlineData(2, 1, RequirementSource.Assumed)]
    [InlineData(3, 2, RequirementSource.Quorum)]
    [InlineData(4, 3, RequirementSource.Quorum)]
    [InlineData(5, 3, RequirementSource.Quorum)]
    public void A_stateful_set_of_three_or_more_needs_its_majority(int members, int need, RequirementSource source) =>
        Requirement(new SnapshotBuilder().StatefulSet("web", web => web.Replicas(members))).ShouldBe((need, source));

    [Fact]
    public void The_greater_of_budget_and_majority_counts()
    {
        Requirement(new SnapshotBuilder().StatefulSet("web", web => web.Replicas(5)).Budget("web", min: "4")).ShouldBe((4, RequirementSource.Budget));
        Requirement(new SnapshotBuilder().StatefulSet("web", web => web.Replicas(5)).Budget("web", min: "2")).ShouldBe((3, RequirementSource.Quorum));
        Requirement(new SnapshotBuilder().Deployment("web", web => web.Replicas(5)).Budget("web", min: "0")).ShouldBe((1, RequirementSource.Assumed));
    }

    [Theory]
    [InlineData("2", 2)]
    [InlineData("50%", 3)]
    [InlineData(" 100% ", 5)]
    [InlineData("0", 0)]
    public void A_declared_requirement_takes_precedence(string text, int need) =>
        Requirement(new SnapshotBuilder().StatefulSet("web", web => web.Replicas(5).Annotate(NinesKeys.NeedsAnnotation, text)).Budget("web", min: "4"))
            .ShouldBe((need, RequirementSource.Stated));

    [Theory]
    [InlineData("")]
    [InlineData("two")]
    [InlineData("-1")]
    [InlineData("101%")]
    [InlineData("1.5")]
    [InlineData("99999999999")]
    public void A_bad_annotation_is_noted_and_not_used(string text)
    {
        ClusterSnapshot snapshot = new SnapshotBuilder().Deployment("web", web => web.Replicas(5).Annotate(NinesKeys.NeedsAnnotation, text)).Build();
        var finder = new RequirementFinder(new WorkloadIndex(snapshot));
        finder.Find(snapshot.Workloads[0])!.Source.ShouldBe(RequirementSource.Assumed);
        finder.Notes.ShouldHaveSingleItem().ShouldContain("expected a number of pods such as 2 or a share such as 50%");
    }

    [Fact]
    public void Daemons_jobs_static_pods_and_workloads_scaled_to_zero_have_no_requirement()
    {
        foreach (WorkloadKind kind in (WorkloadKind[])[WorkloadKind.DaemonSet, WorkloadKind.Job, WorkloadKind.StaticPod])
        {
            Requirement(new SnapshotBuilder().Workload(kind, "web", web => web.Replicas(3))).ShouldBeNull();
        }

        Requirement(new SnapshotBuilder().Deployment("web", web => web.Replicas(0))).ShouldBeNull();
        Requirement(new SnapshotBuilder().BarePod("web")).ShouldBe((1, RequirementSource.Assumed));
    }

    private static (int Pods, RequirementSource Source)? Requirement(SnapshotBuilder builder)
    {
        ClusterSnapshot snapshot = builder.Build();
        return new RequirementFinder(new WorkloadIndex(snapshot)).Find(snapshot.Workloads[0]) is { } need ? (need.Pods, need.Source) : null;
    }
}
