using Nines.Clusters;
using Nines.Environments.Model;

namespace Nines.Tests.Environments;

/// <summary>The fewest nodes for some pods, against every assignment of pods to nodes.</summary>
public sealed class PackingTests
{
    private static readonly FreeResources s_node = new(6, 1000, 100, long.MaxValue);

    [Fact]
    public void Pods_need_as_few_nodes_as_the_best_of_all_assignments()
    {
        var random = new Random(12);
        for (int round = 0; round < 400; round++)
        {
            FreeResources node = s_node with { Pods = random.Next(1, 6) };
            EqualPods[] groups = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => new EqualPods(
                new Resources { MilliCpu = random.Next(0, 11) * 100, Memory = random.Next(0, 11) * 10 }, random.Next(1, 3)))];
            Resources[] pods = [.. groups.SelectMany(group => Enumerable.Repeat(group.Requests, group.Count))];

            PackedNodes packed = new Packing(node).Pack(groups);

            int fewest = Enumerable.Range(1, pods.Length).First(nodes => CanPack(pods, 0, [.. Enumerable.Repeat(node, nodes)]));
            packed.Nodes.ShouldBe(fewest, string.Join(", ", groups));
            packed.AtLeast.ShouldBe(fewest);
            Left(packed).ShouldBe((
                fewest * node.Pods - pods.Length, fewest * node.MilliCpu - pods.Sum(pod => pod.MilliCpu), fewest * node.Memory - pods.Sum(pod => pod.Memory)));
        }
    }

    // Deliberately simple: every pod on every node.
    private static bool CanPack(Resources[] pods, int next, FreeResources[] nodes)
    {
        if (next == pods.Length)
        {
            return true;
        }

        for (int number = 0; number < nodes.Length; number++)
        {
            FreeResources free = nodes[number];
            if (free.Pods > 0 && free.MilliCpu >= pods[next].MilliCpu && free.Memory >= pods[next].Memory)
            {
                nodes[number] = new FreeResources(free.Pods - 1, free.MilliCpu - pods[next].MilliCpu, free.Memory - pods[next].Memory, free.Disk);
                if (CanPack(pods, next + 1, nodes))
                {
                    return true;
                }

                nodes[number] = free;
            }

            // An empty node is like any other empty node.
            if (free.Pods == nodes[^1].Pods && free == nodes[^1] && number < nodes.Length - 1 && nodes[(number + 1)..].All(other => other == free))
            {
                return false;
            }
        }

        return false;
    }

    private static (int Pods, long Cpu, long Memory) Left(PackedNodes packed)
    {
        packed.Left.Length.ShouldBe(packed.Nodes);
        packed.Left.ShouldAllBe(free => free.Pods >= 0 && free.MilliCpu >= 0 && free.Memory >= 0);
        return (packed.Left.Sum(free => free.Pods), packed.Left.Sum(free => free.MilliCpu), packed.Left.Sum(free => free.Memory));
    }

    [Fact]
    public void The_search_finds_what_first_fit_misses()
    {
        // First fit by decreasing size: 440 + 300, 300 + 280 + 280, 200 + 200. Two nodes: 440 + 280 + 280 and 300 + 300 + 200 + 200.
        EqualPods[] groups = [Cpu(440, 1), Cpu(300, 2), Cpu(280, 2), Cpu(200, 2)];

        new Packing(s_node).Pack(groups).Nodes.ShouldBe(2);
    }

    [Fact]
    public void A_search_at_its_limit_reports_what_may_be_enough()
    {
        // Three a node, or four: many sizes near a third and a quarter of a node, of which no packing is found in time.
        var random = new Random(5);
        EqualPods[] groups = [.. Enumerable.Range(0, 120).Select(_ => new EqualPods(
            new Resources { MilliCpu = random.Next(200, 400), Memory = random.Next(20, 40) }, 1))];

        PackedNodes packed = new Packing(s_node).Pack(groups);

        packed.AtLeast.ShouldBeInRange(30, packed.Nodes - 1);
        Left(packed).Pods.ShouldBe((packed.Nodes * s_node.Pods) - 120);
    }

    [Theory]
    [InlineData(250, 0, 4)]
    [InlineData(251, 0, 3)]
    [InlineData(100, 30, 3)]
    [InlineData(0, 0, 6)]
    [InlineData(1001, 0, 0)]
    public void One_node_takes_as_many_equal_pods_as_its_scarcest_amount(long cpu, long memory, int count) =>
        new Packing(s_node).CountOnOne(new Resources { MilliCpu = cpu, Memory = memory }, 40).ShouldBe(count);

    [Fact]
    public void Thousands_of_pods_are_packed_within_their_bounds()
    {
        EqualPods[] groups = [.. Enumerable.Range(0, 500).Select(number => Cpu(50 + (number % 90), 40))];

        PackedNodes packed = new Packing(s_node with { Pods = 250 }).Pack(groups);

        long total = groups.Sum(group => group.Requests.MilliCpu * group.Count);
        packed.AtLeast.ShouldBeGreaterThanOrEqualTo((int)(total / 1000));
        packed.Nodes.ShouldBeLessThanOrEqualTo((packed.AtLeast * 11 / 9) + 1);
    }

    private static EqualPods Cpu(long cpu, int count) => new(new Resources { MilliCpu = cpu }, count);
}
