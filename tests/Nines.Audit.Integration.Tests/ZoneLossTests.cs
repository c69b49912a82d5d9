using System.Collections.Immutable;
using System.Globalization;
using Nines.Audits;
using Nines.Audits.Losses;
using Nines.Clusters;
using Nines.Testing.ControlPlane;

namespace Nines.Audit.Integration.Tests;

/// <summary>What the report says is left after the loss of a zone, against a real cluster that loses it.</summary>
public sealed class ZoneLossTests
{
    private const string Zone = "topology.kubernetes.io/zone";
    private const string Namespace = "shop";

    private static readonly string[] s_zones = ["weu-1", "weu-2", "weu-3"];

    private static CancellationToken Cancel => TestLimit.Token;

    [Fact]
    public async Task What_the_report_says_is_left_after_a_zone_is_what_is_left_when_its_nodes_are_deleted()
    {
        Assert.SkipWhen(RealControlPlane.Missing is not null, RealControlPlane.Missing ?? "");
        await using TestCluster cluster = await TestCluster.StartAsync(s_zones.SelectMany(Machines), Cancel);
        await cluster.Requests.PostAsync("/api/v1/namespaces", Manifest.Namespace(Namespace), Cancel);
        foreach (string manifest in ZoneLossWorkloads.First)
        {
            await cluster.Requests.PostAsync(Manifest.Path(manifest), manifest, Cancel);
        }

        // The large ones take a node each; what comes after them finds the same room on every node.
        await cluster.UntilRolledOutAsync(Cancel);
        foreach (string manifest in ZoneLossWorkloads.Then)
        {
            await cluster.Requests.PostAsync(Manifest.Path(manifest), manifest, Cancel);
        }

        await UntilReadyAsync(cluster, ZoneLossWorkloads.Pods);
        await LoseAsync(cluster, "weu-2");
        await cluster.Nodes.AddAsync(Machines("weu-2"), Cancel);

        // The lone pod is gone for good. The others lie less evenly than before.
        await UntilReadyAsync(cluster, ZoneLossWorkloads.Pods - 1);
        await LoseAsync(cluster, "weu-3");
        cluster.Nodes.Fault.ShouldBeNull();
    }

    private static async Task LoseAsync(TestCluster cluster, string zone)
    {
        await cluster.Nodes.SettleAsync(TimeSpan.FromSeconds(1.5), Cancel);
        AuditReport report = await cluster.AuditAsync(Cancel);
        CapacityLoss loss = report.Capacity.Single(one => one.Level.Key == "zone" && one.Domain.Id == zone && one.Kind == LossKind.Deleted);
        ImmutableArray<SeenPod> before = await cluster.PodsAsync(Namespace, Cancel);

        await Parallel.ForEachAsync(Machines(zone), Cancel, async (node, stop) => await cluster.Nodes.DeleteAsync(node.Name, stop));
        await cluster.Nodes.SettleAsync(TimeSpan.FromSeconds(4), Cancel);
        ImmutableArray<SeenPod> after = await cluster.PodsAsync(Namespace, Cancel);

        List<string> faults = [];
        foreach (WorkloadAudit audit in report.Workloads.Where(audit => audit.Workload.Name.Namespace == Namespace))
        {
            string name = audit.Workload.Name.Name;
            HashSet<string> uids = [.. before.Where(pod => pod.App == name).Select(pod => pod.Uid)];
            SeenPod[] now = [.. after.Where(pod => pod.App == name)];
            var seen = new Recovery(audit.Workload.Name, uids.Count, now.Count(pod => pod.IsReady && uids.Contains(pod.Uid)),
                now.Count(pod => pod.IsReady && !uids.Contains(pod.Uid)), now.Count(pod => pod.Node is null));
            Recovery said = Said(audit, loss, zone);
            TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{zone} {said}"));
            if (seen != said)
            {
                faults.Add($"{zone}: said {said}, seen {seen}");
            }
        }

        faults.ShouldBeEmpty();
        loss.Stranded.Sum(one => one.Pods).ShouldBe(after.Count(pod => pod.Node is null));
        loss.LostNodes.ShouldBe(4);
    }

    /// <summary>What the report tells of one workload, in numbers; from its losses where the loss of the zone moves none of its pods.</summary>
    private static Recovery Said(WorkloadAudit audit, CapacityLoss loss, string zone)
    {
        Workload workload = audit.Workload;
        if (audit.Requirement is null)
        {
            // Daemons live and die with their nodes.
            workload.Kind.ShouldBe(WorkloadKind.DaemonSet);
            int lost = workload.Pods.Count(pod => MachineZone(pod.Node!) == zone);
            return new Recovery(workload.Name, workload.Pods.Length, workload.Pods.Length - lost, 0, 0);
        }

        DomainLoss? here = audit.Losses.Single(one => one.Level.Key == "zone").Losses.SingleOrDefault(one => one.Domain.Id == zone);
        Recovery? recovery = loss.Recoveries.SingleOrDefault(one => one.Workload == workload.Name);
        recovery?.AtOnce.ShouldBe(here!.Left);
        return recovery ?? new Recovery(workload.Name, audit.Serving, here?.Left ?? audit.Serving, 0, 0);
    }

    private static Task UntilReadyAsync(TestCluster cluster, int pods) => TestCluster.UntilAsync($"{pods} pods are ready", async () =>
    {
        ImmutableArray<SeenPod> all = await cluster.PodsAsync(Namespace, Cancel);
        return all.Length == pods && all.All(pod => pod is { IsReady: true, IsTerminating: false });
    }, Cancel);

    private static IEnumerable<FakeNode> Machines(string zone) => Enumerable.Range(0, 4).Select(i => new FakeNode($"{zone}-{i}")
    {
        Labels = new Dictionary<string, string> { [Zone] = zone },
    });

    private static string MachineZone(string node) => node[..^2];
}
