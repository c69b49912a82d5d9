using Nines.Clusters;
using Nines.Scheduling;
using Nines.Scheduling.State;

namespace Nines.Tests.Scheduling;

public sealed class SchedulerAgreesWithBruteForceTests
{
    [Theory]
    [InlineData(36, false)]
    [InlineData(20, true)]
    public void Filters_and_scores_agree_with_a_second_implementation(int minor, bool isOld)
    {
        int fitting = 0;
        int refused = 0;
        for (ulong seed = 1; seed <= 600; seed++)
        {
            var random = new RandomClusters(seed);
            Cluster cluster = random.Cluster(4 + random.Below(9), random.Below(25));
            SchedulerProfile profile = SchedulerProfile.ForMinor(minor);
            var state = new ClusterState(cluster, profile);
            var scheduler = new Scheduler(state, profile);
            var brute = new BruteForce(cluster, isOld);
            for (int pod = 0; pod < 4; pod++)
            {
                PodTemplate template = random.Template();
                PreparedTemplate prepared = state.Prepare(template);
                NodeFacts facts = scheduler.Facts(prepared);
                int[] fit = scheduler.Fitting(prepared, state.Rules(prepared), facts).ToArray();
                string[] expected = [.. cluster.Nodes.Where(node => brute.Refusal(template, node) is null).Select(node => node.Name).Order()];
                string.Join(' ', fit.Select(node => cluster.Nodes[node].Name).Order()).ShouldBe(string.Join(' ', expected), $"seed {seed}, pod {pod}");
                fitting += fit.Length;
                refused += cluster.Nodes.Length - fit.Length;

                long[] scores = scheduler.Scores(prepared, state.Rules(prepared), facts, fit).ToArray();
                Dictionary<string, long> bruteScores = brute.Scores(template);
                for (int index = 0; index < fit.Length; index++)
                {
                    scores[index].ShouldBe(bruteScores[cluster.Nodes[fit[index]].Name], $"seed {seed}, pod {pod}, {cluster.Nodes[fit[index]].Name}");
                }
            }
        }

        // The clusters must be such that both happen often.
        fitting.ShouldBeGreaterThan(2000);
        refused.ShouldBeGreaterThan(2000);
    }

    [Fact]
    public void Adding_and_removing_pods_one_by_one_ends_where_a_fresh_start_does()
    {
        for (ulong seed = 1; seed <= 150; seed++)
        {
            var random = new RandomClusters(seed);
            Cluster cluster = random.Cluster(8, 20);
            var moving = new ClusterState(cluster with { Pods = [] }, SchedulerProfile.Current);
            var scheduler = new Scheduler(moving, SchedulerProfile.Current);
            PodTemplate[] wanted = [.. Enumerable.Range(0, 3).Select(_ => random.Template())];

            // Asking in between makes counters that must then be kept up to date.
            foreach (Pod placed in cluster.Pods)
            {
                moving.Change(moving.Prepare(placed.Template), moving.Number(placed.Node!), placed.IsTerminating, 1);
                Answer(moving, scheduler, wanted[random.Below(3)]);
            }

            Pod[] gone = [.. cluster.Pods.Where(_ => random.OneIn(2))];
            foreach (Pod placed in gone)
            {
                moving.Change(moving.Prepare(placed.Template), moving.Number(placed.Node!), placed.IsTerminating, -1);
            }

            var fresh = new ClusterState(cluster with { Pods = [.. cluster.Pods.Except(gone, ReferenceEqualityComparer.Instance).Cast<Pod>()] }, SchedulerProfile.Current);
            var other = new Scheduler(fresh, SchedulerProfile.Current);
            foreach (PodTemplate template in wanted)
            {
                Answer(moving, scheduler, template).ShouldBe(Answer(fresh, other, template), customMessage: $"seed {seed}");
            }
        }
    }

    private static (int Node, long Score)[] Answer(ClusterState state, Scheduler scheduler, PodTemplate template)
    {
        scheduler.StartAt(0);
        PreparedTemplate prepared = state.Prepare(template);
        NodeFacts facts = scheduler.Facts(prepared);
        int[] fit = scheduler.Fitting(prepared, state.Rules(prepared), facts).ToArray();
        return [.. fit.Zip(scheduler.Scores(prepared, state.Rules(prepared), facts, fit).ToArray())];
    }
}
