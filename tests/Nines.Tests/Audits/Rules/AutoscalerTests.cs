using Nines.Audits.Findings;
using Nines.Clusters;
using Nines.Tests.Clusters;
using Nines.Text;

namespace Nines.Tests.Audits.Rules;

public sealed class AutoscalerTests
{
    private static SnapshotBuilder Web(params string[] nodes) => new SnapshotBuilder().Zones(3).Deployment("web", web => web.On(nodes));

    [Fact]
    public void A_minimum_of_one_is_one_pod_at_night()
    {
        Finding finding = Found.One("NINE501", Web("a1", "b1", "c1").Autoscaler("web", 1, 5));
        finding.Message.ShouldBe("Deployment web runs 3 pods now, and the autoscaler can scale down to 1.");
        (finding.Subject.ToString(), finding.Severity).ShouldBe(("shop/HorizontalPodAutoscaler/web", Severity.Warning));
        Found.One("NINE501", Web("a1").Autoscaler("web", 1, 5)).Severity.ShouldBe(Severity.Error);
        Found.One("NINE501", Web("a1").Autoscaler("web", 0, 5)).Severity.ShouldBe(Severity.Note);
    }

    [Fact]
    public void A_minimum_of_two_is_fine_and_a_workload_at_nothing_is_not_scaled()
    {
        Found.None("NINE501", Web("a1", "b1").Autoscaler("web", 2, 5));
        Found.None("NINE501", new SnapshotBuilder().Zones(2).Deployment("web", web => web.Replicas(0)).Autoscaler("web", 1, 5));
        Found.None("NINE501", new SnapshotBuilder().Zones(2).Deployment("web", web => web.On("a1").Annotate(NinesKeys.NeedsAnnotation, "0")).Autoscaler("web", 1, 5));
    }

    [Fact]
    public void An_autoscaler_at_its_maximum_cannot_make_up_for_a_loss()
    {
        Finding finding = Found.One("NINE503", Web("a1", "a1", "b1").Autoscaler("web", 2, 3, current: 3));
        finding.Message.ShouldBe("Deployment web runs 3 pods, and its maximum is 3.");
        finding.Fix.ShouldBe("Raise maxReplicas to 5 or more, to replace the pods of the fullest domain.");
        Found.One("NINE503", Web("a1", "b1").Autoscaler("web", 2, 2)).Message.ShouldBe("minReplicas and maxReplicas are both 2: it never scales Deployment web.");
    }

    [Fact]
    public void An_autoscaler_below_its_maximum_is_not_reported() => Found.None("NINE503", Web("a1", "b1").Autoscaler("web", 2, 3, current: 2));

    [Fact]
    public void A_missing_target_is_reported_with_the_nearest_one()
    {
        Finding finding = Found.One("NINE504", Web("a1").Autoscaler("web", 2, 5, target: "wbe"));
        finding.Message.ShouldBe("Deployment wbe does not exist in namespace shop: the autoscaler scales nothing.");
        finding.Fix.ShouldBe("Did you mean web?");
    }

    [Fact]
    public void Owners_that_nines_does_not_read_may_be_there_without_pods()
    {
        Found.None("NINE504", Web("a1").Autoscaler("web", 2, 5, target: "canary", targetKind: "Rollout"));
        Found.None("NINE504", Web("a1").Autoscaler("web", 2, 5, target: "gone").Without("Deployment"));
    }

    [Fact]
    public void Two_autoscalers_fight_over_one_workload()
    {
        Finding finding = Found.One("NINE504", Web("a1", "b1").Autoscaler("web", 2, 5).Autoscaler("web-2", 3, 9, target: "web"));
        finding.Message.ShouldBe("HorizontalPodAutoscalers web and web-2 both scale it.");
        (finding.Subject.Name, finding.Detail).ShouldBe(("web", "web,web-2"));
    }

    [Fact]
    public void A_manifest_that_fixes_the_replicas_sets_the_autoscaler_back()
    {
        SnapshotBuilder Manifest(bool says) => new SnapshotBuilder().Deployment("web", web => web.Replicas(3).Change(workload => workload with { IsManifest = true, SaysReplicas = says })).Autoscaler("web", 2, 5);
        Found.One("NINE502", Manifest(says: true)).Message.ShouldBe(
            "Its manifest sets 3 replicas, and HorizontalPodAutoscaler web keeps 2 to 5: each apply resets the number to 3.");
        Found.None("NINE502", Manifest(says: false));

        // On a server the number is the autoscaler's own.
        Found.None("NINE502", Web("a1", "b1").Autoscaler("web", 2, 5));
    }
}
