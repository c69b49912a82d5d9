using Nines.Audits.Losses;

namespace Nines.Tests.Audits.Losses;

public sealed class EvenPlacementTests
{
    [Fact]
    public void It_agrees_with_trying_every_placement()
    {
        var random = new Random(7);
        int possible = 0;
        const int cases = 3000;
        for (int trial = 0; trial < cases; trial++)
        {
            int domains = random.Next(1, 5);
            List<PodGroup> groups = [];
            for (int group = random.Next(1, 4); group > 0; group--)
            {
                int[] own = [.. Enumerable.Range(0, domains).Where(_ => random.Next(2) == 0)];
                groups.Add(new PodGroup(own, random.Next(1, 4)));
            }

            int most = random.Next(0, 4);
            bool expected = Possible([.. groups.SelectMany(group => Enumerable.Repeat(group.Domains, group.Pods))], 0, new int[domains], most);
            EvenPlacement.IsPossible(groups, most).ShouldBe(expected, $"{string.Join(" ", groups.Select(g => $"{g.Pods}x[{string.Join(',', g.Domains)}]"))} most {most}");
            possible += expected ? 1 : 0;
        }

        possible.ShouldBeInRange(cases / 5, cases * 4 / 5);
    }

    [Fact]
    public void Pods_that_are_tied_down_move_others_aside()
    {
        // Each set alone is roomy; only one arrangement takes all.
        EvenPlacement.IsPossible([new PodGroup([0, 1], 1), new PodGroup([1, 2], 1), new PodGroup([2, 3], 1), new PodGroup([0], 1)], 1).ShouldBeTrue();
        EvenPlacement.IsPossible([new PodGroup([0, 1], 1), new PodGroup([0, 1], 1), new PodGroup([0], 1), new PodGroup([2, 3, 4], 1)], 1).ShouldBeFalse();
    }

    [Fact]
    public void Thousands_of_pods_tied_to_nodes_of_their_own_are_no_burden() =>
        EvenPlacement.IsPossible([.. Enumerable.Range(0, 2000).Select(pod => new PodGroup([pod, (pod + 1) % 2000], 1))], 1).ShouldBeTrue();

    private static bool Possible(int[][] pods, int next, int[] holds, int most)
    {
        if (next == pods.Length)
        {
            return true;
        }

        if (pods[next].Length == 0)
        {
            return Possible(pods, next + 1, holds, most);
        }

        foreach (int domain in pods[next])
        {
            if (holds[domain] < most)
            {
                holds[domain]++;
                bool found = Possible(pods, next + 1, holds, most);
                holds[domain]--;
                if (found)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
