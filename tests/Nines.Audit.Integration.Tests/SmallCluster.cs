using System.Text.Json;
using Nines.Testing.ControlPlane;

namespace Nines.Audit.Integration.Tests;

/// <summary>One small cluster in three zones, for tests that do not get in each other's way.</summary>
public sealed class SmallCluster : IAsyncLifetime
{
    /// <summary>Of the tests that share it.</summary>
    public const string Name = "small cluster";

    /// <summary>Whatever a test changes, it changes in a namespace of its own.</summary>
    public const string Namespace = "shop";

    /// <summary>May list what an audit reads, but for budgets.</summary>
    public const string ViewerToken = "viewer-token";

    internal TestCluster Cluster { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (RealControlPlane.Missing is not null)
        {
            return;
        }

        CancellationToken cancellation = TestLimit.Token;
        Cluster = await TestCluster.StartAsync(
            Enumerable.Range(0, 6).Select(i => new FakeNode($"n{i}") { Labels = new Dictionary<string, string> { ["topology.kubernetes.io/zone"] = $"weu-{(i % 3) + 1}" } }),
            cancellation, new ControlPlaneOptions { Users = [(ViewerToken, "viewer", [])] });
        foreach (string json in new[]
        {
            Manifest.Namespace(Namespace),
            Manifest.Deployment(Namespace, "blocked", 3), Manifest.Budget(Namespace, "blocked", "blocked", 3),
            Manifest.Deployment(Namespace, "open", 3), Manifest.Budget(Namespace, "open", "open", 2),
            Manifest.Deployment(Namespace, "twice", 3), Manifest.Budget(Namespace, "first", "twice", 1), Manifest.Budget(Namespace, "second", "twice", 2),
            Manifest.Deployment(Namespace, "single", 1),
            Manifest.Deployment(Namespace, "strict", 3, podSpec: Manifest.Spread("strict", "topology.kubernetes.io/zone", isHard: true)),
            Manifest.Workload("StatefulSet", Namespace, "queue", 3, spec: "\"serviceName\":\"queue\""),
            Manifest.Workload("DaemonSet", Namespace, "agent", null, "50m"),
            Manifest.Pod(Namespace, "lone"),
            """{"apiVersion":"v1","kind":"Service","metadata":{"name":"single","namespace":"shop"},"spec":{"selector":{"app":"single"},"ports":[{"port":80}]} }""",
            """{"apiVersion":"v1","kind":"Service","metadata":{"name":"nobody","namespace":"shop"},"spec":{"selector":{"app":"nobdy"},"ports":[{"port":80}]} }""",
            """
            {"apiVersion":"autoscaling/v1","kind":"HorizontalPodAutoscaler","metadata":{"name":"open","namespace":"shop"},
             "spec":{"minReplicas":1,"maxReplicas":3,"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"open"} } }
            """,
        }.Concat(Permissions()))
        {
            await Cluster.Requests.PostAsync(Manifest.Path(json), json, cancellation);
        }

        await Cluster.UntilRolledOutAsync(cancellation);

        // Of two budgets over the same pods the controller hears of one only; the other waits for its next round.
        await TestCluster.UntilAsync("the budgets are counted", async () =>
        {
            using JsonDocument budgets = await Cluster.Requests.GetAsync("/apis/policy/v1beta1/poddisruptionbudgets", cancellation);
            return budgets.RootElement.GetProperty("items").EnumerateArray()
                .Where(budget => budget.GetProperty("metadata").GetProperty("name").GetString() is "blocked" or "open")
                .All(budget => budget.TryGetProperty("status", out JsonElement status) && status.GetProperty("currentHealthy").GetInt32() == 3);
        }, cancellation);
        await TestCluster.UntilAsync("all pods run", async () => (await Cluster.PodsAsync(Namespace, cancellation)).Count(pod => pod.IsReady) == 3 + 3 + 3 + 1 + 3 + 3 + 6 + 1, cancellation);
        await Cluster.Nodes.SettleAsync(TimeSpan.FromSeconds(1), cancellation);
    }

    public ValueTask DisposeAsync() => Cluster?.DisposeAsync() ?? default;

    private static string[] Permissions() =>
    [
        """
        {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"viewer"},"rules":[
          {"apiGroups":[""],"resources":["nodes","namespaces","pods","services","persistentvolumeclaims","persistentvolumes"],"verbs":["list"]},
          {"apiGroups":["apps"],"resources":["deployments","replicasets","statefulsets","daemonsets"],"verbs":["list"]},
          {"apiGroups":["autoscaling"],"resources":["horizontalpodautoscalers"],"verbs":["list"]},
          {"apiGroups":["discovery.k8s.io"],"resources":["endpointslices"],"verbs":["list"]},
          {"apiGroups":["storage.k8s.io"],"resources":["storageclasses"],"verbs":["list"]},
          {"apiGroups":["scheduling.k8s.io"],"resources":["priorityclasses"],"verbs":["list"]}]}
        """,
        """
        {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"viewer"},"subjects":[{"kind":"User","name":"viewer","apiGroup":"rbac.authorization.k8s.io"}],
         "roleRef":{"kind":"ClusterRole","name":"viewer","apiGroup":"rbac.authorization.k8s.io"} }
        """,
    ];
}

/// <summary>The tests that share the small cluster, one after the other.</summary>
[CollectionDefinition(SmallCluster.Name)]
public sealed class SmallClusterTests : ICollectionFixture<SmallCluster>;
