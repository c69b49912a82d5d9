using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Nines.Audits.Losses;
using Nines.Clusters;
using Nines.Domains;
using Nines.Kubernetes.Snapshots;
using Nines.Testing;
using Nines.Testing.ControlPlane;

namespace Nines.Audit.Integration.Tests;

/// <summary>
/// What <c>nines place</c> says of a manifest, against what the real scheduler does with it: each shape is a Deployment that is scaled up
/// and down again, 120 times, on 20 nodes of its own: 360 pods or more.
/// </summary>
public sealed class DistributionTests
{
    private const int Trials = 120;
    private const int SimulatedTrials = 6_000;
    private const string Lane = "lane";
    private const string Zone = "topology.kubernetes.io/zone";
    private const string Update = "nines.dev/update-domain";

    private static readonly ImmutableArray<(string Name, int Replicas, string Cpu, string PodSpec)> s_shapes =
    [
        ("plain", 4, "500m", ""),
        ("zones", 3, "500m", Manifest.Spread("zones", Zone, isHard: false)),
        ("updates", 3, "500m", Manifest.Spread("updates", Update, isHard: true)),
        ("apart", 4, "100m", """
            "affinity":{"podAntiAffinity":{"preferredDuringSchedulingIgnoredDuringExecution":[{"weight":100,"podAffinityTerm":
              {"topologyKey":"kubernetes.io/hostname","labelSelector":{"matchLabels":{"app":"apart"} } } }]} }
            """),
        ("filling", 5, "2500m", Manifest.Spread("filling", Zone, isHard: false)),
    ];

    private static CancellationToken Cancel => TestLimit.Token;

    [Fact]
    public async Task Where_pods_land_is_what_a_study_of_placements_says()
    {
        Assert.SkipWhen(RealControlPlane.Missing is not null, RealControlPlane.Missing ?? "");
        await using TestCluster cluster = await TestCluster.StartAsync(s_shapes.SelectMany(shape => Machines(shape.Name)), Cancel, keeping: new FakeNodesOptions { RunsPods = false });
        foreach ((string name, _, string cpu, string podSpec) in s_shapes)
        {
            await cluster.Requests.PostAsync("/api/v1/namespaces", Manifest.Namespace(name), Cancel);
            string manifest = Deployment(name, 0, cpu, podSpec);
            await cluster.Requests.PostAsync(Manifest.Path(manifest), manifest, Cancel);
        }

        ClusterSnapshot snapshot = await cluster.SnapshotAsync(Cancel);
        await using var places = new PlacesWatch(cluster.Requests);
        Dictionary<string, int>[] seen = await Task.WhenAll(s_shapes.Select(shape => SeenAsync(cluster, places, snapshot, shape.Name, shape.Replicas)));
        List<string> faults = [];
        Dictionary<string, int>[] models = new Dictionary<string, int>[s_shapes.Length];
        for (int shape = 0; shape < s_shapes.Length; shape++)
        {
            models[shape] = await ModelAsync(snapshot, s_shapes[shape]);
            TestContext.Current.TestOutputHelper?.WriteLine($"{s_shapes[shape].Name}: {Shares(seen[shape])} | simulated {Shares(models[shape])}");
            if (ChiSquare.Disagreement(seen[shape], models[shape]) is { } fault)
            {
                faults.Add($"{s_shapes[shape].Name}: {fault}");
            }
        }

        faults.ShouldBeEmpty();

        // So many trials do tell one shape from another: three pods over zones, three over update domains.
        ChiSquare.Disagreement(seen[1], models[2]).ShouldNotBeNull();
        ChiSquare.Disagreement(seen[2], models[1]).ShouldNotBeNull();
    }

    private static async Task<Dictionary<string, int>> SeenAsync(TestCluster cluster, PlacesWatch places, ClusterSnapshot snapshot, string name, int replicas)
    {
        DomainMap map = DomainMapBuilder.Build(snapshot, new DomainOptions());
        Dictionary<string, int> counts = [];
        for (int trial = 0; trial < Trials; trial++)
        {
            await ScaleAsync(cluster, name, replicas);
            string[] nodes = await places.UntilPlacedAsync(name, replicas, Cancel);
            Count(counts, string.Join("; ", map.Levels.Select(level => Pattern(level, nodes.Select(node => map.Of(level, node)!.Id)))));
            await ScaleAsync(cluster, name, 0);
            await places.UntilPlacedAsync(name, 0, Cancel);

            // The scheduler hears of it through its watch.
            await Task.Delay(40, Cancel);
        }

        return counts;
    }

    private static async Task<Dictionary<string, int>> ModelAsync(ClusterSnapshot snapshot, (string Name, int Replicas, string Cpu, string PodSpec) shape)
    {
        byte[] manifest = Encoding.UTF8.GetBytes(Deployment(shape.Name, shape.Replicas, shape.Cpu, shape.PodSpec));
        ClusterSnapshot workloads = (await SnapshotReader.ReadManifestsAsync([new SnapshotSource("manifest", () => new MemoryStream(manifest))], shape.Name, null, Cancel)).Value!;
        PlaceReport report = PlaceStudy.Run(snapshot, workloads.Workloads, new PlaceOptions { Trials = SimulatedTrials, Seed = 20 }, Cancel);
        Dictionary<string, int> counts = [];
        foreach (PlaceTrial trial in report.Workloads.Single().Trials)
        {
            trial.Unplaced.ShouldBe(0);
            Count(counts, string.Join("; ", trial.Levels.Select(counted => Pattern(counted.Level, counted.Pods.SelectMany(pair => Enumerable.Repeat(pair.Key, pair.Value))))));
        }

        return counts;
    }

    /// <summary>How many pods each domain has; of nodes only how many the fullest has, since there are many.</summary>
    private static string Pattern(DomainLevel level, IEnumerable<string> domains)
    {
        (string Id, int Pods)[] counts = [.. domains.GroupBy(id => id).Select(group => (group.Key, group.Count())).OrderBy(group => group.Key, StringComparer.Ordinal)];
        return level.Key == "node"
            ? string.Create(CultureInfo.InvariantCulture, $"{counts.Max(group => group.Pods)} on a node")
            : string.Join(' ', counts.Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Id}:{group.Pods}")));
    }

    private static Task ScaleAsync(TestCluster cluster, string name, int replicas) => cluster.Requests.PatchAsync(
        $"/apis/apps/v1/namespaces/{name}/deployments/{name}", string.Create(CultureInfo.InvariantCulture, $$$"""{"spec":{"replicas":{{{replicas}}} } }"""), Cancel);

    private static string Deployment(string name, int replicas, string cpu, string podSpec) =>
        Manifest.Deployment(name, name, replicas, cpu, $$"""
            "terminationGracePeriodSeconds":0,"nodeSelector":{"{{Lane}}":"{{name}}"}{{(podSpec.Length > 0 ? "," : "")}}{{podSpec}}
            """);

    private static IEnumerable<FakeNode> Machines(string lane) => Enumerable.Range(0, 20).Select(i => new FakeNode($"{lane}-{i:00}")
    {
        Labels = new Dictionary<string, string> { [Lane] = lane, [Zone] = $"weu-{(i % 2) + 1}", [Update] = $"{i % 3}" },
    });

    private static void Count(Dictionary<string, int> counts, string outcome) => counts[outcome] = counts.GetValueOrDefault(outcome) + 1;

    private static string Shares(Dictionary<string, int> counts)
    {
        double all = counts.Values.Sum();
        return string.Join(" / ", counts.OrderByDescending(pair => pair.Value).Take(4).Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key}: {pair.Value / all:P0}")));
    }
}
