using System.Collections.Immutable;
using System.Text;
using Nines.Kubernetes.Clients;
using Nines.Kubernetes.Lists;
using Nines.Kubernetes.Records;
using Nines.Testing.ControlPlane;

namespace Nines.Kubernetes.Integration.Tests;

/// <summary>The real scheduler and the real controllers over nodes that are kept alive by the tests.</summary>
public sealed class FakeNodesTests : IAsyncLifetime
{
    private RealControlPlane? _plane;
    private FakeNodes? _nodes;
    private KubernetesClient _client = null!;

    private static CancellationToken Cancel => TestLimit.Token;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(RealControlPlane.Missing is not null, RealControlPlane.Missing ?? "");

        // A cluster that notices in seconds what others notice in minutes.
        _plane = await RealControlPlane.StartAsync(
            new ControlPlaneOptions
            {
                Scheduler = true,
                ControllerManager = true,
                ApiServerFlags = ["--default-not-ready-toleration-seconds=1", "--default-unreachable-toleration-seconds=1"],
                ControllerManagerFlags = ["--node-monitor-period=1s", "--node-monitor-grace-period=6s", "--node-startup-grace-period=6s"],
            },
            Cancel);
        _client = RealCluster.ClientOf(_plane, RealControlPlane.AdminToken);
        _nodes = await FakeNodes.StartAsync(
            _plane,
            Enumerable.Range(0, 6).Select(i => new FakeNode($"n{i}")
            {
                Labels = new Dictionary<string, string> { ["topology.kubernetes.io/zone"] = $"z{i % 3}" },
                Taints = i == 5 ? [("only", "others", "NoSchedule")] : [],
            }),
            Cancel, new FakeNodesOptions { Renew = TimeSpan.FromSeconds(1), BecomesReady = (_, name) => !name.StartsWith("never", StringComparison.Ordinal) });
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        await (_nodes?.DisposeAsync() ?? default);
        await (_plane?.DisposeAsync() ?? default);
    }

    [Fact]
    public async Task Workloads_become_ready_and_move_when_nodes_are_deleted_or_die()
    {
        await DeployAsync("web", 3);
        await UntilReadyAsync("web", 3);
        ImmutableArray<PodRecord> first = await PodsAsync("web");
        first.Select(pod => pod.Spec.NodeName).Distinct().Count().ShouldBe(3);
        first.ShouldAllBe(pod => pod.Spec.NodeName != "n5" && pod.Status.Phase == "Running");
        await _nodes!.SettleAsync(TimeSpan.FromSeconds(1), Cancel);

        // Deleted: gone at once.
        PodRecord moved = first[0];
        await _nodes.DeleteAsync(moved.Spec.NodeName, Cancel);
        await UntilReadyAsync("web", 3);
        ImmutableArray<PodRecord> second = await PodsAsync("web");
        second.ShouldNotContain(pod => pod.Metadata.Uid == moved.Metadata.Uid || pod.Spec.NodeName == moved.Spec.NodeName);
        second.Count(pod => first.Any(before => before.Metadata.Uid == pod.Metadata.Uid)).ShouldBe(2);

        // Killed: its pod stays as one that is ending, and another one takes its place.
        PodRecord dying = second.First(pod => first.Any(before => before.Metadata.Uid == pod.Metadata.Uid));
        _nodes.Kill(dying.Spec.NodeName);
        await RealCluster.UntilAsync(async () => (await PodsAsync("web")).Any(pod => pod.Metadata.Uid == dying.Metadata.Uid && pod.Metadata.DeletionTimestamp is not null));
        await UntilReadyAsync("web", 3);
        NodeRecord dead = await _client.GetAsync(ResourceKinds.Nodes, null, dying.Spec.NodeName, Cancel);
        dead.Status.Conditions.Single(condition => condition.Type == "Ready").Status.ShouldBe("Unknown");
        dead.Spec.Taints.Select(taint => taint.Key).ShouldContain("node.kubernetes.io/unreachable");

        // Back again: it ends what was to end.
        await _nodes.ReviveAsync(dying.Spec.NodeName, Cancel);
        await RealCluster.UntilAsync(async () => (await PodsAsync("web")).All(pod => pod.Metadata.Uid != dying.Metadata.Uid));
        await RealCluster.UntilAsync(async () => (await _client.GetAsync(ResourceKinds.Nodes, null, dying.Spec.NodeName, Cancel)).Spec.Taints.Length == 0);

        // One that never becomes ready, and one that is scaled away.
        await DeployAsync("never", 1);
        await RealCluster.UntilAsync(async () => (await PodsAsync("never")) is [{ Status.Phase: "Running" }]);
        await _nodes.SettleAsync(TimeSpan.FromSeconds(1), Cancel);
        (await _client.GetAsync(ResourceKinds.Deployments, "default", "never", Cancel)).Status.ReadyReplicas.ShouldBe(0);
        await _client.PatchAsync(ResourceKinds.Deployments, "default", "web", """{"spec":{"replicas":1}}"""u8.ToArray(), new WriteOptions(), Cancel);
        await RealCluster.UntilAsync(async () => (await PodsAsync("web")).Length == 1);
        _nodes.Fault.ShouldBeNull();
    }

    private Task<DeploymentRecord> DeployAsync(string name, int replicas) => _client.CreateAsync(
        ResourceKinds.Deployments, "default",
        Encoding.UTF8.GetBytes(
            $$$"""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"{{{name}}}"},"spec":{"replicas":{{{replicas}}},"selector":{"matchLabels":{"app":"{{{name}}}"} },
             "template":{"metadata":{"labels":{"app":"{{{name}}}"} },"spec":{"containers":[{"name":"c","image":"i"}],
              "topologySpreadConstraints":[{"maxSkew":1,"topologyKey":"kubernetes.io/hostname","whenUnsatisfiable":"DoNotSchedule","labelSelector":{"matchLabels":{"app":"{{{name}}}"} } }]} } } }
            """),
        new WriteOptions(), Cancel);

    private Task UntilReadyAsync(string name, int replicas) => RealCluster.UntilAsync(async () =>
        (await _client.GetAsync(ResourceKinds.Deployments, "default", name, Cancel)).Status.ReadyReplicas == replicas
        && (await PodsAsync(name)).Count(pod => pod.Metadata.DeletionTimestamp is null && pod.Status.Conditions.Any(condition => condition is { Type: "Ready", Status: "True" })) == replicas);

    private async Task<ImmutableArray<PodRecord>> PodsAsync(string app) =>
        [.. (await _client.ListAsync(ResourceKinds.Pods, new ListQuery { Namespace = "default", LabelSelector = "app=" + app }, Cancel)).Items];
}
