using Nines.Audits;
using Nines.Audits.Findings;
using Nines.Audits.Losses;
using Nines.Clusters;
using Nines.Domains;
using Nines.Tests.Clusters;

namespace Nines.Tests.Audits.Losses;

public sealed class LossFinderTests
{
    [Fact]
    public void Losses_pairs_and_closable_gaps_agree_with_counting()
    {
        var random = new Random(11);
        for (int trial = 0; trial < 400; trial++)
        {
            ClusterSnapshot snapshot = RandomCluster(random);
            AuditReport report = Auditor.Audit(snapshot, new AuditOptions(), CancellationToken.None);
            foreach (WorkloadAudit audit in report.Workloads)
            {
                foreach (LevelLoss loss in audit.Losses)
                {
                    Check(snapshot, report.Domains, audit, loss);
                }
            }
        }
    }

    [Fact]
    public void Pods_that_are_not_ready_do_not_serve()
    {
        WorkloadAudit audit = Audit(new SnapshotBuilder().Zones(3)
            .Deployment("web", web => web.Pod("a1").Pod("b1", ready: false).Pod("c1", terminating: true).Replicas(3)));
        audit.Serving.ShouldBe(1);
        audit.Losses[0].Losses.ShouldHaveSingleItem().Left.ShouldBe(0);
    }

    [Fact]
    public void Without_any_status_pods_with_a_node_serve() =>
        Audit(new SnapshotBuilder().Zones(2).Deployment("web", web => web.Pod("a1", ready: false).Pod("b1", ready: false).Pending())).Serving.ShouldBe(2);

    [Fact]
    public void Unknown_domains_are_not_shared()
    {
        WorkloadAudit audit = Audit(new SnapshotBuilder().Node("a", zone: "weu-1").Node("b").Node("c").Node("d", zone: "weu-2")
            .Deployment("web", web => web.On("b", "c", "a")));
        LevelLoss zones = audit.Losses.First(loss => loss.Level.Key == DomainKinds.Zone);
        (zones.UnknownPods, zones.Worst!.Left, zones.IsExposed).ShouldBe((2, 2, false));
    }

    [Fact]
    public void Domains_excluded_by_taints_and_selectors_are_not_better_places()
    {
        SnapshotBuilder Cluster() => new SnapshotBuilder().Zones(2, 2).Change("b1", Tainted).Change("b2", Tainted);
        static Node Tainted(Node node) => node with { Taints = [new Taint("gpu", "", TaintEffect.NoSchedule)] };
        Zone(Cluster().Deployment("web", web => web.On("a1", "a2"))).ShouldBe((true, false, 1));
        Zone(Cluster().Deployment("web", web => web.On("a1", "a2").Template(pod => pod with { Tolerations = [new Toleration("gpu", Exists: true)] })))
            .ShouldBe((true, true, 2));
        Zone(new SnapshotBuilder().Zones(2, 2).Deployment("web", web => web.On("a1", "a2").Template(pod => pod with
        {
            NodeAffinity = new NodeAffinity { Selector = [(Node.ZoneLabel, "weu-1")] },
        }))).ShouldBe((true, false, 1));

        // A cordon passes.
        Zone(new SnapshotBuilder().Node("a1", zone: "weu-1").Node("a2", zone: "weu-1").Node("b1", zone: "weu-2", cordoned: true)
            .Deployment("web", web => web.On("a1", "a2"))).ShouldBe((true, true, 2));
    }

    [Fact]
    public void Volumes_that_pin_pods_leave_no_better_place()
    {
        static PodTemplate In(PodTemplate pod, string zone) => pod with
        {
            Volumes = [new PodVolume { Nodes = [new NodeSelectorTerm(new LabelRequirement(Node.ZoneLabel, LabelOperator.In, zone))] }],
        };
        Workload set = new WorkloadBuilder(WorkloadKind.StatefulSet, "db").On("a1", "a2", "b1").Build();
        Workload Pinned(params string[] zones) => set with
        {
            Pods = [.. set.Pods.Select((pod, index) => pod with { Template = In(pod.Template, zones[index]) })],
        };
        Zone(new SnapshotBuilder().Zones(3, 2).Workload(Pinned("weu-1", "weu-1", "weu-2"))).ShouldBe((true, false, 2));
        Zone(new SnapshotBuilder().Zones(3, 2).Workload(set)).ShouldBe((true, true, 3));
    }

    private static (bool IsExposed, bool CanBeClosed, int Usable) Zone(SnapshotBuilder builder)
    {
        LevelLoss loss = Audit(builder).Losses.First(loss => loss.Level.Key == DomainKinds.Zone);
        return (loss.IsExposed, loss.CanBeClosed, loss.UsableDomains);
    }

    private static WorkloadAudit Audit(SnapshotBuilder builder) =>
        Auditor.Audit(builder.Build(), new AuditOptions(), CancellationToken.None).Workloads.ShouldHaveSingleItem();

    private static void Check(ClusterSnapshot snapshot, DomainMap map, WorkloadAudit audit, LevelLoss loss)
    {
        string?[] at = [.. audit.Workload.Pods.Where(pod => pod.Serves).Select(pod => map.Of(loss.Level, pod.Node!)?.Id)];
        string[] domains = [.. map.Of(loss.Level).Select(domain => domain.Domain.Id)];
        foreach (string domain in domains)
        {
            int lost = at.Count(one => one == domain);
            (loss.Losses.SingleOrDefault(one => one.Domain.Id == domain)?.Lost ?? 0).ShouldBe(lost);
        }

        int least = domains.Min(domain => at.Count(one => one != domain));
        loss.UnknownPods.ShouldBe(at.Count(one => one is null));
        bool isHeld = at.Any(one => one is not null);
        loss.IsExposed.ShouldBe(isHeld && least < audit.Requirement!.Pods);
        (loss.Worst?.Left ?? at.Length).ShouldBe(least);
        if (loss.WorstPair is { } pair)
        {
            int leastOfTwo = domains.SelectMany(_ => domains, (first, second) => (first, second)).Where(two => two.first != two.second)
                .Min(two => at.Count(one => one != two.first && one != two.second));
            pair.Left.ShouldBe(leastOfTwo);
        }

        // Every way of placing as many pods over the domains that the node selector leaves.
        string[] usable = [.. map.Of(loss.Level).Where(domain => domain.Nodes.Any(Allowed)).Select(domain => domain.Domain.Id)];
        bool Allowed(string node) => audit.Workload.AnyTemplate!.NodeAffinity.Allows(snapshot.Nodes.Single(one => one.Name == node));
        if (usable.Length > 0 && at.Length > 0)
        {
            loss.CanBeClosed.ShouldBe(Placements(at.Length, usable.Length).Any(placement => at.Length - placement.Max() >= audit.Requirement!.Pods));
            loss.UsableDomains.ShouldBe(usable.Length);
        }
    }

    private static IEnumerable<int[]> Placements(int pods, int domains)
    {
        for (long code = 0; code < (long)Math.Pow(domains, pods); code++)
        {
            int[] holds = new int[domains];
            long rest = code;
            for (int pod = 0; pod < pods; pod++, rest /= domains)
            {
                holds[rest % domains]++;
            }

            yield return holds;
        }
    }

    private static ClusterSnapshot RandomCluster(Random random)
    {
        var builder = new SnapshotBuilder();
        string[] nodes = [.. Enumerable.Range(0, random.Next(2, 7)).Select(node => $"n{node}")];
        foreach (string node in nodes)
        {
            builder.Node(
                node,
                zone: random.Next(4) == 0 ? null : $"weu-{random.Next(1, 4)}",
                updateDomain: random.Next(4) == 0 ? null : $"{random.Next(3)}",
                pool: $"p{random.Next(2)}");
        }

        for (int workload = 0; workload < 3; workload++)
        {
            string name = $"w{workload}";
            bool pinned = random.Next(3) == 0;
            string pool = $"p{random.Next(2)}";
            builder.Deployment(name, web =>
            {
                web.On(Enumerable.Range(0, random.Next(1, 6)).Select(_ => nodes[random.Next(nodes.Length)]));
                if (pinned)
                {
                    web.Template(pod => pod with { NodeAffinity = new NodeAffinity { Selector = [("kubernetes.azure.com/agentpool", pool)] } });
                }
            });
            if (random.Next(2) == 0)
            {
                builder.Budget(name, min: $"{random.Next(1, 4)}");
            }
        }

        return builder.Build();
    }
}
