using Nines.Audits.Fixes;

namespace Nines.Tests.Audits.Fixes;

public sealed class ReplicaArithmeticTests
{
    [Theory]
    [InlineData(1, 2, 1, 2)]
    [InlineData(2, 3, 1, 2)]
    [InlineData(2, 2, 2, 4)]
    [InlineData(3, 3, 2, 3)]
    [InlineData(3, 2, 2, 4)]
    [InlineData(4, 3, 4, 6)]
    public void The_fewest_replicas_that_survive_one_domain(int now, int domains, int need, int expected) =>
        ReplicaArithmetic.FindMin(now, [domains], _ => need).ShouldBe(expected);

    [Fact]
    public void Every_axis_is_to_be_survived() => ReplicaArithmetic.FindMin(2, [2, 5], _ => 2).ShouldBe(4);

    [Fact]
    public void More_replicas_do_not_fix_a_single_domain() => ReplicaArithmetic.FindMin(3, [1], _ => 3).ShouldBe(3);

    [Fact]
    public void A_need_that_grows_with_the_replicas_has_no_answer() => ReplicaArithmetic.FindMin(3, [3], replicas => replicas).ShouldBeNull();

    [Fact]
    public void A_percentage_is_of_the_new_number_of_replicas() =>

        // Of 3 in two domains 1 stays, and 2 are required; of 4 also 2.
        ReplicaArithmetic.FindMin(3, [2], replicas => (replicas + 1) / 2).ShouldBe(4);

    [Fact]
    public void It_agrees_with_placing_them_one_by_one()
    {
        for (int now = 1; now <= 6; now++)
        {
            for (int domains = 2; domains <= 4; domains++)
            {
                for (int need = 1; need <= 5; need++)
                {
                    int expected = Enumerable.Range(now, 40).First(replicas => replicas - Fullest(replicas, domains) >= need);
                    int? least = ReplicaArithmetic.FindMin(now, [domains], _ => need);
                    if (expected <= (2 * now) + 10)
                    {
                        least.ShouldBe(expected, $"{now} {domains} {need}");
                    }
                }
            }
        }
    }

    private static int Fullest(int pods, int domains)
    {
        int[] counts = new int[domains];
        for (int pod = 0; pod < pods; pod++)
        {
            counts[pod % domains]++;
        }

        return counts.Max();
    }
}
