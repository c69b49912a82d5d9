using System.Collections.Immutable;
using Nines.Clusters;
using Nines.Scheduling;

namespace Nines.Benchmarks;

/// <summary>Times the placement simulator on growing clusters: filling the state, placing deployments, and losing a zone.</summary>
internal static class PlacementBenchmark
{
    private const int PodsPerNode = 30;
    private const int Replicas = 10;

    /// <param name="output">Gets a Markdown table.</param>
    public static void Run(TextWriter output)
    {
        output.WriteLine("| nodes | pods | fill ms | plain pods/s | zones and hosts hard pods/s | anti-affinity pods/s | zone lost: pods | zone lost ms | without a place | allocated MB |");
        output.WriteLine("|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");

        // One round unmeasured, for the compiler.
        Row(TextWriter.Null, 200);
        foreach (int nodes in new[] { 500, 1000, 2500, 5000 })
        {
            Row(output, nodes);
        }
    }

    private static void Row(TextWriter output, int nodes)
    {
        long before = GC.GetTotalAllocatedBytes();
        Cluster cluster = Generated(nodes);
        Simulator? simulator = null;
        double fill = Time(() => simulator = new Simulator(cluster));
        double plain = Rate(simulator!, template => template);
        double spread = Rate(simulator!, template => template with
        {
            Spread = [Hard(Node.ZoneLabel, template), Hard(Node.HostnameLabel, template)],
        });
        double anti = Rate(simulator!, template => template with
        {
            PodAffinity = new PodAffinity { RequiredAnti = [new PodAffinityTerm { TopologyKey = Node.HostnameLabel, Selector = App(template) }] },
        });
        string[] lost = [.. cluster.Nodes.Where(node => node.Labels[Node.ZoneLabel] == "zone-0").Select(node => node.Name)];
        LossTrial? outcome = null;
        double loss = Time(() => outcome = new LossTrials(cluster, SchedulerProfile.Current).Lose(lost, LossKind.Unreachable, 1, _ => true, CancellationToken.None));
        double allocated = (GC.GetTotalAllocatedBytes() - before) / 1e6;
        output.WriteLine(
            $"| {nodes} | {cluster.Pods.Length} | {fill:F0} | {plain:F0} | {spread:F0} | {anti:F0} | {outcome!.Hit.Length} | {loss:F0} | {outcome.Replaced.Unplaced} | {allocated:F0} |");
    }

    /// <summary>Three zones, a deployment of ten for each ten places taken, every fifth with anti-affinity and every fourth with soft spread.</summary>
    private static Cluster Generated(int nodes)
    {
        ImmutableArray<Pod>.Builder pods = ImmutableArray.CreateBuilder<Pod>(nodes * PodsPerNode);
        for (int app = 0; app < nodes * PodsPerNode / Replicas; app++)
        {
            PodTemplate template = Template(app);
            for (int replica = 0; replica < Replicas; replica++)
            {
                int node = (int)(((app * 7919L) + (replica * 104_729L)) % nodes);
                pods.Add(new Pod($"app-{app}-{replica}", template) { Node = $"node-{node}" });
            }
        }

        return new Cluster
        {
            Nodes =
            [
                .. Enumerable.Range(0, nodes).Select(i => new Node
                {
                    Name = $"node-{i}",
                    Labels = new Dictionary<string, string>
                    {
                        [Node.HostnameLabel] = $"node-{i}",
                        [Node.ZoneLabel] = $"zone-{i % 3}",
                        [Node.RegionLabel] = "region",
                        ["agentpool"] = $"pool{i % 7}",
                    },
                    Allocatable = new Resources { MilliCpu = 16_000, Memory = 64_000_000_000 },
                }),
            ],
            Pods = pods.MoveToImmutable(),
        };
    }

    private static PodTemplate Template(int app)
    {
        var template = new PodTemplate
        {
            Namespace = $"team-{app % 50}",
            Labels = new Dictionary<string, string> { ["app"] = $"app-{app}", ["tier"] = app % 2 == 0 ? "front" : "back" },
            Requests = new PodRequests(new Resources { MilliCpu = 250, Memory = 1_000_000_000 }, 250, 1_000_000_000),
        };
        return template with
        {
            DefaultSpreadSelector = App(template),
            Spread = app % 4 == 0 ? [Hard(Node.ZoneLabel, template) with { IsHard = false }] : [],
            PodAffinity = app % 5 == 0
                ? new PodAffinity { RequiredAnti = [new PodAffinityTerm { TopologyKey = Node.HostnameLabel, Selector = App(template) }] }
                : PodAffinity.None,
        };
    }

    private static LabelSelector App(PodTemplate template) => LabelSelector.FromLabels(("app", template.Labels["app"]));

    private static SpreadConstraint Hard(string key, PodTemplate template) => new() { TopologyKey = key, IsHard = true, Selector = App(template) };

    /// <summary>Pods placed in a second: 100 new deployments of ten.</summary>
    private static double Rate(Simulator simulator, Func<PodTemplate, PodTemplate> change)
    {
        ImmutableArray<Pod> pods =
        [
            .. Enumerable.Range(0, 100).SelectMany(i =>
            {
                // Not a multiple of 4 or 5, so that only the change decides.
                PodTemplate template = change(Template(1_000_001 + (20 * i)));
                return Enumerable.Range(0, Replicas).Select(replica => new Pod($"new-{i}-{replica}", template));
            }),
        ];
        double milliseconds = Time(() => simulator.Place(pods, 1));
        return pods.Length / milliseconds * 1000;
    }

    private static double Time(Action action)
    {
        long start = TimeProvider.System.GetTimestamp();
        action();
        return TimeProvider.System.GetElapsedTime(start).TotalMilliseconds;
    }
}
