using Nines.Audits.Findings;
using Nines.Clusters;
using Nines.Tests.Clusters;
using Nines.Text;

namespace Nines.Tests.Audits.Rules;

public sealed class PodRulesTests
{
    private static readonly ContainerFacts s_good = WorkloadBuilder.GoodContainer;

    private static SnapshotBuilder Web(Action<WorkloadBuilder> build) => new SnapshotBuilder().Zones(2).Deployment("web", web =>
    {
        web.On("a1", "b1");
        build(web);
    });

    [Fact]
    public void Serving_pods_without_a_readiness_probe_are_reported()
    {
        Finding finding = Found.One("NINE601", Web(web => web.Containers(s_good with { Readiness = null })).Service("web"));
        finding.Message.ShouldBe("Container main has no readiness probe, and Service web sends it traffic.");
        finding.Severity.ShouldBe(Severity.Warning);
        Found.One("NINE601", Web(web => web.Containers(s_good with { Readiness = null }))).Severity.ShouldBe(Severity.Note);
    }

    [Fact]
    public void Who_gets_no_traffic_needs_no_readiness()
    {
        Found.None("NINE601", Web(web => web.Containers(s_good with { Readiness = null, HasPorts = false })));
        Found.None("NINE601", Web(web => web.Containers(s_good, s_good with { Name = "metrics", Readiness = null })).Service("web"));
        Found.None("NINE601", new SnapshotBuilder().Zones(2).Workload(WorkloadKind.Job, "sum", sum => sum.On("a1").Containers(s_good with { Readiness = null })).Service("sum"));
    }

    [Fact]
    public void The_readiness_probe_of_a_sidecar_does_not_cover_the_main_container() =>
        Found.One("NINE601", Web(web => web.Containers(s_good with { Readiness = null }, s_good with { Name = "istio-proxy" })).Service("web"));

    [Fact]
    public void A_daemon_behind_a_service_is_checked_too() =>
        Found.One("NINE601", new SnapshotBuilder().Zones(2).DaemonSet("dns", dns => dns.On("a1", "b1").Containers(s_good with { Readiness = null })).Service("dns"));

    private static ContainerFacts Both(string live, int ready = 30, int restart = 30) => s_good with
    {
        Readiness = new ProbeFacts("GET http :80/ok", PeriodSeconds: ready / 3),
        Liveness = new ProbeFacts(live, PeriodSeconds: restart / 3),
    };

    [Fact]
    public void Equal_readiness_and_liveness_probes_restart_busy_pods()
    {
        Finding finding = Found.One("NINE602", Web(web => web.Containers(Both("GET http :80/ok"))));
        finding.Message.ShouldBe("Both probes of container main use GET http :80/ok, and it is restarted after 30 s of failures, exactly when it is taken out of traffic.");
        finding.Detail.ShouldBe("main");
        Found.One("NINE602", Web(web => web.Containers(Both("GET http :80/ok", ready: 30, restart: 15)))).Message.ShouldEndWith("after 15 s of failures, before it is taken out of traffic (30 s).");
    }

    [Fact]
    public void Other_questions_or_more_patience_are_fine()
    {
        Found.None("NINE602", Web(web => web.Containers(Both("GET http :80/live"))));
        Found.None("NINE602", Web(web => web.Containers(Both("GET http :80/ok", ready: 30, restart: 60))));
        Found.None("NINE602", Web(web => web.Containers(s_good with { Readiness = new ProbeFacts("a command"), Liveness = new ProbeFacts("a command") })));
    }

    [Fact]
    public void Containers_without_requests_are_counted()
    {
        SnapshotBuilder Of(bool cpu, bool memory) => Web(web => web.Containers(s_good, s_good with { Name = "side", RequestsCpu = cpu, RequestsMemory = memory }));
        Found.One("NINE603", Of(cpu: false, memory: false)).Message.ShouldBe("1 of 2 containers (side) asks for neither CPU nor memory.");
        Found.One("NINE603", Of(cpu: true, memory: false)).Message.ShouldBe("1 of 2 containers (side) asks for no memory.");
        Found.One("NINE603", Of(cpu: false, memory: true)).Severity.ShouldBe(Severity.Note);
        Found.None("NINE603", Of(cpu: true, memory: true));
    }

    [Fact]
    public void Requests_from_a_LimitRange_count() =>
        Found.None("NINE603", Web(web => web.Change(workload => workload with { Template = workload.Template! with { Containers = [s_good with { RequestsMemory = false }] } })));

    [Fact]
    public void A_bare_pod_is_gone_with_its_node()
    {
        Finding finding = Found.One("NINE604", new SnapshotBuilder().Zones(2).BarePod("trial", pod => pod.On("a1")));
        (finding.Message, finding.Severity).ShouldBe(("No controller recreates the pod when it is lost on node a1.", Severity.Warning));
        finding = Found.One("NINE604", new SnapshotBuilder().Zones(2).BarePod("web", pod => pod.On("a1")).Service("web"));
        (finding.Message, finding.Severity).ShouldBe(("Service web sends it traffic, and no controller recreates the pod when it is lost on node a1.", Severity.Error));
    }

    [Fact]
    public void Pods_of_owners_and_of_debugging_are_not_bare()
    {
        Found.None("NINE604", new SnapshotBuilder().Zones(2).Workload(WorkloadKind.StaticPod, "etcd", pod => pod.On("a1")));
        Found.None("NINE604", new SnapshotBuilder().Zones(2).BarePod("node-debugger-a1-x7", pod => pod.On("a1")));
        Found.None("NINE604", new SnapshotBuilder().Zones(2).BarePod("trial", pod => pod.Pod("a1", terminating: true)));
        Found.None("NINE604", new SnapshotBuilder().Zones(2).Workload(WorkloadKind.Other, "rollout", pod => pod.On("a1")));
    }

    [Fact]
    public void A_rollout_that_stops_all_pods_first_is_an_outage()
    {
        SnapshotBuilder Of(string strategy = "", Amount? unavailable = null, Amount? surge = null, params string[] nodes) => new SnapshotBuilder().Zones(2).Deployment("web", web =>
            web.On(nodes).Change(workload => workload with { Strategy = strategy, MaxUnavailable = unavailable, MaxSurge = surge }));
        Found.One("NINE605", Of("Recreate", nodes: ["a1", "b1"])).Message.ShouldBe("Its strategy is Recreate: a rollout takes all 2 pods down before a new one is ready.");
        Found.One("NINE605", Of(unavailable: new Amount(100, true), nodes: ["a1", "b1"])).Message.ShouldStartWith("Its maxUnavailable is 100%");
        Found.One("NINE605", Of("Recreate", nodes: ["a1"])).Severity.ShouldBe(Severity.Note);
        Found.One("NINE605", Of(surge: new Amount(0), nodes: ["a1"])).Message.ShouldBe("Its maxSurge is 0: a rollout takes its one pod down before a new one is ready.");
        Found.None("NINE605", Of(nodes: ["a1"]));
        Found.None("NINE605", Of(unavailable: new Amount(99, true), nodes: ["a1", "b1"]));
    }

    [Fact]
    public void Pods_that_do_not_serve_are_reported_with_the_reason()
    {
        SnapshotBuilder cluster = new SnapshotBuilder().Zones(2).Deployment("web", web => web.On("a1").Pod("b1", ready: false).Pod("b1", ready: false, phase: PodPhase.Unknown)
            .Pending().Pod("a1", terminating: true).Replicas(6));
        Found.One("NINE606", cluster).Message.ShouldBe("1 of 6 pods serves: 1 pending, 1 on a node that does not answer, 1 not ready, 1 being deleted, 1 not made.");
        Found.One("NINE606", Web(web => web.Pending().Template(pod => pod with { IsGated = true }))).Message.ShouldBe("2 of 3 pods serve: 1 held back by a scheduling gate.");
    }

    [Fact]
    public void A_file_without_readiness_is_not_an_outage()
    {
        Found.None("NINE606", new SnapshotBuilder().Zones(2).Deployment("web", web => web.Pod("a1", ready: false)));
        Found.None("NINE606", Web(_ => { }));
        Found.None("NINE606", Web(_ => { }).Deployment("off", off => off.Replicas(0)));
    }

    [Fact]
    public void Pods_that_name_their_node_cannot_leave_it()
    {
        SnapshotBuilder Of(NodeAffinity affinity) => Web(web => web.Template(template => template with { NodeAffinity = affinity }));
        var byTerm = new NodeAffinity { Required = [new NodeSelectorTerm([], [new LabelRequirement(NodeSelectorTerm.NameField, LabelOperator.In, "a1")])] };
        Found.One("NINE609", Of(new NodeAffinity { Selector = [(Node.HostnameLabel, "a1")] })).Message.ShouldBe("Its pods can run on node a1 only (spec.nodeName).");
        Found.One("NINE609", Of(byTerm)).Severity.ShouldBe(Severity.Warning);
        Found.None("NINE609", Of(new NodeAffinity { Required = [.. byTerm.Required!.Value, new NodeSelectorTerm(new LabelRequirement(Node.HostnameLabel, LabelOperator.In, "b1"))] }));
        Found.None("NINE609", Of(new NodeAffinity { Preferred = [new PreferredNodeTerm(1, byTerm.Required.Value[0])] }));
    }

    [Fact]
    public void A_pool_of_one_node_is_good_to_know()
    {
        SnapshotBuilder cluster = new SnapshotBuilder().Zones(2).Node("gpu", "weu-1", pool: "gpu")
            .Deployment("web", web => web.On("gpu").Template(template => template with { NodeAffinity = new NodeAffinity { Selector = [("kubernetes.azure.com/agentpool", "gpu")] } }));
        Finding finding = Found.One("NINE609", cluster);
        (finding.Message, finding.Severity).ShouldBe(("Of 3 nodes its pods can run on gpu only: no other has the labels that they require.", Severity.Note));
        Found.None("NINE609", new SnapshotBuilder().Node("only").Deployment("web", web => web.On("only")));
    }
}
