using Nines.Clusters;
using Nines.Scheduling;
using Nines.Testing;

namespace Nines.Tests.Scheduling;

public sealed class LossTrialsTests
{
    [Theory]
    [InlineData(LossKind.Deleted)]
    [InlineData(LossKind.Unreachable)]
    public void It_agrees_with_taking_the_nodes_away_for_good(LossKind kind)
    {
        var random = new Random(3);
        int strandedAtAll = 0;
        for (int trial = 0; trial < 150; trial++)
        {
            Cluster cluster = RandomCluster(random);
            var trials = new LossTrials(cluster, SchedulerProfile.Current);
            foreach (string zone in (string[])["z0", "z1", "z2"])
            {
                NodeLossOutcome expected = LossReference.Apply(
                    cluster, SchedulerProfile.Current, node => node.Labels.GetValueOrDefault(Node.ZoneLabel) == zone, kind, 1, CancellationToken.None);
                LossTrial found = trials.Lose(expected.LostNodes, kind, 1, _ => true, CancellationToken.None);
                found.Hit.Length.ShouldBe(expected.Replaced.Outcomes.Length);

                // Pods alike in what they ask fit or do not, wherever chance puts the first of them.
                found.Replaced.Unplaced.ShouldBe(expected.Replaced.Unplaced);
                strandedAtAll += found.Replaced.Unplaced;
                foreach (PodOutcome outcome in found.Replaced.Outcomes)
                {
                    outcome.NodesInCluster.ShouldBe(expected.After.Nodes.Length);
                    if (outcome.Node is { } node)
                    {
                        expected.LostNodes.ShouldNotContain(node.Name);
                    }
                }
            }
        }

        strandedAtAll.ShouldBeGreaterThan(50);
    }

    [Fact]
    public void The_cluster_is_restored_after_a_loss_and_after_a_cancellation()
    {
        Cluster cluster = RandomCluster(new Random(8));
        var trials = new LossTrials(cluster, SchedulerProfile.Current);
        string[] nodes = [.. cluster.Nodes.Take(3).Select(node => node.Name)];
        static string[] Places(LossTrial trial) => [.. trial.Replaced.Outcomes.Select(outcome => $"{outcome.Pod.Name} {outcome.Node?.Name}")];
        string[] first = Places(trials.Lose(nodes, LossKind.Deleted, 4, _ => true, CancellationToken.None));
        trials.Lose([.. cluster.Nodes.Skip(2).Select(node => node.Name)], LossKind.Unreachable, 4, _ => true, CancellationToken.None);
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        Should.Throw<OperationCanceledException>(() => trials.Lose(nodes, LossKind.Unreachable, 4, _ => true, stopped.Token));
        Places(trials.Lose(nodes, LossKind.Deleted, 4, _ => true, CancellationToken.None)).ShouldBe(first);
    }

    private static Cluster RandomCluster(Random random)
    {
        Node[] nodes =
        [
            .. Enumerable.Range(0, 9).Select(number => new Node
            {
                Name = $"n{number}",
                Labels = new Dictionary<string, string> { [Node.ZoneLabel] = $"z{number % 3}", [Node.HostnameLabel] = $"n{number}" },
                Allocatable = new Resources { MilliCpu = 4000 },
            }),
        ];

        // One size of pod, so that fitting does not hang on the order of packing; one rule of each sort.
        PodTemplate[] templates =
        [
            .. Enumerable.Range(0, 3).Select(number => new PodTemplate
            {
                Labels = new Dictionary<string, string> { ["app"] = $"a{number}" },
                Requests = PodRequests.From(1000),
                Spread = number == 1 ? [Spread(random.Next(2) == 0 ? InclusionPolicy.Honor : InclusionPolicy.Ignore, $"a{number}")] : [],
                PodAffinity = number == 2 ? new PodAffinity
                {
                    RequiredAnti = [new PodAffinityTerm { TopologyKey = Node.HostnameLabel, Selector = LabelSelector.FromLabels(("app", $"a{number}")) }],
                } : PodAffinity.None,
                Recreation = number == 0 && random.Next(8) == 0 ? Recreation.WithNode : random.Next(6) == 0 ? Recreation.AfterIt : Recreation.Elsewhere,
            }),
        ];
        PodTemplate template = templates[random.Next(3)];
        List<Pod> pods = [];
        for (int pod = 0; pod < random.Next(6, 34); pod++)
        {
            string node = nodes[random.Next(nodes.Length)].Name;
            bool isApart = template == templates[2];
            if (pods.Count(placed => placed.Node == node) < (isApart ? 1 : 4))
            {
                pods.Add(new Pod($"p{pod}", template) { Node = node, IsTerminating = random.Next(12) == 0 });
            }
        }

        return new Cluster { Nodes = [.. nodes], Pods = [.. pods] };
    }

    private static SpreadConstraint Spread(InclusionPolicy taints, string app) => new()
    {
        TopologyKey = Node.ZoneLabel, IsHard = true, Selector = LabelSelector.FromLabels(("app", app)), NodeTaintsPolicy = taints,
    };
}
