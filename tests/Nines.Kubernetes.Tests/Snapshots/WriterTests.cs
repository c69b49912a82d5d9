using System.Text.Json;
using Nines.Clusters;
using Nines.Kubernetes.Snapshots.Building;
using Nines.Kubernetes.Snapshots.Trimming;

namespace Nines.Kubernetes.Tests.Snapshots;

/// <summary>A snapshot holds what is judged, nothing else, and always in the same bytes.</summary>
public sealed class WriterTests
{
    private const string Secret = "s3cr3t";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Written_snapshots_can_be_read_back_in_any_order(int seed)
    {
        string[] items = new RandomDump(seed).Items();
        string once = await Dump.Written(await Dump.Records(Dump.List(items)));

        string twice = await Dump.Written(await Dump.Records(once));
        string turned = await Dump.Written(await Dump.Records(Dump.List(items.Reverse())));

        twice.ShouldBe(once);
        turned.ShouldBe(once);
        JsonDocument.Parse(once).RootElement.GetProperty("items")[0].GetProperty("kind").GetString().ShouldBe("ClusterSnapshot");
    }

    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    public async Task A_snapshot_equals_the_cluster_that_it_was_read_from(int seed)
    {
        ClusterRecords records = await Dump.Records(Dump.List(new RandomDump(seed).Items()));
        ClusterSnapshot before = SnapshotBuilder.Build(records, TestLimit.Token);

        ClusterSnapshot after = SnapshotBuilder.Build(await Dump.Records(await Dump.Written(records)), TestLimit.Token);

        after.Workloads.Select(Told).ShouldBe(before.Workloads.Select(Told));
        after.Nodes.Select(node => $"{node} {string.Join(',', node.Labels)}").ShouldBe(before.Nodes.Select(node => $"{node} {string.Join(',', node.Labels)}"), ignoreOrder: false);
        after.Budgets.Select(budget => (budget.Name, budget.MinAvailable, budget.MaxUnavailable)).ShouldBe(before.Budgets.Select(budget => (budget.Name, budget.MinAvailable, budget.MaxUnavailable)));
        after.Unread.ShouldBe(before.Unread);
        after.Claims.ShouldBe(before.Claims);

        static string Told(Workload workload) =>
            $"{workload} {workload.Kind} {workload.Replicas} {workload.Template?.Requests.ScoredMilliCpu} " + string.Join(';', workload.Pods.Select(pod =>
                $"{pod.Name}@{pod.Node} {pod.IsReady} {string.Join(',', pod.Template.Claims)} {pod.Template.Requests.Actual.MilliCpu} {pod.Template.Spread.Length} {string.Join(',', pod.Template.DefaultSpreadSelector?.Requirements.Select(each => each.Key) ?? [])}"));
    }

    [Fact]
    public async Task An_empty_selector_and_an_empty_class_stay_apart_from_missing_ones()
    {
        string text = await Dump.Written(await Dump.Records(Dump.List(
            Dump.Node("n1"), Dump.Object("PodDisruptionBudget", "all", """ "selector":{} """, "policy/v1"), Dump.Object("PodDisruptionBudget", "none", "", "policy/v1"),
            Dump.Object("PersistentVolumeClaim", "c", """ "storageClassName":"" """, "v1"))));

        text.ShouldContain("""{"apiVersion":"policy/v1","kind":"PodDisruptionBudget","metadata":{"name":"all","namespace":"shop"},"spec":{"selector":{}}}""");
        text.ShouldContain("\"storageClassName\":\"\"");
        ClusterSnapshot read = SnapshotBuilder.Build(await Dump.Records(text), TestLimit.Token);
        read.Budgets.Select(budget => budget.Selector is null).ShouldBe([false, true]);
    }

    [Fact]
    public async Task Kinds_that_were_read_are_empty_and_others_keep_their_reasons()
    {
        ClusterRecords records = await Dump.Records(Dump.List(Dump.Node("n1")), """{"kind":"PodDisruptionBudgetList","apiVersion":"policy/v1","items":[]}""");
        records = records with { Unread = [.. records.Unread.Where(unread => unread.Kind != "Service"), new UnreadKind("Service", "forbidden: try it")], ServerVersion = "v1.34.1", TakenAt = DateTimeOffset.UnixEpoch };

        ClusterSnapshot read = SnapshotBuilder.Build(await Dump.Records(await Dump.Written(records)), TestLimit.Token);

        (read.Knows("PodDisruptionBudget"), read.Knows("Pod"), read.MinorVersion, read.TakenAt).ShouldBe((true, false, 34, DateTimeOffset.UnixEpoch));
        read.Unread.Single(unread => unread.Kind == "Service").Reason.ShouldBe("forbidden: try it");
    }

    [Fact]
    public async Task No_secret_comes_into_a_snapshot_wherever_it_stood()
    {
        const string Meta = ""","managedFields":[{"manager":"s3cr3t"}],"selfLink":"s3cr3t","generateName":"s3cr3t","uid":"s3cr3t","resourceVersion":"s3cr3t","finalizers":["s3cr3t"],"annotations":{"kubectl.kubernetes.io/last-applied-configuration":"s3cr3t","vault.example.com/token":"s3cr3t"}""";
        const string Containers = """
            [{"name":"c","image":"registry.example.com/s3cr3t:1","command":["s3cr3t"],"args":["--password=s3cr3t"],"workingDir":"/s3cr3t","env":[{"name":"s3cr3t","value":"s3cr3t","valueFrom":{"secretKeyRef":{"name":"s3cr3t","key":"s3cr3t"}}}],
              "envFrom":[{"secretRef":{"name":"s3cr3t"}}],"volumeMounts":[{"name":"s3cr3t","mountPath":"/s3cr3t"}],"ports":[{"name":"s3cr3t","containerPort":1}],
              "lifecycle":{"preStop":{"exec":{"command":["s3cr3t"]}}},"securityContext":{"seLinuxOptions":{"user":"s3cr3t"}},"terminationMessagePath":"s3cr3t",
              "readinessProbe":{"httpGet":{"path":"/ok?key=s3cr3t","host":"s3cr3t","httpHeaders":[{"name":"Authorization","value":"s3cr3t"}],"port":1}},"livenessProbe":{"exec":{"command":["s3cr3t"]}}}]
            """;
        const string PodSpec = $$$"""
            ,"containers":{{{Containers}}},"initContainers":{{{Containers}}},"serviceAccountName":"s3cr3t","imagePullSecrets":[{"name":"s3cr3t"}],"hostname":"s3cr3t","hostAliases":[{"ip":"1","hostnames":["s3cr3t"]}],
             "dnsConfig":{"searches":["s3cr3t"]},"ephemeralContainers":{{{Containers}}},"securityContext":{"sysctls":[{"name":"s3cr3t"}]},
             "volumes":[{"name":"s3cr3t","secret":{"secretName":"s3cr3t"}},{"name":"x","csi":{"volumeAttributes":{"a":"s3cr3t"} } },{"name":"data","persistentVolumeClaim":{"claimName":"data"}},
               {"name":"eph","ephemeral":{"volumeClaimTemplate":{"metadata":{"annotations":{"a":"s3cr3t"},"labels":{"a":"s3cr3t"} },"spec":{"storageClassName":"s3cr3t"} } } }]
            """;
        string pod = Dump.Pod("p", "n1", spec: PodSpec, meta: Meta).Replace("\"phase\"", "\"message\":\"s3cr3t\",\"podIP\":\"s3cr3t\",\"containerStatuses\":[{\"image\":\"s3cr3t\"}],\"phase\"", StringComparison.Ordinal);
        string[] items =
        [
            Dump.Node("n1").Replace("\"status\":{", "\"status\":{\"images\":[{\"names\":[\"s3cr3t\"]}],\"addresses\":[{\"address\":\"s3cr3t\"}],\"nodeInfo\":{\"machineID\":\"s3cr3t\",\"kubeletVersion\":\"v1.34.0\"},", StringComparison.Ordinal)
                .Replace("\"reason\"", "\"reason\"", StringComparison.Ordinal),
            pod,
            Dump.Deployment("web", 1, template: PodSpec).Replace("\"namespace\":\"shop\"", "\"namespace\":\"shop\"" + Meta, StringComparison.Ordinal),
            Dump.Object("StatefulSet", "db", $$$""" "template":{"spec":{"x":1{{{PodSpec}}} } },"volumeClaimTemplates":[{"metadata":{"name":"data","annotations":{"a":"s3cr3t"}},"spec":{"dataSource":{"name":"s3cr3t"} } }] """, meta: Meta),
            Dump.Object("DaemonSet", "log", $$$""" "template":{"spec":{"x":1{{{PodSpec}}} } } """, meta: Meta),
            Dump.Object("Service", "svc", """ "clusterIP":"10.1.2.3-s3cr3t","externalIPs":["s3cr3t"],"loadBalancerSourceRanges":["s3cr3t"],"externalName":"s3cr3t","ports":[{"name":"s3cr3t"}] """, "v1", meta: Meta),
            Dump.Object("PersistentVolumeClaim", "data", """ "dataSource":{"name":"s3cr3t"} """, "v1", meta: Meta),
            """{"apiVersion":"v1","kind":"PersistentVolume","metadata":{"name":"v","annotations":{"x":"s3cr3t"},"labels":{"own":"s3cr3t"}},"spec":{"csi":{"driver":"d","volumeHandle":"s3cr3t","volumeAttributes":{"key":"s3cr3t"},"nodeStageSecretRef":{"name":"s3cr3t"}},"mountOptions":["password=s3cr3t"]}}""",
            """{"apiVersion":"storage.k8s.io/v1","kind":"StorageClass","metadata":{"name":"s"},"provisioner":"p","parameters":{"skuName":"Premium_LRS","password":"s3cr3t"},"mountOptions":["s3cr3t"]}""",
            """{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s3cr3t","namespace":"s"},"data":{"a":"s3cr3t"}}""",
            """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"s3cr3t"},"data":{"a":"s3cr3t"}}""",
            """{"apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice","metadata":{"name":"e","namespace":"shop","labels":{"kubernetes.io/service-name":"svc","own":"s3cr3t"}},"endpoints":[{"addresses":["s3cr3t"],"hostname":"s3cr3t"}]}""",
        ];

        ClusterRecords records = await Dump.Records(Dump.List(items));
        string text = await Dump.Written(records);

        text.ShouldNotContain(Secret);
        text.ShouldContain("\"kind\":\"StatefulSet\"");
        text.ShouldContain("/ok?~");
        records.Notes.ShouldAllBe(note => !note.Contains(Secret));
    }
}
