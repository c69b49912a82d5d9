using Nines.Clusters;
using Nines.Scheduling;
using Nines.Scheduling.State;
using Nines.Testing;

namespace Nines.Tests.Scheduling;

/// <summary>Numbers that can be checked by hand, some of them from the tables with which Kubernetes tests its own plugins.</summary>
public sealed class PublishedScoresTests
{
    // Kubernetes tests both plugins with these two machines: 4000m and 6000m of processor, 10000 bytes of memory each.
    private static readonly Cluster s_two = new()
    {
        Nodes =
        [
            new Node { Name = "machine1", Allocatable = new Resources { MilliCpu = 4000, Memory = 10000 } },
            new Node { Name = "machine2", Allocatable = new Resources { MilliCpu = 6000, Memory = 10000 } },
        ],
    };

    [Fact]
    public void Least_allocated_is_the_mean_of_the_free_shares()
    {
        // (4000-3000)/4000 and (10000-5000)/10000: (25 + 50) / 2 = 37; (50 + 50) / 2 = 50.
        Score(s_two, Asks(3000, 5000), 36, ResourceScores.LeastAllocated).ShouldBe([37, 50]);
        Score(s_two, Asks(3000, 5000), 20, ResourceScores.LeastAllocated).ShouldBe([37, 50]);
    }

    [Fact]
    public void Balance_was_by_difference_and_is_by_deviation_and_then_by_change()
    {
        // Shares 0.75 and 0.5; 0.5 and 0.5.
        Score(s_two, Asks(3000, 5000), 20, ResourceScores.Balanced).ShouldBe([75, 100]);
        Score(s_two, Asks(3000, 5000), 30, ResourceScores.Balanced).ShouldBe([87, 100]);

        // An empty node is perfectly even: 50 + (50 + 87 - 100) / 2 = 68; no change gives 75.
        Score(s_two, Asks(3000, 5000), 36, ResourceScores.Balanced).ShouldBe([68, 75]);
    }

    [Fact]
    public void Pods_without_requests_get_no_score_for_balance_any_more()
    {
        Score(s_two, PodRequests.Nothing, 36, ResourceScores.Balanced).ShouldBe([0, 0]);
        Score(s_two, PodRequests.Nothing, 30, ResourceScores.Balanced).ShouldBe([100, 100]);
    }

    [Theory]
    [InlineData(20, new long[] { 40, 80, 100, 0 })]
    [InlineData(36, new long[] { 20, 60, 100, 0 })]
    public void Soft_spread_over_four_nodes_with_2_1_0_3_pods(int minor, long[] expected)
    {
        // ln(4 + 2) = 1.79: raw 3.58, 1.79, 0, 5.38, cut off to 3 1 0 5 or rounded to 4 2 0 5; then 100 * (5 - raw) / 5.
        var template = new PodTemplate
        {
            Labels = new Dictionary<string, string> { ["foo"] = "" },
            Spread = [new SpreadConstraint { TopologyKey = Node.HostnameLabel, Selector = LabelSelector.FromLabels(("foo", "")) }],
        };
        int[] pods = [2, 1, 0, 3];
        Cluster cluster = new()
        {
            Nodes = [.. pods.Select((_, i) => Host($"n{i}"))],
            Pods = [.. pods.SelectMany((count, i) => Enumerable.Range(0, count).Select(k => new Pod($"p{i}{k}", template) { Node = $"n{i}" }))],
        };
        var profile = SchedulerProfile.ForMinor(minor);
        var state = new ClusterState(cluster, profile);
        long[] scores = new long[4];
        new SpreadScore(profile).Score(state.Rules(state.Prepare(template)), NodeFacts.Create(template, state.Nodes, new Reasons(profile)), [0, 1, 2, 3], scores);
        scores.ShouldBe(expected);
    }

    [Fact]
    public void Normalisation_is_in_proportion_or_between_extremes()
    {
        long[] liked = [0, 1, 2, 4];
        Normalization.ByGreatest(liked, lessIsBetter: false);
        liked.ShouldBe([0, 25, 50, 100]);
        long[] unwanted = [0, 1, 2, 4];
        Normalization.ByGreatest(unwanted, lessIsBetter: true);
        unwanted.ShouldBe([100, 75, 50, 0]);
        long[] near = [-5, 0, 15];
        Normalization.Between(near, holdsZero: false);
        near.ShouldBe([0, 25, 100]);
        long[] positive = [5, 10];
        Normalization.Between(positive, holdsZero: true);
        positive.ShouldBe([50, 100]);
    }

    [Theory]
    [InlineData(20, 20)]
    [InlineData(99, 99)]
    [InlineData(100, 100)]
    [InlineData(200, 100)]
    [InlineData(1000, 420)]
    [InlineData(5000, 500)]
    [InlineData(6000, 300)]
    public void The_scheduler_is_content_with_so_many_nodes(int nodes, int expected) => Sampling.NodesToFind(nodes).ShouldBe(expected);

    [Fact]
    public void Nodes_are_taken_from_each_zone_in_turn()
    {
        Node[] nodes = [Zoned("a1", "a"), Zoned("a2", "a"), Zoned("a3", "a"), Zoned("b1", "b"), Zoned("c1", "c"), Zoned("c2", "c")];
        NodeOrder.Interleaved(nodes).Select(number => nodes[number].Name).ShouldBe(["a1", "b1", "c1", "a2", "c2", "a3"]);
    }

    [Fact]
    public void Requests_are_the_greater_of_start_up_and_running()
    {
        PodRequests sum = ContainerRequestsSum.Sum(
            [new ContainerRequests(100, 1000), new ContainerRequests(null, 500)],
            [(new ContainerRequests(50, 10), true), (new ContainerRequests(400, 20), false)],
            new ContainerRequests(10, 5));

        // Running: 100 + 50; starting: 400 beside the sidecar's 50; then 10 for the runtime.
        sum.Actual.MilliCpu.ShouldBe(460);
        sum.Actual.Memory.ShouldBe(1515);
        sum.ScoredMilliCpu.ShouldBe(460);
        sum.ScoredMemory.ShouldBe(1515);
        ContainerRequestsSum.Sum([new ContainerRequests(), new ContainerRequests()]).ScoredMilliCpu.ShouldBe(200);
    }

    private static Node Zoned(string name, string zone) =>
        new() { Name = name, Labels = new Dictionary<string, string> { [Node.ZoneLabel] = zone } };

    private static Node Host(string name) => new() { Name = name, Labels = new Dictionary<string, string> { [Node.HostnameLabel] = name } };

    private static PodRequests Asks(long cpu, long memory) => PodRequests.From(cpu, memory);

    private static long[] Score(Cluster cluster, PodRequests requests, int minor, Func<PreparedTemplate, int, ClusterState, SchedulerProfile, long> score)
    {
        var profile = SchedulerProfile.ForMinor(minor);
        var state = new ClusterState(cluster, profile);
        PreparedTemplate prepared = state.Prepare(new PodTemplate { Requests = requests });
        return [.. Enumerable.Range(0, cluster.Nodes.Length).Select(node => score(prepared, node, state, profile))];
    }
}
