using System.Globalization;
using System.Text.Json;
using Nines.Clusters;
using Nines.Testing;
using Nines.Testing.ControlPlane;

namespace Nines.Scheduling.Integration.Tests;

/// <summary>The real kube-scheduler 1.20.2 and the simulator place the same pods on the same 20 nodes, again and again.</summary>
public sealed class SimulatorAgreesWithTheSchedulerTests
{
    private const string Update = "nines.dev/update-domain";
    private const int SimulatedTrials = 20_000;

    private static readonly Cluster s_cluster = new()
    {
        Nodes =
        [
            .. Enumerable.Range(0, 20).Select(i => new Node
            {
                Name = $"vm{i}",
                Labels = new Dictionary<string, string>
                {
                    [Node.HostnameLabel] = $"vm{i}",
                    [Node.ZoneLabel] = $"{i % 2}",
                    [Update] = $"{i % 3}",
                    ["disk"] = i % 4 == 0 ? "ssd" : "hdd",
                },
                Allocatable = new Resources { MilliCpu = 4000, Memory = 16_000_000_000 },
            }),
        ],
    };

    private static readonly LabelSelector s_web = LabelSelector.FromLabels(("app", "web"));

    private static readonly PodTemplate s_plain = new()
    {
        Labels = new Dictionary<string, string> { ["app"] = "web" },
        Requests = PodRequests.From(500, 1_000_000_000),
    };

    [Fact]
    public async Task Placements_of_the_real_scheduler_have_the_simulated_distribution()
    {
        Assert.SkipWhen(RealControlPlane.Missing is not null, RealControlPlane.Missing ?? "");
        CancellationToken cancellation = TestLimit.Token;
        await using RealPlacements real = await RealPlacements.StartAsync(s_cluster, cancellation);
        await real.CreateAsync(
            "/api/v1/namespaces/default/services",
            """{"apiVersion":"v1","kind":"Service","metadata":{"name":"s"},"spec":{"selector":{"tier":"served"},"ports":[{"port":80}]}}""",
            cancellation);
        List<string> faults = [];
        foreach ((string name, PodTemplate template, string rules, int replicas, int trials) in Shapes())
        {
            Pod[] pods = [.. Enumerable.Range(0, replicas).Select(i => new Pod($"web-{i}", template))];
            (Dictionary<string, int> seen, Dictionary<string, int> coarselySeen) = ([], []);
            for (int trial = 0; trial < trials; trial++)
            {
                string[] places = await real.PlaceAsync([.. pods.Select(pod => (pod.Name, Json(pod, rules)))], cancellation);
                Node[] nodes = [.. places.Select(place => s_cluster.Nodes.Single(node => node.Name == place))];
                Count(seen, Pattern(nodes));
                Count(coarselySeen, CoarsePattern(nodes));
                await real.DeletePodsAsync(cancellation);
            }

            (Dictionary<string, int> model, Dictionary<string, int> coarseModel) = ([], []);
            var simulator = new Simulator(s_cluster, SchedulerProfile.ForMinor(20));
            simulator.Trials(
                pods, SimulatedTrials, 20,
                run =>
                {
                    Node[] nodes = [.. run.Outcomes.Select(outcome => outcome.Node!)];
                    Count(model, Pattern(nodes));
                    Count(coarseModel, CoarsePattern(nodes));
                    return 0;
                },
                cancellation);
            TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {Shares(coarselySeen)} | simulated {Shares(coarseModel)}");

            // The coarse one has enough trials in each cell where there are many outcomes; the fine one sees more where there are few.
            faults.AddRange(new[] { ChiSquare.Disagreement(seen, model), ChiSquare.Disagreement(coarselySeen, coarseModel) }
                .OfType<string>().Select(fault => $"{name}: {fault}"));
        }

        faults.ShouldBeEmpty();
    }

    private static IEnumerable<(string Name, PodTemplate Template, string Rules, int Replicas, int Trials)> Shapes()
    {
        yield return ("two spread hard over fault domains", s_plain with { Spread = [On(Node.ZoneLabel, true)] }, Rule(Node.ZoneLabel, true), 2, 200);
        yield return (
            "three spread hard over fault domains and update domains",
            s_plain with { Spread = [On(Node.ZoneLabel, true), On(Update, true)] },
            Rule(Node.ZoneLabel, true, Update), 3, 60);
        yield return ("four spread softly over update domains", s_plain with { Spread = [On(Update, false)] }, Rule(Update, false), 4, 80);
        yield return (
            "three that would rather not share an update domain",
            s_plain with { PodAffinity = new PodAffinity { PreferredAnti = [new WeightedPodAffinityTerm(50, new PodAffinityTerm { TopologyKey = Update, Selector = s_web })] } },
            $$$"""
            "affinity":{"podAntiAffinity":{"preferredDuringSchedulingIgnoredDuringExecution":[{"weight":50,"podAffinityTerm":
              {"topologyKey":"{{{Update}}}","labelSelector":{"matchLabels":{"app":"web"} } } }]}},
            """,
            3, 80);
        yield return (
            "three that would rather be on fast disks",
            s_plain with { NodeAffinity = new NodeAffinity { Preferred = [new PreferredNodeTerm(10, new NodeSelectorTerm(new LabelRequirement("disk", LabelOperator.In, "ssd")))] } },
            """
            "affinity":{"nodeAffinity":{"preferredDuringSchedulingIgnoredDuringExecution":[{"weight":10,"preference":
              {"matchExpressions":[{"key":"disk","operator":"In","values":["ssd"]}]}}]}},
            """,
            3, 80);
        yield return (
            "three that must share a fault domain and no update domain",
            s_plain with
            {
                PodAffinity = new PodAffinity
                {
                    Required = [new PodAffinityTerm { TopologyKey = Node.ZoneLabel, Selector = s_web }],
                    RequiredAnti = [new PodAffinityTerm { TopologyKey = Update, Selector = s_web }],
                },
            },
            $$$"""
            "affinity":{"podAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":[{"topologyKey":"{{{Node.ZoneLabel}}}","labelSelector":{"matchLabels":{"app":"web"} } }]},
              "podAntiAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":[{"topologyKey":"{{{Update}}}","labelSelector":{"matchLabels":{"app":"web"} } }]}},
            """,
            3, 80);
        yield return (
            "four behind a service, spread by the defaults",
            s_plain with
            {
                Labels = new Dictionary<string, string> { ["app"] = "web", ["tier"] = "served" },
                DefaultSpreadSelector = LabelSelector.FromLabels(("tier", "served")),
            },
            "", 4, 80);
        yield return ("five without any rule", s_plain, "", 5, 60);
    }

    private static SpreadConstraint On(string key, bool isHard) => new() { TopologyKey = key, IsHard = isHard, Selector = s_web };

    private static string Rule(string key, bool isHard, params string[] more) =>
        "\"topologySpreadConstraints\":[" + string.Join(',', more.Prepend(key).Select(each =>
            $$$"""{"maxSkew":1,"topologyKey":"{{{each}}}","whenUnsatisfiable":"{{{(isHard ? "DoNotSchedule" : "ScheduleAnyway")}}}","labelSelector":{"matchLabels":{"app":"web"} } }""")) + "],";

    private static string Json(Pod pod, string rules) =>
        $$$"""
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{pod.Name}}}","labels":{{{JsonSerializer.Serialize(pod.Template.Labels)}}} },
         "spec":{ {{{rules}}} "terminationGracePeriodSeconds":0,
           "containers":[{"name":"c","image":"none","resources":{"requests":{"cpu":"500m","memory":"1000000000"} } }]}}
        """;

    /// <summary>Fault and update domain of each pod, and whether machines or disks are shared, in a form that does not depend on the pods' order.</summary>
    private static string Pattern(Node[] all) =>
        string.Join(' ', all.Select(node => node.Labels[Node.ZoneLabel] + node.Labels[Update]).Order(StringComparer.Ordinal))
            + string.Create(CultureInfo.InvariantCulture, $" on {all.Distinct().Count()}, {all.Count(node => node.Labels["disk"] == "ssd")} fast");

    /// <summary>How many are in the first fault domain, and how many in each update domain, fullest first.</summary>
    private static string CoarsePattern(Node[] all) =>
        all.Count(node => node.Labels[Node.ZoneLabel] == "0").ToString(CultureInfo.InvariantCulture) + " in the first, "
        + string.Join('-', all.GroupBy(node => node.Labels[Update]).Select(group => group.Count()).OrderDescending());

    private static void Count(Dictionary<string, int> counts, string outcome) => counts[outcome] = counts.GetValueOrDefault(outcome) + 1;

    private static string Shares(Dictionary<string, int> counts)
    {
        double all = counts.Values.Sum();
        return string.Join("; ", counts.OrderByDescending(pair => pair.Value).Take(5).Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key}: {pair.Value / all:P0}")));
    }
}
