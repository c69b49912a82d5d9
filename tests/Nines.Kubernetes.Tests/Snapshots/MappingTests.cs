using Nines.Clusters;

namespace Nines.Kubernetes.Tests.Snapshots;

/// <summary>What objects say comes into the snapshot as the rules need it.</summary>
public sealed class MappingTests
{
    [Fact]
    public async Task Requests_are_summed_as_the_scheduler_does()
    {
        ClusterSnapshot read = await Dump.Read(Dump.Node("n1"), Dump.Pod("p", "n1", spec: """
            ,"overhead":{"cpu":"10m"},
             "initContainers":[{"name":"side","restartPolicy":"Always","resources":{"requests":{"cpu":"100m"}},"ports":[{"containerPort":1,"hostPort":81}]},
               {"name":"first","resources":{"requests":{"cpu":"1","memory":"1Gi"}}}],
             "containers":[{"name":"a","resources":{"requests":{"cpu":"200m"},"limits":{"cpu":"2","memory":"64Mi","nvidia.com/gpu":"1"}},
               "ports":[{"containerPort":80,"hostPort":80}]},{"name":"b"}]
            """));

        PodTemplate pod = read.Workload("p").Pods.Single().Template;
        Resources actual = pod.Requests.Actual;
        (actual.MilliCpu, actual.Memory, actual.Extended["nvidia.com/gpu"]).ShouldBe((1110, 1L << 30, 1));
        pod.HostPorts.Select(port => port.Port).ShouldBe([81, 80]);
        pod.Containers.Select(container => (container.Name, container.RequestsCpu, container.RequestsMemory, container.HasPorts)).ShouldBe([("a", true, true, true), ("b", false, false, false)]);
    }

    [Fact]
    public async Task Requests_of_a_pod_take_precedence_over_those_of_its_containers()
    {
        ClusterSnapshot read = await Dump.Read(Dump.Node("n1"), Dump.Pod("p", "n1", spec: """
            ,"overhead":{"cpu":"10m"},"resources":{"requests":{"cpu":"3"}},"containers":[{"name":"a","resources":{"requests":{"cpu":"1","memory":"5Mi"}}}]
            """));

        PodRequests requests = read.Workload("p").Pods.Single().Template.Requests;
        (requests.Actual.MilliCpu, requests.ScoredMilliCpu, requests.Actual.Memory).ShouldBe((3010, 3010, 5L << 20));
    }

    [Fact]
    public async Task Volumes_bind_pods_to_zones_by_affinity_and_by_labels()
    {
        ClusterSnapshot read = await Dump.Read(
            Dump.Node("n1"),
            """{"apiVersion":"v1","kind":"PersistentVolume","metadata":{"name":"v1","labels":{"failure-domain.beta.kubernetes.io/zone":"a__b","secret-label":"x"}},"spec":{"storageClassName":"fast","csi":{"driver":"disk.csi.azure.com","volumeAttributes":{"key":"s3cr3t"}},"claimRef":{"namespace":"shop","name":"data"},"nodeAffinity":{"required":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"topology.disk.csi.azure.com/zone","operator":"In","values":["weu-1"]}]}]}}}}""",
            Dump.Object("PersistentVolumeClaim", "data", """ "volumeName":"v1","storageClassName":"fast","accessModes":["ReadWriteOnce"] """, "v1"),
            Dump.Object("PersistentVolumeClaim", "p-scratch", """ "accessModes":["ReadWriteMany"] """, "v1"),
            """{"apiVersion":"storage.k8s.io/v1","kind":"StorageClass","metadata":{"name":"fast","annotations":{"storageclass.kubernetes.io/is-default-class":"true"}},"provisioner":"disk.csi.azure.com","volumeBindingMode":"WaitForFirstConsumer","parameters":{"skuName":"Premium_ZRS"}}""",
            Dump.Pod("p", "n1", spec: ""","volumes":[{"name":"d","persistentVolumeClaim":{"claimName":"data"}},{"name":"scratch","ephemeral":{"volumeClaimTemplate":{"spec":{}}}},{"name":"token","projected":{}}]"""));

        PodTemplate pod = read.Workload("p").Pods.Single().Template;
        pod.Claims.ShouldBe(["data", "p-scratch"]);
        PodVolume volume = pod.Volumes.ShouldHaveSingleItem();
        volume.Nodes!.Value.Single().Expressions.Single().Values.ShouldBe(["weu-1"]);
        (volume.ZoneLabels.Single().Key, string.Join(',', volume.ZoneLabels.Single().Values)).ShouldBe(("failure-domain.beta.kubernetes.io/zone", "a,b"));
        read.Claims.Select(claim => (claim.Name.Name, claim.IsBound, claim.IsShared)).ShouldBe([("data", true, false), ("p-scratch", false, true)]);
        (read.Volumes.Single().Driver, read.Volumes.Single().Claim).ShouldBe(("disk.csi.azure.com", new ObjectName("PersistentVolumeClaim", "shop", "data")));
        read.StorageClasses.Single().ShouldBe(new StorageClass("fast", "disk.csi.azure.com", true, true, true));
    }

    [Theory]
    [InlineData("policy/v1", true)]
    [InlineData("policy/v1beta1", false)]
    public async Task An_empty_selector_of_a_budget_has_the_meaning_of_its_version(string version, bool selects)
    {
        ClusterSnapshot read = await Dump.Read(Dump.Node("n1"), Dump.Object("PodDisruptionBudget", "b", """ "selector":{},"maxUnavailable":"30%" """, version));

        DisruptionBudget budget = read.Budgets.Single();
        (budget.Selector?.Matches(new Dictionary<string, string> { ["a"] = "b" }) == true).ShouldBe(selects);
        (budget.MaxUnavailable, budget.DisruptionsAllowed).ShouldBe((new Amount(30, true), null));
    }

    [Fact]
    public async Task The_version_of_a_list_counts_for_objects_that_do_not_say_theirs()
    {
        Nines.Text.ReadResult<ClusterSnapshot> read = await Dump.TryRead(
            Dump.File(Dump.Node("n1")),
            Dump.File("""{"kind":"PodDisruptionBudgetList","apiVersion":"policy/v1beta1","items":[{"metadata":{"name":"b","namespace":"shop"},"spec":{"selector":{}},"status":{"disruptionsAllowed":2}}]}"""));

        (read.Value!.Budgets.Single().Selector, read.Value.Budgets.Single().DisruptionsAllowed).ShouldBe((null, 2));
    }

    [Fact]
    public async Task Services_know_their_pods_once_from_slices_of_both_families_or_from_endpoints()
    {
        const string Slice = """{"apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice","metadata":{"name":"NAME","namespace":"shop","labels":{"kubernetes.io/service-name":"web"}},"addressType":"TYPE","endpoints":[{"addresses":["x"],"nodeName":"n1","conditions":{"ready":true},"targetRef":{"kind":"Pod","name":"p1"}},{"addresses":["y"],"conditions":{"ready":false},"targetRef":{"kind":"Pod","name":"p2"}},{"addresses":["z"]}]}""";
        ClusterSnapshot read = await Dump.Read(
            Dump.Node("n1"), Dump.Object("Service", "web", """ "clusterIP":"None","selector":{"app":"web"},"externalTrafficPolicy":"Local" """, "v1"),
            Dump.Object("Service", "old", """ "clusterIP":"10.0.0.7","type":"LoadBalancer" """, "v1"),
            Slice.Replace("NAME", "w4", StringComparison.Ordinal).Replace("TYPE", "IPv4", StringComparison.Ordinal),
            Slice.Replace("NAME", "w6", StringComparison.Ordinal).Replace("TYPE", "IPv6", StringComparison.Ordinal),
            """{"apiVersion":"v1","kind":"Endpoints","metadata":{"name":"web","namespace":"shop"},"subsets":[{"addresses":[{"nodeName":"n1"}]}]}""",
            """{"apiVersion":"v1","kind":"Endpoints","metadata":{"name":"old","namespace":"shop"},"subsets":[{"addresses":[{"ip":"1.2.3.4","nodeName":"n1","targetRef":{"kind":"Pod","name":"o"}}],"notReadyAddresses":[{"ip":"1.2.3.5"}]}]}""");

        Service web = read.Services.Single(service => service.Name.Name == "web");
        (web.IsHeadless, web.IsExternallyLocal, web.Type).ShouldBe((true, true, "ClusterIP"));
        web.Endpoints!.Value.ShouldBe([new("n1", "p1", true), new("", "p2", false), new("", "", true)]);
        read.Services.Single(service => service.Name.Name == "old").Endpoints!.Value.ShouldBe([new("n1", "o", true), new("", "", false)]);
        read.Knows("EndpointSlice").ShouldBeTrue();
    }

    [Fact]
    public async Task Pods_are_spread_by_default_by_all_services_and_their_replica_set()
    {
        const string Labels = """ "app":"web","tier":"front","pod-template-hash":"a" """;
        ClusterSnapshot read = await Dump.Read(
            Dump.Node("n1"), Dump.Deployment("web", 1), Dump.ReplicaSet("web-a", "web", "a"), Dump.Pod("p", "n1", "ReplicaSet/web-a", Labels), Dump.Pod("bare", "n1"),
            Dump.Object("Service", "one", """ "selector":{"tier":"front"} """, "v1"), Dump.Object("Service", "two", """ "selector":{"app":"web","tier":"front"} """, "v1"),
            Dump.Object("Service", "three", """ "selector":{"app":"other"} """, "v1"), Dump.Object("Service", "elsewhere", """ "selector":{"pod-template-hash":"a"} """, "v1", "other"));

        read.Workload("web").Pods.Single().Template.DefaultSpreadSelector!.Requirements.Select(requirement => $"{requirement.Key}={requirement.Values[0]}")
            .ShouldBe(["app=web", "tier=front", "app=web", "pod-template-hash=a"]);
        read.Workload("bare").Pods.Single().Template.DefaultSpreadSelector.ShouldBeNull();
    }

    [Fact]
    public async Task Priorities_come_from_classes_where_pods_do_not_say_them()
    {
        ClusterSnapshot read = await Dump.Read(
            Dump.Node("n1"), """{"apiVersion":"scheduling.k8s.io/v1","kind":"PriorityClass","metadata":{"name":"high"},"value":1000}""",
            """{"apiVersion":"scheduling.k8s.io/v1","kind":"PriorityClass","metadata":{"name":"usual"},"value":5,"globalDefault":true}""",
            Dump.Deployment("a", 1, template: ""","priorityClassName":"high" """), Dump.Deployment("b", 1), Dump.Deployment("c", 1, template: ""","priorityClassName":"system-node-critical" """),
            Dump.Pod("p", "n1", spec: ""","priority":7,"priorityClassName":"high" """));

        read.Workloads.Select(workload => (workload.Name.Name, workload.AnyTemplate!.Priority)).Order()
            .ShouldBe([("a", 1000), ("b", 5), ("c", 2_000_001_000), ("p", 7)]);
    }

    [Fact]
    public async Task The_minor_version_is_that_of_the_newest_kubelet_when_the_version_of_the_server_is_unknown()
    {
        string One(string name, string version) => Dump.Node(name).Replace("\"status\":{", $"\"status\":{{\"nodeInfo\":{{\"kubeletVersion\":\"{version}\"}},", StringComparison.Ordinal);

        ClusterSnapshot read = await Dump.Read(One("a", "v1.31.4"), One("b", "v1.33.0-aks"));

        read.MinorVersion.ShouldBe(33);
        read.Notes.ShouldContain(note => note.Contains("1.33, that of the newest kubelet"));
    }

    [Fact]
    public async Task Equal_probes_have_equal_texts_without_tokens()
    {
        const string Get = """{"httpGet":{"path":"/healthz?token=s3cr3t","port":8080}}""";
        ClusterSnapshot read = await Dump.Read(Dump.Node("n1"), Dump.Pod("p", "n1", spec:
            $$$$$""","containers":[{"name":"a","readinessProbe":{{{{{Get}}}}},"livenessProbe":{{{{{Get}}}}},"startupProbe":{"httpGet":{"path":"/healthz?token=other","port":8080}}},{"name":"b","livenessProbe":{"exec":{"command":["s3cr3t"]},"periodSeconds":3}}]"""));

        ContainerFacts first = read.Workload("p").Pods.Single().Template.Containers[0];
        first.Readiness.ShouldBe(first.Liveness);
        first.Startup!.Action.ShouldNotBe(first.Liveness!.Action);
        first.Liveness.Action.ShouldStartWith("GET http :8080/healthz?~");
        first.Liveness.Action.ShouldNotContain("s3cr3t");
        read.Workload("p").Pods.Single().Template.Containers[1].Liveness.ShouldBe(new ProbeFacts("a command", PeriodSeconds: 3));
    }
}
