using Nines.Audits.Losses;
using Nines.Clusters;
using Nines.Tests.Clusters;

namespace Nines.Tests.Audits.Losses;

public sealed class NeedFinderTests
{
    [Fact]
    public void One_pod_is_enough_unless_somebody_says_otherwise() =>
        Need(new SnapshotBuilder().Deployment("web", web => web.Replicas(3))).ShouldBe((1, NeedSource.Assumed));

    [Fact]
    public void The_minimum_of_a_budget_says_what_is_needed() =>
        Need(new SnapshotBuilder().Deployment("web", web => web.Replicas(5)).Budget("web", min: "50%")).ShouldBe((3, NeedSource.Budget));

    [Fact]
    public void How_fast_pods_may_be_evicted_is_no_need() =>
        Need(new SnapshotBuilder().Deployment("web", web => web.Replicas(5)).Budget("web", max: "1")).ShouldBe((1, NeedSource.Assumed));

    [Theory]
    [InlineData(2, 1, NeedSource.Assumed)]
    [InlineData(3, 2, NeedSource.Quorum)]
    [InlineData(4, 3, NeedSource.Quorum)]
    [InlineData(5, 3, NeedSource.Quorum)]
    public void A_stateful_set_of_three_or_more_needs_its_majority(int members, int need, NeedSource source) =>
        Need(new SnapshotBuilder().StatefulSet("web", web => web.Replicas(members))).ShouldBe((need, source));

    [Fact]
    public void The_greater_of_budget_and_majority_counts()
    {
        Need(new SnapshotBuilder().StatefulSet("web", web => web.Replicas(5)).Budget("web", min: "4")).ShouldBe((4, NeedSource.Budget));
        Need(new SnapshotBuilder().StatefulSet("web", web => web.Replicas(5)).Budget("web", min: "2")).ShouldBe((3, NeedSource.Quorum));
        Need(new SnapshotBuilder().Deployment("web", web => web.Replicas(5)).Budget("web", min: "0")).ShouldBe((1, NeedSource.Assumed));
    }

    [Theory]
    [InlineData("2", 2)]
    [InlineData("50%", 3)]
    [InlineData(" 100% ", 5)]
    [InlineData("0", 0)]
    public void What_is_stated_goes_before_everything(string text, int need) =>
        Need(new SnapshotBuilder().StatefulSet("web", web => web.Replicas(5).Annotate(NinesKeys.NeedsAnnotation, text)).Budget("web", min: "4"))
            .ShouldBe((need, NeedSource.Stated));

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
        var finder = new NeedFinder(new WorkloadIndex(snapshot));
        finder.Find(snapshot.Workloads[0])!.Source.ShouldBe(NeedSource.Assumed);
        finder.Notes.ShouldHaveSingleItem().ShouldContain("expected a number of pods such as 2 or a share such as 50%");
    }

    [Fact]
    public void Daemons_jobs_static_pods_and_what_is_scaled_to_nothing_need_no_number()
    {
        foreach (WorkloadKind kind in (WorkloadKind[])[WorkloadKind.DaemonSet, WorkloadKind.Job, WorkloadKind.StaticPod])
        {
            Need(new SnapshotBuilder().Workload(kind, "web", web => web.Replicas(3))).ShouldBeNull();
        }

        Need(new SnapshotBuilder().Deployment("web", web => web.Replicas(0))).ShouldBeNull();
        Need(new SnapshotBuilder().BarePod("web")).ShouldBe((1, NeedSource.Assumed));
    }

    private static (int Pods, NeedSource Source)? Need(SnapshotBuilder builder)
    {
        ClusterSnapshot snapshot = builder.Build();
        return new NeedFinder(new WorkloadIndex(snapshot)).Find(snapshot.Workloads[0]) is { } need ? (need.Pods, need.Source) : null;
    }
}
