using System.Collections.Immutable;
using Nines.Audits;
using Nines.Audits.Rules;
using Nines.Audits.Losses;
using Nines.Clusters;
using Nines.Testing.ControlPlane;

namespace Nines.Audit.Integration.Tests;

/// <summary>A hard spread constraint in an outage: what the audit foretells, and what the real scheduler does.</summary>
public sealed class BlockedRecoveryTests
{
    private const string Zone = "topology.kubernetes.io/zone";
    private const string Namespace = "shop";

    private static CancellationToken Cancel => TestLimit.Token;

    [Fact]
    public async Task A_pod_of_a_lost_zone_stays_pending_as_long_as_its_dead_nodes_are_registered()
    {
        Assert.SkipWhen(RealControlPlane.Missing is not null, RealControlPlane.Missing ?? "");

        // A cluster that notices in seconds what others notice in minutes.
        await using TestCluster cluster = await TestCluster.StartAsync(
            Enumerable.Range(0, 6).Select(i => new FakeNode($"n{i}") { Labels = new Dictionary<string, string> { [Zone] = $"weu-{(i % 3) + 1}" } }),
            Cancel,
            new ControlPlaneOptions
            {
                ApiServerFlags = ["--default-not-ready-toleration-seconds=1", "--default-unreachable-toleration-seconds=1"],
                ControllerManagerFlags = ["--node-monitor-period=1s", "--node-monitor-grace-period=12s", "--node-startup-grace-period=12s", "--node-eviction-rate=10"],
            },
            new FakeNodesOptions { Renew = TimeSpan.FromSeconds(1) });
        foreach (string json in new[]
        {
            Manifest.Namespace(Namespace),
            Manifest.Deployment(Namespace, "strict", 3, podSpec: Manifest.Spread("strict", Zone, isHard: true)),
            Manifest.Deployment(Namespace, "mild", 3, podSpec: Manifest.Spread("mild", Zone, isHard: false)),
            Manifest.Workload("StatefulSet", Namespace, "queue", 3, podSpec: Manifest.Spread("queue", Zone, isHard: false), spec: "\"serviceName\":\"queue\""),
            Manifest.Workload("DaemonSet", Namespace, "agent", null, "50m"),
        })
        {
            await cluster.Requests.PostAsync(Manifest.Path(json), json, Cancel);
        }

        await TestCluster.UntilAsync("all pods are ready", async () => (await cluster.PodsAsync(Namespace, Cancel)).Count(pod => pod.IsReady) == 3 + 3 + 3 + 6, Cancel);
        AuditReport report = await cluster.AuditAsync(Cancel);
        report.Findings.Where(finding => finding.Kind == FindingRules.Find("NINE306")!).Select(finding => finding.Subject.Name).ShouldBe(["strict"]);
        CapacityLoss dead = report.Capacity.Single(loss => loss.Domain.Id == "weu-2" && loss.Kind == LossKind.Unreachable);
        CapacityLoss gone = report.Capacity.Single(loss => loss.Domain.Id == "weu-2" && loss.Kind == LossKind.Deleted);
        dead.Stranded.Select(one => (one.Workload.Name, one.Pods)).ShouldBe([("strict", 1)]);
        gone.Stranded.ShouldBeEmpty();

        cluster.Nodes.Kill("n1");
        cluster.Nodes.Kill("n4");
        await TestCluster.UntilAsync("the other workload is back", async () => (await ReadyAsync(cluster, "mild")) == 3, Cancel);
        await TestCluster.UntilAsync("the lost pod is made anew", async () => (await LivingAsync(cluster, "strict")).Length == 3, Cancel);
        await cluster.Nodes.SettleAsync(TimeSpan.FromSeconds(3), Cancel);
        ImmutableArray<SeenPod> pending = await LivingAsync(cluster, "strict");
        pending.Count(pod => pod.Node is null).ShouldBe(1);
        dead.Recoveries.Select(recovery => (recovery.Workload.Name, recovery.Left)).ShouldBe([("mild", 3), ("strict", 2), ("queue", 2)]);
        foreach (Recovery recovery in dead.Recoveries)
        {
            (await ReadyAsync(cluster, recovery.Workload.Name)).ShouldBe(recovery.Left, recovery.ToString());
        }

        AuditReport outage = await cluster.AuditAsync(Cancel);
        outage.Findings.ShouldContain(finding => finding.Kind == FindingRules.Find("NINE306")! && finding.Subject.Name == "strict");
        outage.Workloads.Single(audit => audit.Workload.Name.Name == "strict").Serving.ShouldBe(2);
        outage.Workloads.Single(audit => audit.Workload.Name.Name == "mild").Serving.ShouldBe(3);

        await cluster.Nodes.DeleteAsync("n1", Cancel);
        await cluster.Nodes.DeleteAsync("n4", Cancel);
        gone.Recoveries.ShouldAllBe(recovery => recovery.Left == 3);
        await TestCluster.UntilAsync("the lost pods find nodes", async () => (await ReadyAsync(cluster, "strict")) == 3 && (await ReadyAsync(cluster, "queue")) == 3, Cancel);
        cluster.Nodes.Fault.ShouldBeNull();
    }

    private static async Task<int> ReadyAsync(TestCluster cluster, string app) =>
        (await LivingAsync(cluster, app)).Count(pod => pod.IsReady && pod.Node is not ("n1" or "n4"));

    private static async Task<ImmutableArray<SeenPod>> LivingAsync(TestCluster cluster, string app) =>
        [.. (await cluster.PodsAsync(Namespace, Cancel)).Where(pod => pod.App == app && !pod.IsTerminating)];
}
