using Nines.Audits.Findings;
using Nines.Clusters;
using Nines.Tests.Clusters;
using Nines.Text;

namespace Nines.Tests.Audits.Rules;

public sealed class ServiceTests
{
    private static SnapshotBuilder Web(params string[] nodes) => new SnapshotBuilder().Zones(2, 2).Deployment("web", web => web.On(nodes));

    [Fact]
    public void The_last_ready_pod_of_several_is_protected()
    {
        SnapshotBuilder cluster = new SnapshotBuilder().Zones(2).Deployment("web", web => web.On("a1").Pod("b1", ready: false)).Service("web");
        Finding finding = Found.One("NINE607", cluster);
        finding.Message.ShouldBe("One pod is ready behind it, of 2 desired (Deployment web).");
        (finding.Subject.ToString(), finding.Severity).ShouldBe(("shop/Service/web", Severity.Warning));
    }

    [Fact]
    public void A_single_replica_is_reported_for_the_workload() => Found.One("NINE607", Web("a1").Service("web")).Severity.ShouldBe(Severity.Note);

    [Fact]
    public void Slices_know_better_than_selectors()
    {
        Found.One("NINE607", Web("a1", "b1").Service("web", [new ServiceEndpoint("a1", "web-0", true), new ServiceEndpoint("b1", "web-1", false)]));
        Found.None("NINE607", Web("a1", "b1").Service("web", [new ServiceEndpoint("a1", "web-0", true), new ServiceEndpoint("b1", "web-1", true)]));
        Found.One("NINE607", Web("a1", "b1").Service("web", [new ServiceEndpoint("a1", "web-0", true), new ServiceEndpoint("a1", "web-0", true)]));
    }

    [Fact]
    public void Services_that_mean_one_pod_or_all_are_let_be()
    {
        Found.None("NINE607", Web("a1").Service("web", change: service => service with { IsHeadless = true }));
        Found.None("NINE607", Web("a1").Service("web", change: service => service with { Type = "ExternalName" }));
        Found.None("NINE607", new SnapshotBuilder().Zones(2).Deployment("dns", dns => dns.In("kube-system").On("a1")).Service("dns", ns: "kube-system"));
        SnapshotBuilder first = new SnapshotBuilder().Zones(2).StatefulSet("db", db => db.On("a1").Labels(("app", "db"), ("statefulset.kubernetes.io/pod-name", "db-0")));
        Found.None("NINE607", first.Service("db", change: service => service with { Selector = new Dictionary<string, string> { ["statefulset.kubernetes.io/pod-name"] = "db-0" } }));
    }

    [Fact]
    public void Local_traffic_reaches_the_nodes_that_have_pods()
    {
        SnapshotBuilder Of(Func<Service, Service> change, params string[] nodes) => Web(nodes).Service("web", change: change);
        Finding finding = Found.One("NINE607", Of(service => service with { Type = "LoadBalancer", IsExternallyLocal = true }, "a1", "a1"));
        finding.Message.ShouldBe("With externalTrafficPolicy Local, traffic reaches only nodes that have a pod of it, and its 2 pods are all on node a1.");
        finding.Detail.ShouldBe("local");
        Found.One("NINE607", Of(service => service with { IsInternallyLocal = true }, "a1", "a1")).Message.ShouldStartWith("With internalTrafficPolicy Local");
        Found.None("NINE607", Of(service => service with { Type = "LoadBalancer", IsExternallyLocal = true }, "a1", "b1"));
        Found.None("NINE607", Of(service => service, "a1", "a1"));
    }

    [Fact]
    public void A_selector_with_a_spelling_mistake_selects_nothing()
    {
        Finding finding = Found.One("NINE608", Web("a1").Service("wbe"));
        finding.Message.ShouldBe("Its selector app=wbe matches no pod in namespace shop.");
        finding.Fix.ShouldBe("Pods there have app=web: select these if they are the intended ones, otherwise delete the Service.");
    }

    [Fact]
    public void Pods_that_are_not_ready_get_no_traffic() =>
        Found.One("NINE608", Web("b1").Deployment("api", api => api.Pod("a1", ready: false)).Service("api")).Message.ShouldBe("None of the pods behind it is ready (Deployment api).");

    [Fact]
    public void Services_without_a_selector_are_skipped()
    {
        Found.None("NINE608", Web("a1").Service("db", change: service => service with { Selector = new Dictionary<string, string>() }));
        Found.None("NINE608", Web("a1").Service("db", change: service => service with { Type = "ExternalName" }));
        Found.None("NINE608", Web("a1").Deployment("off", off => off.Replicas(0)).Service("off"));
        Found.None("NINE608", Web("a1").Service("copied", [new ServiceEndpoint("", "", true)]));
        Found.None("NINE608", Web("a1").Service("npm-metrics", ns: "kube-system"));
        Found.Of("NINE608", Web("a1").Service("wbe"), new AuditOptions { IncludesNamespace = _ => false }).ShouldBeEmpty();
    }
}
