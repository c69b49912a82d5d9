using Nines.Clusters;

namespace Nines.Kubernetes.Tests.Snapshots;

/// <summary>Pods come to those who make them.</summary>
public sealed class WorkloadTests
{
    [Fact]
    public async Task Pods_of_a_deployment_come_to_it_through_their_replica_sets()
    {
        ClusterSnapshot read = await Dump.Read(
            Dump.Node("n1"), Dump.Deployment("web", 3), Dump.ReplicaSet("web-a", "web", "a", 2), Dump.ReplicaSet("web-b", "web", "b"),
            Dump.Pod("web-a-1", "n1", "ReplicaSet/web-a", """ "app":"web","pod-template-hash":"a" """), Dump.Pod("web-a-0", "n1", "ReplicaSet/web-a", """ "app":"web","pod-template-hash":"a" """),
            Dump.Pod("web-b-0", "", "ReplicaSet/web-b", """ "app":"web","pod-template-hash":"b" """));

        Workload web = read.Workloads.ShouldHaveSingleItem();
        (web.Kind, web.Name, web.Replicas, web.SaysReplicas).ShouldBe((WorkloadKind.Deployment, new ObjectName("Deployment", "shop", "web"), 3, true));
        web.Pods.Select(pod => (pod.Name, pod.Node)).ShouldBe([("web-a-0", "n1"), ("web-a-1", "n1"), ("web-b-0", null)]);
        web.Pods[0].Template.ShouldBeSameAs(web.Pods[1].Template);
        web.Pods[0].Template.ShouldNotBeSameAs(web.Pods[2].Template);
        web.Selector!.Matches(new Dictionary<string, string> { ["app"] = "web" }).ShouldBeTrue();
        web.Template!.Labels["app"].ShouldBe("web");
        web.Pods[0].Serves.ShouldBeTrue();
    }

    [Fact]
    public async Task Pods_are_assigned_to_their_deployment_without_replica_sets()
    {
        ClusterSnapshot read = await Dump.Read(
            Dump.Node("n1"), Dump.Deployment("web", 1), Dump.Pod("p", "n1", "ReplicaSet/web-a", """ "app":"web","pod-template-hash":"a" """));

        Workload web = read.Workloads.ShouldHaveSingleItem();
        web.Kind.ShouldBe(WorkloadKind.Deployment);
        web.Pods.Single().Template.DefaultSpreadSelector!.Requirements.Select(requirement => requirement.Key).ShouldBe(["app", "pod-template-hash"]);
    }

    [Fact]
    public async Task With_nodes_and_pods_alone_a_deployment_is_known_by_its_pods()
    {
        ClusterSnapshot read = await Dump.Read(
            Dump.Node("n1"), Dump.Pod("p", "n1", "ReplicaSet/web-a", """ "pod-template-hash":"a" """), Dump.Pod("q", "n1", "ReplicaSet/web-b", """ "pod-template-hash":"b" """));

        Workload web = read.Workloads.ShouldHaveSingleItem();
        (web.Kind, web.Name.Name, web.Replicas, web.SaysReplicas, web.Template).ShouldBe((WorkloadKind.Deployment, "web", 2, false, null));
    }

    [Fact]
    public async Task Owners_of_other_kinds_are_known_by_the_scale_of_their_replica_sets_or_pods()
    {
        ClusterSnapshot read = await Dump.Read(
            Dump.Node("n1"), Dump.Deployment("x", 0), Dump.ReplicaSet("roll-a", "roll", "a", 4, "Rollout", "argoproj.io/v1alpha1"), Dump.ReplicaSet("roll-b", "roll", "b", 0, "Rollout", "argoproj.io/v1alpha1"),
            Dump.Pod("roll-1", "n1", "ReplicaSet/roll-a", """ "app":"roll" """), Dump.Pod("direct-1", "n1", "Rollout/direct"), Dump.Pod("direct-2", "n1", "Rollout/direct"));

        Workload roll = read.Workload("roll");
        (roll.Kind, roll.Name.Kind, roll.ApiVersion, roll.Replicas, roll.SaysReplicas, roll.Pods.Length).ShouldBe((WorkloadKind.Other, "Rollout", "argoproj.io/v1alpha1", 4, false, 1));
        roll.Template!.Labels["pod-template-hash"].ShouldBe("a");
        (read.Workload("direct").Replicas, read.Workload("direct").Kind).ShouldBe((2, WorkloadKind.Other));
    }

    [Fact]
    public async Task A_kind_that_another_group_calls_the_same_is_another_kind()
    {
        ClusterSnapshot read = await Dump.Read(
            Dump.Node("n1"), Dump.Object("StatefulSet", "db", """ "replicas":3,"selector":{"matchLabels":{"a":"b"}} """),
            Dump.Pod("db-0", "n1", "StatefulSet/db").Replace("apps/v1", "apps.kruise.io/v1beta1", StringComparison.Ordinal));

        read.Workloads.Select(workload => (workload.Kind, workload.Name.Kind, workload.Pods.Length))
            .ShouldBe([(WorkloadKind.StatefulSet, "StatefulSet", 0), (WorkloadKind.Other, "StatefulSet.apps.kruise.io", 1)]);
    }

    [Fact]
    public async Task Static_pods_of_all_nodes_are_one_workload_and_bare_pods_are_their_own()
    {
        ClusterSnapshot read = await Dump.Read(
            Dump.Node("n1"), Dump.Node("n2"), Dump.Pod("kube-proxy-n1", "n1", "Node/n1"), Dump.Pod("kube-proxy-n2", "n2", "Node/n2"),
            Dump.Pod("old-n2", "n2", meta: ""","annotations":{"kubernetes.io/config.mirror":"x"}"""), Dump.Pod("bare", "n1"), Dump.Pod("done", "n1", phase: "Succeeded"),
            Dump.Pod("backup-1", "n1", "Job/backup"), Dump.Pod("flow-1", "n1", "Rollout/flow", spec: ""","restartPolicy":"Never" """));

        read.Workloads.Select(workload => (workload.Kind, workload.Name.Name, workload.Pods.Length)).ShouldBe(
        [
            (WorkloadKind.Job, "backup", 1), (WorkloadKind.BarePod, "bare", 1), (WorkloadKind.StaticPod, "kube-proxy", 2), (WorkloadKind.StaticPod, "old", 1), (WorkloadKind.Job, "flow", 1),
        ]);
        read.Workload("kube-proxy").Pods.Select(pod => pod.Template).Distinct().ShouldHaveSingleItem().Recreation.ShouldBe(Recreation.WithNode);
        read.Workload("bare").Pods.Single().Template.Recreation.ShouldBe(Recreation.Never);
    }

    [Fact]
    public async Task Pods_of_a_daemon_set_are_alike_although_each_is_bound_to_its_node()
    {
        const string Bound = ""","affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{"matchFields":[{"key":"metadata.name","operator":"In","values":["N"]}]}]}}}""";
        ClusterSnapshot read = await Dump.Read(
            Dump.Node("n1"), Dump.Node("n2"), Dump.Object("DaemonSet", "log", """ "selector":{"matchLabels":{"a":"b"}} """),
            Dump.Pod("log-1", "n1", "DaemonSet/log", spec: Bound.Replace("N\"", "n1\"", StringComparison.Ordinal)),
            Dump.Pod("log-2", "n2", "DaemonSet/log", spec: Bound.Replace("N\"", "n2\"", StringComparison.Ordinal)));

        Workload log = read.Workloads.ShouldHaveSingleItem();
        log.Replicas.ShouldBe(2);
        log.Pods.Select(pod => pod.Template).Distinct().ShouldHaveSingleItem().NodeAffinity.Required.ShouldBeNull();
    }

    [Fact]
    public async Task Pods_on_missing_nodes_are_skipped_and_reported()
    {
        ClusterSnapshot read = await Dump.Read(
            Dump.Node("n1"), Dump.Deployment("web", 2), Dump.ReplicaSet("web-a", "web", "a", 2),
            Dump.Pod("web-1", "n1", "ReplicaSet/web-a"), Dump.Pod("web-2", "gone", "ReplicaSet/web-a"));

        (read.Workloads.Single().Pods.Length, read.Workloads.Single().Replicas).ShouldBe((1, 2));
        read.Notes.ShouldContain("1 pods are on nodes that the input does not contain, and are omitted: shop/web-2 on gone");
        read.ToCluster().Faults().ShouldBeEmpty();
    }
}
